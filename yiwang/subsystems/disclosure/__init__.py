"""Government information: asked for, given, counted."""
