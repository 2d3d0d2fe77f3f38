"""How things leave. Pure writers: no Django, no network, no clock."""
