"""What somebody said yes to: the words and all that decides what they do. Another word, channel or reader is another
seal, and what was said of the one before counts for nothing."""

from __future__ import annotations

from hashlib import sha256

from tilstede.core import canonical
from tilstede.outbox.drafting.models import Manuscript


def seal(manuscript: Manuscript) -> str:
    """SHA-256, in hex, of the draft as it stands: wording, channels, who shall see it, what it answers, signature."""
    wording = manuscript.wordings.get(number=manuscript.revision)
    told = {
        "content": wording.content,
        "accounts": sorted(manuscript.accounts.values_list("pk", flat=True)),
        "visibility": manuscript.visibility,
        "reply_to": manuscript.reply_to,
        "quote_of": manuscript.quote_of,
        "signed": manuscript.signed,
    }
    return sha256(canonical.dumps(told)).hexdigest()
