"""The accounts of the directory as a table, for those who live in spreadsheets."""
