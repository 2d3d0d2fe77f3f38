"""Feeds that readers and programs subscribe to: RSS 2.0, Atom and JSON Feed, of the same entries."""
