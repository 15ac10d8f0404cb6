"""Consultations on drafts clause by clause, and what became of each opinion."""
