"""What is the city talking about: hot topics over letters and surveys."""
