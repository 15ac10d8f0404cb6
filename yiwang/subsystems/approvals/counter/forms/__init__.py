"""What is filled in at the counter, by officials and by the public."""
