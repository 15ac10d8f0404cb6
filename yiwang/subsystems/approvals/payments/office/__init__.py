"""The pages of the workbench about fees."""
