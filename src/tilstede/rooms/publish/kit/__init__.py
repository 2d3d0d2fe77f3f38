"""More than text."""
