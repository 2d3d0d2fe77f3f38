"""Authors whom the directory does not let the public see: accounts with ``show: no``.

Their posts are recorded as others are and marked as not public, so that no search, page, picture, feed or bundle
finds them. An author is kept back when any row of the account says so: a wrong word must not show a person.
"""

from __future__ import annotations

from django.db import transaction

from tilstede.core import marks
from tilstede.core.order import HIGHEST
from tilstede.core.query import Field, Marked
from tilstede.office.models import Account
from tilstede.posts.models import Author
from tilstede.posts.search import every
from tilstede.posts.tables import in_chunks
from tilstede.posts.working_set import WorkingSet
from tilstede.record import append

_BATCH = 1_000  #: posts in memory at a time


def refresh() -> int:
    """Do as the directory says now; call it in the transaction that changed accounts. How many authors were hidden
    or let out."""
    with transaction.atomic():
        append.hold()  # no post of theirs may come in between
        wanted, held = (
            _kept_back(),
            set(Author.objects.filter(hidden=True).values_list("id", flat=True)),
        )
        for hidden, authors in ((True, wanted - held), (False, held - wanted)):
            for author in sorted(authors):
                Author.objects.filter(id=author).update(hidden=hidden)
                _open_again(author)
    return len(wanted ^ held)


def _kept_back() -> set[int]:
    """Numbers of the authors of accounts that are not to be shown."""
    names = set(Account.objects.filter(show=False).values_list("network", "native_id"))
    found: set[int] = set()
    for some in in_chunks(sorted({native_id for _network, native_id in names if native_id})):
        rows = Author.objects.filter(native_id__in=some).values_list("network", "native_id", "id")
        found.update(number for network, native_id, number in rows if (network, native_id) in names)
    return found


def _open_again(author: int) -> None:
    """Write anew who may see each post of the author, some at a time, the newest first."""
    theirs = Marked(Field("from", str(author)), (marks.of_author(author),))
    below = HIGHEST
    while some := every(theirs, below=below, limit=_BATCH):
        posts = WorkingSet((), ())
        for standing in posts.load(hit.number for hit in some):
            posts.change(standing)
        posts.flush()
        below = some[-1].key
