"""False alarms of what stops, on texts that were not written for it. The figures stand in docs/checks.md."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tilstede.core.checks import registry
from tilstede.core.checks.kit import Around, Draft


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("ndt_offentlig_nb", {}),
        ("ndt_offentlig_nn", {}),
        ("noreg_no_parallell", {"telephone": 3}),
        ("ud_nb_dev", {}),
        ("ud_nn_dev", {"telephone": 1}),
        ("sme_giella_train", {"telephone": 1}),
    ],
)
def test_ordinary_texts_are_not_stopped(
    shared: Callable[[str], Path], name: str, most: dict[str, int]
) -> None:
    with gzip.open(shared(f"corpus/norsk/{name}.tsv.gz"), "rt", encoding="utf-8") as lines:
        texts = [line.rstrip("\n").rpartition("\t")[2] for line in lines]
    told = Counter(
        finding.check
        for text in texts
        for check in registry.musts()
        for finding in check.look(Draft(parts=(text,)), Around())
    )
    assert told <= Counter(most), told
