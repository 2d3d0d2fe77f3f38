"""What somebody said yes to: the words and all that decides what they do. Another word, channel or reader is another
seal, and what was said of the one before counts for nothing."""

from __future__ import annotations

from hashlib import sha256

from tilstede.core import canonical
from tilstede.outbox.drafting.models import Manuscript
from tilstede.posts.models import Post


def seal(manuscript: Manuscript) -> str:
    """SHA-256, in hex, of the draft as it stands: wording, channels, who shall see it, what it answers, signature;
    of a deed, what is done, and about which version of the post."""
    wording = manuscript.wordings.get(number=manuscript.revision)
    told = {
        "content": wording.content,
        "accounts": sorted(manuscript.accounts.values_list("pk", flat=True)),
        "visibility": manuscript.visibility,
        "reply_to": manuscript.reply_to,
        "quote_of": manuscript.quote_of,
        "signed": manuscript.signed,
    }
    if manuscript.deed:
        stands = Post.objects.filter(number=manuscript.about or 0).values_list("event", flat=True)
        told |= {"deed": manuscript.deed, "about": manuscript.about, "event": stands.first()}
    return sha256(canonical.dumps(told)).hexdigest()
