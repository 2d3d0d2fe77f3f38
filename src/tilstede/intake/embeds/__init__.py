"""Slides, films and pictures that posts link to, told by those who hold them (oEmbed 1.0, oembed.com)."""
