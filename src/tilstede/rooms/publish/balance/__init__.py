"""The two written forms of Norwegian."""
