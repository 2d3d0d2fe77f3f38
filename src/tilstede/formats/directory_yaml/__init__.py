"""The directory as a YAML file of four lists, which people edit by hand."""
