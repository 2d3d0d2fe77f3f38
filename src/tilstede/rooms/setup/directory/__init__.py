"""The directory's pages for staff: bodies, roles, holders and accounts, looked through and edited."""
