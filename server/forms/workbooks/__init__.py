"""Write a form as a workbook: every cell text, none a formula; keeps no data."""
