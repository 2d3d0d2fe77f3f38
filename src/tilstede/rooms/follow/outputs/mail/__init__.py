"""New posts of any view by mail: asked for, confirmed, sent, and stopped with one click.

No picture, link or header of a mail counts who reads it.
"""
