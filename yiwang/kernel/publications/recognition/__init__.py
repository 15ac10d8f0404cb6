"""What does a public document say about itself? Plain Python: no Django, no database, no clock."""
