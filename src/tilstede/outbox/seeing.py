"""Whose words a person may see, of the posts in the record that something is done about.

What all may see, all staff may. What was said to fewer is for those who decide about all channels, as for whoever works
at the machine itself; what is withheld, or by an author who is hidden, is shown to nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from tilstede.core.decide import PUBLIC
from tilstede.posts.read import Shown

MaySee = Callable[[Shown], bool]
#: To decide what becomes of a post that is to go out.
DECIDES: Final = "outbox.change_delivery"


def at_machine(item: Shown) -> bool:
    """Whether it is shown on the command line."""
    return not (item.row.withheld or item.author.hidden)


def by(user: Any) -> MaySee:
    """Whether a post is shown to this person."""

    def may_see(item: Shown) -> bool:
        return at_machine(item) and (item.row.visibility in PUBLIC or user.has_perm(DECIDES))

    return may_see
