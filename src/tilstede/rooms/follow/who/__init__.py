"""Who speaks: bodies, people and roles, where to find one's own, and who is not present."""
