"""What the machine found out about the accounts, as a table beside the file that people edit (``katalog.lock.csv``)."""
