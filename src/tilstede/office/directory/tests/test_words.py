from __future__ import annotations

import re

from django.utils import translation

from tilstede.core.directory.problems import CODES, Problem
from tilstede.office.directory import words


def test_every_problem_has_words() -> None:
    with translation.override("en"):
        for code, meaning in CODES.items():
            names = re.findall(r"\[(.*)\]", meaning)
            more = {name: "7" for name in ", ".join(names).split(", ") if name}
            said = words.said(Problem(code, 3, "to", "x", more))
            assert said.startswith("line 3: "), code
            assert "{" not in said, said


def test_what_is_not_known_is_left_out() -> None:
    with translation.override("en"):
        assert words.said(Problem("duplicate", 0, "id", "kyd")) == "kyd is in the directory already"
        said = words.said(Problem("orgnr-length", 14, "id", "97241785", {"digits": "8"}))
        assert said == "line 14: 97241785 has 8 digits; an organisation number has 9"
        meant = Problem("unknown-field", 2, "webside", "webside", {"meant": "website"})
        assert (
            words.said(meant) == "line 2: there is no field called webside. Did you mean website?"
        )


def test_an_id_that_stands_in_several_places_is_told_with_them() -> None:
    with translation.override("en"):
        few = words.said(Problem("orgnr-check", 2, "id", "972417859", {"also": "4, 5"}))
        assert few.endswith("does not fit the others (also on line 4, 5)")
        more = {"also": "4", "others": "7"}
        many = words.said(Problem("unknown-body", 2, "body", "kydd", more))
        assert many.endswith("in the directory. (also on line 4, and in 7 more places)")
