"""Feeds: RSS, Atom, JSON Feed, YouTube channels, podcasts, and the WordPress export of a blog."""
