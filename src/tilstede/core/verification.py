"""Whether an account is what the directory says: from what a check saw, and what the one before it saw.

Levels, as readers are told them in words: 0 claimed, 1 linked from the body's site, 2 confirmed both ways, 3 on the
body's own domain (docs/verification.md). Everything is proved against the domain in the directory, never against
what a name ends in. Nothing that is missing counts before it was missing twice, some hours apart: sites answer
differently each time. What stops a stream counts at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

import msgspec

#: How long something must be missing before it is believed.
CONFIRMED: Final = timedelta(hours=6)
#: How long a site or server may be silent before what it used to prove no longer counts.
PATIENCE: Final = timedelta(days=14)
#: Between two checks of an account with which all is well.
WEEK: Final = timedelta(days=7)

#: Code -> what it says; the first group proves, the second is what a check met with.
PROOFS: Final[dict[str, str]] = {
    "linked": "a page of the body's site links to the account",
    "links-back": "the account links to the body's domain, as its network checked",
    "name-under-domain": "its name lies under the body's domain, and name and id agree both ways",
    "own-domain": "it lives on the body's own domain",
}
MET: Final[dict[str, str]] = {
    "no-site": "the directory gives the body no site of its own",
    "site-silent": "the body's site could not be read",
    "no-link": "no page that was read links to the account",
    "unlinked": "the body's site linked to it before, and no longer does",
    "not-asked": "the network shows nothing of it without a login",
    "unreachable": "its server did not answer, or not with an account",
    "not-found": "its server says that there is no such account",
    "freed": "it has another name now, and nobody has the old one",
    "disagrees": "its name and its id do not point at each other",
    "taken": "its name belongs to another id",
    "changed": "its address leads to another id, which the body's domain speaks for, or has another name",
    "moved": "it says that it has moved",
    "quiet": "nothing was written for long, by what is held",
    "closing": "its server says that it will close",
}

#: Sites where anyone can have pages: what lies there proves nothing of its neighbours.
_EVERYONES: Final = frozenset(
    {
        "bsky.app",
        "bsky.social",
        "facebook.com",
        "github.io",
        "gitlab.io",
        "google.com",
        "instagram.com",
        "linkedin.com",
        "linktr.ee",
        "mastodon.online",
        "mastodon.social",
        "medium.com",
        "netlify.app",
        "notion.site",
        "pages.dev",
        "sites.google.com",
        "snabelen.no",
        "squarespace.com",
        "substack.com",
        "threads.com",
        "threads.net",
        "tiktok.com",
        "tumblr.com",
        "twitter.com",
        "vercel.app",
        "webnode.com",
        "weebly.com",
        "wixsite.com",
        "wordpress.com",
        "x.com",
        "youtube.com",
    }
)


class Answer(StrEnum):
    """How an account's network answered."""

    TOLD = "told"
    MISSING = "missing"
    SILENT = "silent"
    UNASKED = "unasked"


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """An account as its network shows it to anyone.

    ``stable_id``: the permanent id. ``hosts``: the servers that were asked and have it as theirs. ``name``: a domain
    name that is its handle and points back at its id. ``agrees``: False where name and id do not point at each
    other. ``links``: addresses it links to, as far as its network vouches for them. ``moved``: where it says it has
    gone. ``freed``: a name it had, that nobody has now. ``closing``: what its server says of closing.
    """

    answer: Answer = Answer.TOLD
    detail: str = ""
    stable_id: str = ""
    handle: str = ""
    hosts: tuple[str, ...] = ()
    name: str = ""
    agrees: bool = True
    links: tuple[str, ...] = ()
    moved: str = ""
    freed: str = ""
    closing: str = ""


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """What the body's site said of the account. ``domain``: "" where it has none of its own. ``page``: the one that
    links to the account, or ""."""

    domain: str = ""
    answered: bool = True
    page: str = ""
    detail: str = ""


class Evidence(msgspec.Struct, frozen=True):
    """One thing that was found: its code, where or what, and since when (ISO 8601) where that matters."""

    code: str
    detail: str = ""
    since: str = ""


class Before(msgspec.Struct, frozen=True, kw_only=True):
    """How the account was found at the check before; ``checked`` is None where there was none."""

    stable_id: str = ""
    handle: str = ""
    level: int = 0
    status: str = "unchecked"
    evidence: tuple[Evidence, ...] = ()
    checked: datetime | None = None


class Raised(msgspec.Struct, frozen=True):
    """Something a person must know."""

    kind: str
    detail: str = ""


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """What is found now. ``changed``: what differs from before, in English for the record. ``raised``: alarms that
    are new. ``over``: kinds of alarm whose reason is gone. ``soon``: look again in some hours."""

    stable_id: str
    handle: str
    level: int
    status: str
    evidence: tuple[Evidence, ...]
    changed: tuple[str, ...]
    raised: tuple[Raised, ...]
    over: frozenset[str]
    soon: bool


#: Alarms that stop a stream; only a person ends them.
STOPPING: Final = ("taken", "changed")
_KINDS: Final = (*STOPPING, "unlinked", "quiet", "closing", "released", "moved")


def domain_of(url: str) -> str:
    """The domain that speaks for a body: its site's host without ``www.``; "" where anyone can have pages there."""
    try:
        host = (urlsplit(url).hostname or "").lower().rstrip(".").removeprefix("www.")
    except ValueError:
        return ""
    return "" if host in _EVERYONES else host


def is_under(host: str, domain: str) -> bool:
    """Whether the host is the domain, or lies below it. A port says nothing."""
    name = host.lower().rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host.lower()
    return bool(domain) and (name == domain or name.endswith(f".{domain}"))


def judge(
    before: Before,
    profile: Profile,
    site: Site,
    *,
    now: datetime,
    last_post: datetime | None,
    silent_after: timedelta,
) -> Judgement:
    """What is found out about an account. ``last_post``: the newest that is held of it; None: none is."""
    met = _Met(before.evidence, now)
    proofs = _proofs(before, profile, site, met)
    if last_post is not None and now - last_post > silent_after:
        met.note("quiet", last_post.date().isoformat())
    held = before.status == "held" or any(met.has(kind) for kind in STOPPING)
    evidence = (*proofs, *met.rows)
    return _compared(
        before,
        Judgement(
            stable_id=before.stable_id or profile.stable_id,
            handle=before.handle if held else profile.handle or before.handle,
            level=0 if held else max(level(proofs), _kept_level(before, profile, site, met)),
            status="held" if held else _status(before, met),
            evidence=evidence,
            changed=(),
            raised=(),
            over=frozenset(),
            soon=met.is_pending,
        ),
        now,
    )


def level(proofs: Iterable[Evidence]) -> int:
    """0 to 3, from what proves."""
    codes = {proof.code for proof in proofs}
    if "own-domain" in codes:
        return 3
    if "name-under-domain" in codes or {"linked", "links-back"} <= codes:
        return 2
    return int("linked" in codes)


class _Met:
    """What a check meets with, each with the time since when it has been so."""

    def __init__(self, before: Iterable[Evidence], now: datetime) -> None:
        self._before = {row.code: row for row in before}
        self.now = now
        self.rows: list[Evidence] = []
        self.is_pending = False

    def note(self, code: str, detail: str = "") -> Evidence:
        known = self._before.get(code)
        since = known.since if known else ""
        row = Evidence(code, detail, since or self.now.isoformat())
        self.rows.append(row)
        return row

    def has(self, code: str) -> bool:
        return any(row.code == code for row in self.rows)

    def lasts(self, code: str, detail: str, span: timedelta) -> bool:
        """Note it; whether it has been so for that long. What has not lasted long enough is looked at soon again."""
        lasted = _lasted(self.note(code, detail), span, self.now)
        self.is_pending |= not _lasted(self.rows[-1], CONFIRMED, self.now)
        return lasted

    def kept(self, *codes: str) -> list[Evidence]:
        return [row for code, row in self._before.items() if code in codes]


def _lasted(row: Evidence, span: timedelta, now: datetime) -> bool:
    """Since when is not told by a lock file: what stands there has been so for long."""
    return not row.since or now - datetime.fromisoformat(row.since) >= span


def _proofs(before: Before, profile: Profile, site: Site, met: _Met) -> list[Evidence]:
    linked = _linked(site, met)
    match profile.answer:
        case Answer.TOLD:
            found = _told(before, profile, site, met)
        case Answer.SILENT:
            over = met.lasts("unreachable", profile.detail, PATIENCE)
            found = [] if over else met.kept("links-back", "name-under-domain", "own-domain")
        case Answer.MISSING:
            over = met.lasts("not-found", profile.detail, CONFIRMED)
            found = [] if over else met.kept("links-back", "name-under-domain", "own-domain")
        case Answer.UNASKED:
            met.note("not-asked")
            found = []
            _identified(before, profile, found, met)
    return [*linked, *found]


def _kept_level(before: Before, profile: Profile, site: Site, met: _Met) -> int:
    """The level it had, while neither its server nor the body's site can be asked: nothing was seen to change."""
    blind = profile.answer is Answer.SILENT and not (site.answered and site.domain)
    silent = next((row for row in met.rows if row.code == "unreachable"), None)
    if not blind or silent is None or _lasted(silent, PATIENCE, met.now):
        return 0
    return before.level


def _linked(site: Site, met: _Met) -> list[Evidence]:
    """Whether the body's site links to it, or did until lately."""
    if site.page:
        return [Evidence("linked", site.page)]
    if not site.domain:
        met.note("no-site")
        return []
    known = met.kept("linked")
    if not known:
        met.note("no-link" if site.answered else "site-silent", site.detail)
        met.rows += met.kept("unlinked")
        return []
    if site.answered:
        over = met.lasts("no-link", site.detail, CONFIRMED)
    else:
        over = met.lasts("site-silent", site.detail, PATIENCE)
    if not over:
        return known
    met.note("unlinked", known[0].detail)
    return []


def _told(before: Before, profile: Profile, site: Site, met: _Met) -> list[Evidence]:
    found = _proved(profile, site.domain)
    if not profile.agrees:
        met.note("disagrees", profile.detail)
    if profile.moved:
        met.note("moved", profile.moved)
    if profile.freed:
        met.note("freed", profile.freed)
    if profile.closing:
        met.note("closing", profile.closing)
    _identified(before, profile, found, met)
    return found


def _identified(before: Before, profile: Profile, found: list[Evidence], met: _Met) -> None:
    """Whether it is still the same account. A link back is no excuse: who takes a freed name can set one."""
    if not before.stable_id or not profile.stable_id or before.stable_id == profile.stable_id:
        return
    own = any(proof.code in ("own-domain", "name-under-domain") for proof in found)
    same = not before.handle or _bare(before.handle) == _bare(profile.handle)
    met.note("taken" if same and not own else "changed", profile.stable_id)


def _bare(handle: str) -> str:
    return handle.lstrip("@").casefold()


def _proved(profile: Profile, domain: str) -> list[Evidence]:
    found = []
    host = next((host for host in profile.hosts if is_under(host, domain)), "")
    if host or (profile.agrees and profile.name and profile.name == domain):
        found.append(Evidence("own-domain", host or profile.name))
    elif profile.agrees and profile.name and is_under(profile.name, domain):
        found.append(Evidence("name-under-domain", profile.name))
    for link in profile.links:
        if is_under(urlsplit(link).hostname or "", domain):
            found.append(Evidence("links-back", link))
            break
    return found


def _status(before: Before, met: _Met) -> str:
    """As before, while it is not sure that it answers no more; an account that never answered is not in order."""
    rows = {row.code: row for row in met.rows}
    for code, status in (("not-found", "gone"), ("unreachable", "unreachable")):
        if code in rows and _lasted(rows[code], CONFIRMED, met.now):
            return status
        if code in rows:
            return "unreachable" if before.status == "unchecked" else before.status
    if "freed" in rows:
        return "gone"  # nobody is to be led to a name that a stranger may take
    return "quiet" if "quiet" in rows else "ok"


def _standing(evidence: Iterable[Evidence], at: datetime | None) -> set[Raised]:
    """The alarms there is reason for, by what was found at that time."""
    found = set()
    for row in evidence if at else ():
        assert at is not None
        if row.code == "not-found" and _lasted(row, CONFIRMED, at):
            found.add(Raised("released", row.since))
        elif row.code == "freed":
            found.add(Raised("released", row.detail))
        elif row.code == "unreachable" and _lasted(row, PATIENCE, at):
            found.add(Raised("closing", row.since))
        elif row.code in _KINDS:
            found.add(Raised(row.code, row.detail or row.since))
    return found


def _compared(before: Before, found: Judgement, now: datetime) -> Judgement:
    was, stands = _standing(before.evidence, before.checked), _standing(found.evidence, now)
    over = frozenset(_KINDS) - {one.kind for one in stands} - frozenset(STOPPING)
    raised = sorted(stands - was, key=lambda one: _KINDS.index(one.kind))
    return msgspec.structs.replace(
        found, raised=tuple(raised), over=over, changed=tuple(_differences(before, found))
    )


def _differences(before: Before, found: Judgement) -> list[str]:
    pairs = [
        ("level", str(before.level), str(found.level)),
        ("status", before.status, found.status),
        ("id", before.stable_id, found.stable_id),
        ("handle", _bare(before.handle), _bare(found.handle)),
        ("proof", _proof_codes(before.evidence), _proof_codes(found.evidence)),
    ]
    return [f"{name}: {old or '–'} → {new or '–'}" for name, old, new in pairs if old != new]


def _proof_codes(evidence: Iterable[Evidence]) -> str:
    return " ".join(sorted({row.code for row in evidence if row.code in PROOFS}))
