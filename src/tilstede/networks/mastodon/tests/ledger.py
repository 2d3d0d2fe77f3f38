"""What would be recorded of what is read: the decider's answers, as intake asks for them."""

from __future__ import annotations

from collections.abc import Iterable

from tilstede.core.decide import Known, Witness, decide, stands, telling, written
from tilstede.core.post import content_digest
from tilstede.networks.kit.contract import Gone, Item, Seen


class Ledger:
    """Keeps for every post what the decider needs to hear."""

    def __init__(self) -> None:
        self._known: dict[str, Known] = {}

    def take(self, items: Iterable[Item]) -> list[str]:
        """The kinds of event the items ask for, without those that ask for none."""
        found = [kind for item in items if (kind := self._kind(item))]
        return [kind for kind in found if kind != "had"]

    def _kind(self, item: Item) -> str:
        if isinstance(item, Gone):
            known = self._known.get(item.aliases[0])
            if known is None or known.gone:
                return ""
            known.gone = True
            return "gone"
        return self._decided(item) if isinstance(item, Seen) else ""

    def _decided(self, item: Seen) -> str:
        post, digest = item.post, content_digest(item.post)
        known = self._known.get(post.aliases[0])
        decision = decide(known, post, digest)
        if known is None:
            told = {telling(post.network, post.form): Witness(written(post), [digest])}
            self._known[post.aliases[0]] = Known(len(self._known), post.network, post.form, told)
        elif decision == "edited":
            witness = known.standing
            assert stands(known, post, decision)
            witness.digests.append(digest)
            witness.at = written(post)
        return decision
