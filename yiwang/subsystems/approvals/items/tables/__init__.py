"""Items as workbooks: one sheet for items, one for each of what an item has several of."""
