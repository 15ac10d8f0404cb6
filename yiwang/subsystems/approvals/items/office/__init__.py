"""The pages of the workbench on items."""
