"""Directories drawn by lot, for property tests: every entry is in order by itself and with the others."""

from __future__ import annotations

from datetime import date

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tilstede.core.account_address import parse
from tilstede.core.directory.entries import (
    POLICIES,
    Account,
    Body,
    Contact,
    Directory,
    Holder,
    Names,
    Role,
    person_key,
)

#: For tests that draw these: a machine that does other things besides draws whole directories slowly.
patient = settings(
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TRAPS = [
    *(
        "no",
        "yes",
        "null",
        "~",
        "0301",
        "1e3",
        "0o7",
        "1_000",
        "12:30:45",
        "2026-11-22",
        ".5",
        "<<",
        "=",
    ),
    *(
        "a: b",
        "a #b",
        "- a",
        "#a",
        "'a'",
        '"a"',
        "a,b",
        "[a]",
        "{a}",
        "@a",
        "`a",
        "%a",
        "&a",
        "*a",
        "!a",
    ),
    *(
        "a\nb",
        "a\\nb",
        "æøå ÆØÅ",
        "ŋ",
        "\u00a0",
        "\u2028",
        "\ufeffa",
        "🙂",
        "a\tb",
        "a;b",
        "a|b",
        "> a",
        "? a",
    ),
]
_signs = st.characters(exclude_categories=("Cs", "Cc"))
words = st.sampled_from(TRAPS) | st.text(_signs | st.sampled_from("\n\t"), min_size=1, max_size=8)
word = words.map(str.strip).filter(bool).filter(lambda text: "\r" not in text)
line = word.filter(lambda text: "\n" not in text and "\t" not in text)
maybe = st.just("") | word
days = st.dates(date(1814, 5, 17), date(2050, 1, 1))
ends = st.lists(days | st.none(), min_size=2, max_size=2).map(
    lambda both: sorted(both, key=lambda day: day or date.max) if all(both) else both
)
names = st.builds(Names, nb=word, nn=maybe, se=maybe, en=maybe)
qids = st.just("") | st.integers(1, 10**6).map("Q{}".format)
contacts = st.lists(st.builds(Contact, type=word, value=word, note=maybe, hours=maybe), max_size=2)
numbers = st.sampled_from(["", "0301", "03", "4601"])


@st.composite
def directories(draw: st.DrawFn) -> Directory:
    """Up to a handful of each."""
    ids = draw(
        st.lists(st.from_regex(r"[a-z][a-z0-9._-]{0,8}", fullmatch=True), unique=True, max_size=5)
    )
    bodies = [_body(draw, name, ids[:place]) for place, name in enumerate(ids)]
    roles = [_role(draw, f"{name}/leder", name) for name in ids[:2]]
    holders = [_holder(draw, role.id) for role in roles for _ in range(draw(st.integers(0, 2)))]
    owners = [*ids, *(role.id for role in roles)]
    accounts = [_account(draw, place, owners) for place in range(draw(st.integers(0, 3)))]
    return Directory(bodies, roles, _of_one_name(holders), accounts if owners else [])


def _body(draw: st.DrawFn, name: str, others: list[str]) -> Body:
    since, until = draw(ends)
    return Body(
        id=name,
        name=draw(names),
        short=draw(maybe),
        kind=draw(maybe),
        parent=draw(st.sampled_from(["", *others])),
        number=draw(numbers),
        county=draw(maybe),
        language_form=draw(st.sampled_from(["", "nb", "nn", "se"])),
        website=draw(st.sampled_from(["", "https://www.kyst.example/a?b=c&d#e"])),
        access_email=draw(st.sampled_from(["", "post@kyst.example"])),
        other_names=tuple(draw(st.lists(word, max_size=2))),
        contacts=tuple(draw(contacts)),
        since=since,
        until=until,
        wikidata=draw(qids),
        note=draw(maybe),
    )


def _role(draw: st.DrawFn, name: str, body: str) -> Role:
    since, until = draw(ends)
    kind = draw(st.sampled_from(["", "political", "administrative"]))
    return Role(
        id=name, body=body, title=draw(names), kind=kind, since=since, until=until, note=draw(maybe)
    )


def _holder(draw: st.DrawFn, role: str) -> Holder:
    since, until = draw(ends)
    return Holder(
        role=role, person=draw(line), party=draw(maybe), since=since, until=until, note=draw(maybe)
    )


def _of_one_name(holders: list[Holder]) -> list[Holder]:
    """Each person once, and each under one name."""
    found = {person_key(one.person): one for one in holders}
    return [replace(one, person=one.person) for one in found.values()]


def _account(draw: st.DrawFn, place: int, owners: list[str]) -> Account:
    since, until = draw(ends)
    url = f"https://sosial.kyst.example/@konto{place}"
    policy = draw(st.sampled_from(["", *POLICIES]))
    return Account(
        owner=draw(st.sampled_from(owners)) if owners else "",
        url=url,
        capacity=draw(st.sampled_from(["official", "role"])),
        show=draw(st.booleans()),
        language=draw(st.sampled_from(["", "nn"])),
        since=since,
        until=until,
        reason=draw(maybe),
        policy=policy,
        policy_reason=draw(word) if policy else "",
        policy_date=draw(days) if policy else None,
        policy_by=draw(word) if policy else "",
        note=draw(maybe),
        found=parse(url),
    )
