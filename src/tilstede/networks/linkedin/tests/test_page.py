"""A page's login reads and answers what is LinkedIn's and its own."""

from __future__ import annotations

import pytest
from msgspec import structs
from tests.servers.linkedin_api import LinkedInApi

from tilstede.networks.kit.access import Access
from tilstede.networks.kit.contract import Source
from tilstede.networks.kit.errors import AccountChanged, NotFound, Refused, Rejected
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.outgoing import Target
from tilstede.networks.linkedin.network import network
from tilstede.networks.linkedin.tests.page import NOW, PAGE, SENDER, outgoing, read, visit


def test_what_is_not_on_linkedin_is_not_answered(
    linkedin: LinkedInApi, ours: Access, http: Http
) -> None:
    seen = read(SENDER.send(outgoing("Rot"), ours, http, NOW), ours, http)
    elsewhere = Target(structs.replace(seen.post, aliases=("x:17",)))
    with pytest.raises(Rejected, match="not a post or comment"):
        SENDER.send(outgoing("Hei", reply_to=elsewhere), ours, http, NOW)


def test_a_page_reads_itself_alone(linkedin: LinkedInApi, ours: Access, http: Http) -> None:
    found = network.look_up(PAGE, ours, http, NOW)
    assert (found.address, found.author.id, found.author.name) == (
        PAGE,
        ours.account_id,
        "Fjordvik kommune",
    )
    other = "https://www.linkedin.com/company/nabo"
    with pytest.raises(Refused, match="that page alone"):
        network.look_up(other, ours, http, NOW)
    with pytest.raises(Refused, match="that page alone"):
        visit(Source("linkedin", other, access=ours), http)
    with pytest.raises(NotFound, match="hashtag"):
        visit(Source("linkedin", PAGE, what="hashtag", access=ours), http)
    with pytest.raises(AccountChanged):
        visit(Source("linkedin", PAGE, account_id="urn:li:organization:9", access=ours), http)


@pytest.mark.parametrize(
    "address", [PAGE, "no.linkedin.com/company/fjordvik", "https://linkedin.com/in/kari"]
)
def test_addresses_of_linkedin_are_answered_with_the_ways_there_are(address: str) -> None:
    with Http() as http, pytest.raises(Refused, match="connect the page"):
        network.recognise(address, http)
