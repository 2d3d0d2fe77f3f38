"""The body's accounts: what was found out about each, and the register of them that is open to all."""
