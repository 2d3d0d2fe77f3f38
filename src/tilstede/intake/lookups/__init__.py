"""What public registers know about a body or a person. They propose; a person decides, field by field."""
