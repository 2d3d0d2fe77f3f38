"""Numbers in addresses: of posts, accounts, sources, events and checkpoints."""

from django.urls.converters import IntConverter


class Number(IntConverter):
    """``<number:…>``: at most 17 digits, more than anything here can count to, so that whatever is made of it
    (a payload's id is 64 times an event's number) fits in 64 bits. What is longer is no address."""

    regex = "[0-9]{1,17}"
