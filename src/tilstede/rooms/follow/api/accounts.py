"""Accounts with who stands behind them, and the sources that posts are read from."""

from __future__ import annotations

from tilstede.rooms.follow import queries
from tilstede.rooms.follow.api import narrowing, paging, posts, problems, shapes, shaping
from tilstede.rooms.follow.api.addresses import Addresses
from tilstede.rooms.follow.api.parameters import ById, Nothing, OfOne
from tilstede.rooms.follow.authorship import written_by
from tilstede.rooms.follow.offices import Offices


def accounts(asked: ById, addresses: Addresses) -> shapes.Accounts:
    """Those the body lists, and those that are followed."""
    rows = sorted(queries.authors(), key=lambda row: row.id)
    page = paging.by_id(rows, [row.id for row in rows], asked)
    offices, today = Offices(page.some), shaping.today()
    return shapes.Accounts(
        accounts=tuple(shaping.entry(row, offices, today, addresses) for row in page.some),
        **page.links(addresses),
    )


def account(asked: Nothing, addresses: Addresses, number: int) -> shapes.Account:
    """One account."""
    about = _the(number)
    offices = Offices([about.author])
    known = shaping.entry(about.author, offices, shaping.today(), addresses)
    return shaping.account(about, known)


def posts_of(asked: OfOne, addresses: Addresses, number: int) -> shapes.Posts:
    """What one account wrote."""
    _the(number)
    wanted = narrowing.all_of(narrowing.tree(asked), written_by(number))
    return posts.page(wanted, asked, addresses)


def _the(number: int) -> queries.AccountPage:
    """:raises Refused: there is none that may be told of."""
    about = queries.account(number)
    if about is None:
        raise problems.not_found()
    return about


def sources(asked: ById, addresses: Addresses) -> shapes.Sources:
    """What is read from, and how it goes."""
    rows = sorted(queries.sources(), key=lambda row: row.source.id)
    page = paging.by_id(rows, [row.source.id for row in rows], asked)
    return shapes.Sources(
        sources=tuple(shaping.source(row, addresses) for row in page.some),
        **page.links(addresses),
    )
