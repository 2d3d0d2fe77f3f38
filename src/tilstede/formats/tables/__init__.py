"""Tables of many rows, written one row at a time: CSV that no spreadsheet runs, and Parquet."""
