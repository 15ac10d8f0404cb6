"""What is filled in about items, their editions and clean-up rounds."""
