"""Claims that a stranger wrote from the five reports, before reading the code that checks them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest

from qa.claims import check_text

ROWS = Path(__file__).resolve().parents[2] / "eval" / "sets" / "claims_stranger.jsonl"
GRAVITY = {"refuted": 0, "unverifiable": 1, "supported": 2}
F1_LEAST = 0.97

pytestmark = pytest.mark.shared


@pytest.fixture
def program(seeds_stores: SimpleNamespace) -> SimpleNamespace:
    return seeds_stores


def test_a_strangers_claims(program: SimpleNamespace) -> None:
    """Macro-F1 over verdicts, no refuted truth, no supported falsehood, every reason as wanted."""
    seen: Counter[tuple[str, str]] = Counter()
    wrong = []
    for line in ROWS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        claims = check_text(row["claim"], program).claims  # type: ignore[arg-type]
        worst = min(claims, key=lambda c: GRAVITY[c.verdict])
        wanted = row["expect"]["verdict"]
        seen[wanted, worst.verdict] += 1
        reasons = row["expect"].get("reason_any") or [r for r in [row["expect"].get("reason")] if r]
        if wanted != worst.verdict or (reasons and worst.reason not in reasons):
            wrong.append((row["id"], row["claim"], worst.verdict, worst.reason))
    assert seen["supported", "refuted"] == seen["refuted", "supported"] == 0, wrong
    scores = []
    for verdict in GRAVITY:
        hits = seen[verdict, verdict]
        missed = sum(n for (w, g), n in seen.items() if w == verdict != g)
        false = sum(n for (w, g), n in seen.items() if g == verdict != w)
        scores.append(2 * hits / (2 * hits + missed + false))
    assert sum(scores) / len(scores) >= F1_LEAST, wrong


def test_every_correction_is_itself_supported(program: SimpleNamespace) -> None:
    """A correction is checked in the place of the claim that it corrects."""
    shown = 0
    for line in ROWS.read_text(encoding="utf-8").splitlines():
        text = json.loads(line)["claim"]
        for claim in check_text(text, program).claims:  # type: ignore[arg-type]
            if claim.correction is None:
                continue
            shown += 1
            mended = text[: claim.start] + claim.correction + text[claim.end :]
            end = claim.start + len(claim.correction)
            again = [c for c in check_text(mended, program).claims if c.start < end and claim.start < c.end]  # type: ignore[arg-type]
            assert again, mended
            assert {c.verdict for c in again} == {"supported"}, mended
    assert shown >= 60
