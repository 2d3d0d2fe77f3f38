"""A part of a page that is the same for all readers until something changes."""

from __future__ import annotations

from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.template.context import Context
from django.urls import get_script_prefix
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from tilstede.web.unchanged import kept

register = template.Library()


class Unchanging(Node):
    """Its content depends on what the database holds, the reader's language, and the values named."""

    def __init__(self, nodes: NodeList, values: list[FilterExpression]) -> None:
        self.nodes, self.values = nodes, values

    def render(self, context: Context) -> SafeString:
        values = tuple(value.resolve(context) for value in self.values)
        key = (id(self), values, get_language(), get_script_prefix())
        return kept(key, lambda: mark_safe(self.nodes.render(context)))  # noqa: S308 - a template's own


@register.tag
def unchanging(parser: Parser, token: Token) -> Unchanging:
    """``{% unchanging value … %}…{% endunchanging %}``: written once, until something in the database changes."""
    values = [parser.compile_filter(part) for part in token.split_contents()[1:]]
    nodes = parser.parse(("endunchanging",))
    parser.delete_first_token()
    return Unchanging(nodes, values)
