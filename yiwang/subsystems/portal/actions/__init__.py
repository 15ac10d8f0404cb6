"""Which deeds change sites, columns and articles? One module per noun."""
