"""What people and their editors write, and where the fault is found."""

from __future__ import annotations

import pytest

from tilstede.core.directory import check
from tilstede.core.directory.entries import Directory
from tilstede.formats.decoding import MOST
from tilstede.formats.directory_yaml.read import read

BODY = "bodies:\n  - id: kyd\n    name: {nb: Kyst}\n"


def directory(text: str | bytes) -> Directory:
    reading = read(text if isinstance(text, bytes) else text.encode())
    found, problems = check.read(reading.written, reading.problems)
    assert not problems, problems
    return found


def wrong(text: str | bytes) -> list[tuple[str, int, str]]:
    reading = read(text if isinstance(text, bytes) else text.encode())
    _, problems = check.read(reading.written, reading.problems)
    return [(one.code, one.line, one.value) for one in problems]


def test_a_small_directory_needs_few_lines() -> None:
    found = directory(BODY)
    assert found.bodies[0].name.nb == "Kyst"
    assert directory("") == directory("katalog: 1\nbodies:\n") == Directory()


def test_a_number_keeps_its_zero() -> None:
    for written in ("0301", '"0301"', "'0301'"):
        assert directory(BODY + f"    number: {written}\n").bodies[0].number == "0301"
    assert wrong(BODY + "    number: 301\n") == [("number-zero", 4, "301")]


def test_no_is_no_language_and_may_be_said_of_what_is_shown() -> None:
    account = "accounts:\n  - {owner: kyd, url: https://x.com/kyd, capacity: official, show: %s}\n"
    for said in ("no", "No", "'no'", "false", "off"):
        assert directory(BODY + account % said).accounts[0].show is False
    for said in ("yes", "true", "on"):
        assert directory(BODY + account % said).accounts[0].show is True
    assert wrong(BODY + account % "yes, language: no") == [("language-no", 5, "no")]
    assert wrong(BODY + "    language_form: no\n") == [("language-no", 4, "no")]
    assert wrong("bodies:\n  - {id: kyd, name: {no: Kyst}}\n") == [
        ("language-no", 2, "no"),
        ("missing", 2, ""),
    ]


def test_days_are_days() -> None:
    found = directory(BODY + "    from: 2024-01-15\n    to: '2024-01-15'\n").bodies[0]
    assert found.since == found.until
    for day in ("2024-02-30", "15.01.2024", "2024", "2024-1-5", "2024-01-15T10:00:00Z"):
        assert wrong(BODY + f"    from: {day}\n")[0][:2] == ("date", 4)
    turned = BODY + "    from: 2024-01-15\n    to: 2023-01-15\n"
    assert wrong(turned) == [("dates", 5, "2023-01-15")]


FAULTS = {
    "bodies: [a\nroles: b": ("syntax", 2),
    "bodies:\n  - id: 'a\n": ("syntax", 3),
    "bodies:\n\t- id: a\n": ("syntax", 2),
    "- a\n": ("not-fields", 1),
    "bodies: kyd\n": ("not-entries", 1),
    "bodies:\n  - kyd\n": ("not-fields", 2),
    "bodies:\n  - id: [kyd]\n    name: {nb: a}\n": ("not-text", 2),
    "katalog: 2\n": ("version", 1),
    "updated: today\n": ("date", 1),
    "katalog: 1\nbodys:\n": ("unknown-list", 2),
    BODY + BODY: ("twice", 4),
    BODY + "    id: b\n": ("twice", 4),
    BODY + "    webside: a\n": ("unknown-field", 4),
    BODY + "    website: kyst.example\n": ("web", 4),
    BODY + "    access_email: kyst\n": ("email", 4),
    BODY + "    wikidata: 42\n": ("wikidata", 4),
    BODY + "    note: !!binary aGVp\n": ("tag", 4),
    BODY + "    note: !python/object:os.system a\n": ("tag", 4),
    BODY + "    other_names: a\n": ("not-list", 4),
    BODY + "    contacts:\n      - {type: phone}\n": ("missing", 5),
    BODY + "    contacts:\n      - {type: phone, value: 1, kind: b}\n": ("unknown-field", 5),
    BODY + "    own: y\n  - {id: b, name: {nb: b}, own: yes}\n": ("own-twice", 5),
    BODY + "    parent: kydd\n": ("unknown-body", 4),
    BODY + "    parent: kyd\n": ("circle", 4),
    BODY + "  - {id: kyd, name: {nb: b}}\n": ("duplicate", 4),
    BODY + "roles:\n  - {id: kyd/a, body: b, title: {nb: c}}\n": ("unknown-body", 5),
    BODY + "roles:\n  - {id: kyd/a, body: kyd, title: {nb: c}, kind: politisk}\n": ("choice", 5),
    BODY + "holders:\n  - {role: a, person: b}\n": ("unknown-role", 5),
    BODY + "note: a\x07\n": ("control", 4),
    "bodies:\n  - id: ålesund\n    name: {nb: a}\n": ("id", 2),
    "bodies:\n  - id: 972417858\n    name: {nb: a}\n": ("orgnr-bare", 2),
    "bodies:\n  - id: NO-BRC-972417859\n    name: {nb: a}\n": ("orgnr-check", 2),
    "bodies:\n  - id: NO-BRC-97241785X\n    name: {nb: a}\n": ("orgnr-digits", 2),
    "bodies:\n  - id: no-brc-972417858\n    name: {nb: a}\n": ("orgnr-prefix", 2),
    "bodies:\n  - id: NO-BRC-97241785\n    name: {nb: a}\n": ("orgnr-length", 2),
}


@pytest.mark.parametrize("text", FAULTS)
def test_a_fault_is_told_with_its_line(text: str) -> None:
    assert wrong(text)[0][:2] == FAULTS[text], wrong(text)


def test_an_org_id_of_another_register_is_no_organisation_number() -> None:
    for name in ("SE-ON-2021005489", "DK-CVR-10150817", "0192:972417858", "NO-BRC-972417858"):
        assert directory(f"bodies:\n  - id: {name}\n    name: {{nb: a}}\n").bodies[0].id == name


def test_what_was_probably_meant_is_told() -> None:
    reading = read((BODY + "    webside: https://kyst.example\n").encode())
    _, problems = check.read(reading.written, reading.problems)
    assert problems[0].more == {"meant": "website"}


@pytest.mark.parametrize(
    ("written", "referred", "code"),
    [
        ("NO-BRC-972417859", "NO-BRC-972417859", "orgnr-check"),
        ("NO-BRC-97241785", "NO-BRC-97241785", "orgnr-length"),
        ("972417858", "NO-BRC-972417858", "orgnr-bare"),
        ("kyd", "kydd", "unknown-body"),
    ],
)
def test_a_wrong_number_is_told_once(written: str, referred: str, code: str) -> None:
    roles = "".join(
        f"  - {{id: r{number}, body: {referred}, title: {{nb: a}}}}\n" for number in range(8)
    )
    reading = read(f"bodies:\n  - {{id: {written}, name: {{nb: a}}}}\nroles:\n{roles}".encode())
    _, problems = check.read(reading.written, reading.problems)
    assert [one.code for one in problems] == [code]
    if written == referred:
        assert problems[0].line == 2
        assert (problems[0].more["also"], problems[0].more["others"]) == ("4, 5, 6, 7, 8", "3")


def test_an_account_has_one_owner_at_a_time() -> None:
    row = '  - {owner: %s, url: "%s", capacity: official, show: yes%s}\n'
    both = "bodies:\n  - {id: a, name: {nb: a}}\n  - {id: b, name: {nb: b}}\naccounts:\n"
    url, same = "https://sosial.kyst.example/@kyd", "@KYD@sosial.kyst.example"
    first = row % ("a", url, ", to: 2024-01-01")
    assert wrong(both + first + row % ("b", same, ", from: 2024-01-02")) == []
    assert wrong(both + first + row % ("b", same, ", from: 2024-01-01")) == [("overlap", 6, same)]
    assert wrong(both + row % ("a", url, "") + row % ("a", same, "")) == [("duplicate", 6, same)]


def test_an_account_without_its_person_or_of_a_campaign_is_refused() -> None:
    row = BODY + 'accounts:\n  - {owner: kyd, url: "https://x.com/a", capacity: %s, show: no}\n'
    assert wrong(row % "personal") == [("personal-whose", 5, "")]
    assert wrong(row % "campaign") == [("campaign", 5, "campaign")]


def test_people_who_share_a_name_are_told_apart() -> None:
    row = "  - {role: kyd/a, person: %s}\n"
    roles = BODY + "roles:\n  - {id: kyd/a, body: kyd, title: {nb: c}}\nholders:\n"
    assert wrong(roles + row % "Ola Å" + row % "Ola A, from: 2024-01-01") == [
        ("person-same", 8, "Ola A")
    ]
    told = roles + row % "Ola Å" + row % "Ola Å, person_id: ola-2, from: 2024-01-01"
    assert wrong(told) == []
    account = (
        'accounts:\n  - {owner: kyd, url: "https://x.com/a", capacity: personal, show: no, %s}\n'
    )
    assert wrong(told + account % "person: Ola Å") == [("person-which", 10, "Ola Å")]
    assert wrong(told + account % "person: Ola Å, person_id: ola-2") == []


def test_what_would_drown_or_kill_us_is_refused() -> None:
    assert wrong("a: " + "[" * 100_000) == [("too-deep", 1, "")]
    bomb = "bodies:\n  - &a {id: a, name: {nb: a}}\n" + "  - *a\n" * 3
    assert [code for code, *_ in wrong(bomb)].count("alias") == 3
    assert wrong(b"\n" * (MOST + 1))[0][0] == "too-large"
    assert wrong("bodies:\n  - id: Ålesund".encode("latin-1")) == [("encoding", 2, "")]
    assert wrong("bodies:\n".encode("utf-16")) == [("encoding", 1, "")]
    assert read("bodies:\n".encode("utf-16")).problems[0].more == {"guess": "UTF-16"}


def test_a_decision_about_an_account_is_told_whole() -> None:
    account = BODY + 'accounts:\n  - {owner: kyd, url: "@kyst@kyst.example", capacity: official, '
    told = 'policy_reason: Personvern, policy_date: 2026-11-01, policy_by: "Leiaren"}\n'
    found = directory(account + "show: yes, policy: no, " + told)
    assert found.accounts[0].policy == "no", "the word, and not YAML's false"
    assert wrong(account + "show: yes, policy: listen only}\n") == [("missing", 5, "")] * 3
    assert wrong(account + "show: yes, " + told) == [("missing", 5, "")]
    assert [one[0] for one in wrong(account + "show: yes, policy: never, " + told)] == ["choice"]
