"""Codes of verification in words."""

from __future__ import annotations

from django import template

from tilstede.intake.verification import findings, words
from tilstede.web.context import named

register = template.Library()

register.simple_tag(named, name="named")
register.filter("found_words", words.found)
register.filter("alarm_words", words.alarm)
register.filter("verdict_words", words.verdict)
register.filter("own_network", findings.network_of)
