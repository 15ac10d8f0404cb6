"""The deeds around imported records."""
