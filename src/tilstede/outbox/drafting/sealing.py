"""What somebody said yes to: the words and all that decides what they do. Another word, channel or reader is another
seal, and what was said of the one before counts for nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from hashlib import sha256

from django.db.models import F

from tilstede.core import canonical
from tilstede.outbox.drafting.models import Manuscript, Wording
from tilstede.posts.models import Post


def seal(manuscript: Manuscript) -> str:
    """SHA-256, in hex, of the draft as it stands: wording, channels, who shall see it, what it answers, signature;
    of a deed, what is done, and about which version of the post."""
    return seals([manuscript])[manuscript.pk]


def seals(manuscripts: Sequence[Manuscript]) -> dict[int, str]:
    """Of each by its row, read together."""
    keys = [one.pk for one in manuscripts]
    standing = Wording.objects.filter(manuscript__in=keys, number=F("manuscript__revision"))
    contents = dict(standing.values_list("manuscript", "content"))
    accounts = defaultdict(list)
    through = Manuscript.accounts.through.objects.filter(manuscript__in=keys)
    for held, account in through.values_list("manuscript", "account"):
        accounts[held].append(account)
    about = [one.about or 0 for one in manuscripts if one.deed]
    posts = Post.objects.filter(number__in=about) if about else Post.objects.none()
    events = dict(posts.values_list("number", "event"))
    return {
        one.pk: _seal(one, contents[one.pk], accounts[one.pk], events.get(one.about or 0))
        for one in manuscripts
    }


def _seal(manuscript: Manuscript, content: object, accounts: list[int], event: int | None) -> str:
    told = {
        "content": content,
        "accounts": sorted(accounts),
        "visibility": manuscript.visibility,
        "reply_to": manuscript.reply_to,
        "quote_of": manuscript.quote_of,
        "signed": manuscript.signed,
    }
    if manuscript.deed:
        told |= {"deed": manuscript.deed, "about": manuscript.about, "event": event}
    return sha256(canonical.dumps(told)).hexdigest()
