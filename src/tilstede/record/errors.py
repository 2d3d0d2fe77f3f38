"""What can be wrong with a record, apart from its tables, so that anyone may catch it."""


class RecordBroken(Exception):
    """The record is not what was signed before; nothing more is signed until it was looked into."""
