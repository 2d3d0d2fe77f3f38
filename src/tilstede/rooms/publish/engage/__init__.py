"""Doing something for the network, not only on it: answer, thank, quote, boost, like, follow."""
