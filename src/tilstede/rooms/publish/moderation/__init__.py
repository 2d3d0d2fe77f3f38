"""House rules, and what is done by them."""
