"""Columns that spaces keep: a sign that touches its label was not read and never passes for a blank."""

from __future__ import annotations

import re

from corpus.models import State
from corpus.settings import Settings
from generator import texts
from generator.reports import build
from ingest.parse import parse

ROW = "outcome.unavailable.still_unclear"


def test_a_sign_that_touches_its_label_is_no_blank() -> None:
    made = build(472, zero="/", rows23=True)
    text = re.sub(r"(补正后申请内容仍不明确) +/", r"\1/", texts.plain(made))
    assert "仍不明确/" in text
    parsed = parse(text.encode(), "x.txt", Settings())
    states = {f.state for f in parsed.facts if f.indicator == ROW}
    assert State.BLANK not in states
