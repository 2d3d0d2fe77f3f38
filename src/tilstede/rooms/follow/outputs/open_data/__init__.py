"""All public posts as tables, one for each month, for whoever wants to count, draw or search for themselves."""
