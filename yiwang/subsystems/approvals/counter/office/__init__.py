"""The pages of the counter in the workbench."""
