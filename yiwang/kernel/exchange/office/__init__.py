"""Which pages does the exchange have in the workbench? One module per subject."""
