"""Whether a post that stands there is the one that was sent."""

from __future__ import annotations

from tilstede.core.post import Post
from tilstede.networks.kit.errors import CannotTell
from tilstede.networks.kit.outgoing import Outgoing


def demand_same_files(post: Post, what: Outgoing) -> None:
    """Of a post with the same words. :raises CannotTell: it has another number of pictures and films, so it is another
    post, or Meta does not show them all yet: nothing is sent twice by guessing which."""
    if len(post.media) != len(what.media):
        raise CannotTell(
            f"{post.url or post.aliases[0]} has the same words, and {len(post.media)} files in place of"
            f" {len(what.media)}"
        )
