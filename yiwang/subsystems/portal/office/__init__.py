"""Which pages does the portal have in the workbench? One module per subject."""
