"""Files of records, read row by row without trusting them."""
