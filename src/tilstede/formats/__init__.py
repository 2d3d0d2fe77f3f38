"""How things leave, and how files that people make come in. Pure: no Django, no network, no clock."""
