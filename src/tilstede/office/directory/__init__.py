"""The body's directory in the database: bodies, roles with dates, people and accounts."""
