"""How checks read a text: its sentences and words, and the lists of words they know."""
