"""The directory as its file has it: four lists of entries, what may stand in them, and how two directories differ."""
