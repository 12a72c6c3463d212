"""Read .xlsx, .xls and .csv files into rows of cells, within bounds that are checked before unpacking."""
