"""The pages of sources, imports and records in the workbench."""
