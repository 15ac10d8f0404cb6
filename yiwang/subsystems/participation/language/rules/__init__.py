"""What is computed of texts, in plain Python: no dictionary, no other program, no outside service."""
