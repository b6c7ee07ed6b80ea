"""Texts cut into the pieces that can be true or false."""

from __future__ import annotations

import pytest

from qa.clauses import pieces

CUT = [
    ("青河县收到申请41件，同比减少41%。予以公开10件、部分公开3件。", ["青河县收到申请41件", "同比减少41%", "予以公开10件", "部分公开3件"]),
    ("收到自然人、法人或其他组织申请1,205件。", ["收到自然人、法人或其他组织申请1,205件"]),
    ("收到申请41件（上年结转2件），办结43件；诉讼2件", ["收到申请41件", "上年结转2件", "办结43件", "诉讼2件"]),
    ("甲县、乙县分别收到8件、9件。", ["甲县、乙县分别收到8件、9件"]),
    ("A County received 41 requests and disclosed 10, while B County disclosed 21.", ["A County received 41 requests", "and disclosed 10", "while B County disclosed 21"]),
    ("Fees were 5,004.9354 (ten thousand yuan). It grew 3.5%.", ["Fees were 5,004.9354 (ten thousand yuan)", "It grew 3.5%"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), CUT, ids=[t[:12] for t, _ in CUT])
def test_pieces(text: str, wanted: list[str]) -> None:
    assert [p.text for p in pieces(text)] == wanted


@pytest.mark.parametrize("text", [t for t, _ in CUT])
def test_offsets_point_into_the_text(text: str) -> None:
    for piece in pieces(text):
        assert text[piece.start : piece.end] == piece.text
        assert all(piece.text[n.start : n.end] == n.raw for n in piece.numerals)


def test_sentences_are_numbered() -> None:
    assert [p.sentence for p in pieces("甲3件，乙4件。丙5件。")] == [0, 0, 1]


def test_nothing_from_nothing() -> None:
    assert pieces(" \n ") == ()
