"""Answers and outcomes as plain text for a terminal."""

from __future__ import annotations

from typing import Any

from corpus.jsontext import plain
from ui.views import citation_title, lead

SAID = {
    "zh": {"sources": "出处", "notes": "说明", "plan": "理解为", "nearest": "可以问", "choices": "请选择", "reason": "原因", "model": "语言模型"},
    "en": {"sources": "Sources", "notes": "Notes", "plan": "Read as", "nearest": "You can ask", "choices": "Choose one", "reason": "Reason", "model": "Language model"},
}  # fmt: skip
MAX_CITATIONS = 12


def answer(made: Any) -> str:
    """An answer: its text, what must be said with it, and where each number is printed."""
    words = SAID[made.language]
    lines = [lead(made)]
    if made.status != "answered" and made.reason:
        lines.append(f"[{words['reason']}: {made.reason}]")
    if made.choices:
        lines += ["", f"{words['choices']}:", *(f"  {i}. {choice}" for i, choice in enumerate(made.choices, start=1))]
    if made.nearest:
        lines += ["", f"{words['nearest']}: {made.nearest}"]
    if made.warnings:
        lines += ["", f"{words['notes']}:", *(f"  - {w.text} [{w.code}]" for w in made.warnings)]
    if made.citations:
        lines += [
            "",
            f"{words['sources']}:",
            *(f"  {_citation(c, made.language)}" for c in made.citations[:MAX_CITATIONS]),
        ]
        if len(made.citations) > MAX_CITATIONS:
            lines.append(f"  … +{len(made.citations) - MAX_CITATIONS}")
    if made.model and made.model["said"]:
        lines += ["", f"{words['model']}: {made.model['said']}"]
    if made.plan_text:
        lines += ["", f"{words['plan']}: {made.plan_text}"]
    return "\n".join(lines)


def _citation(citation: Any, language: str) -> str:
    return f"{citation_title(citation, language)}: {' '.join(citation.quote.split())}"


def ingested(result: Any) -> str:
    """One line a file, then the totals."""
    lines = [_outcome(outcome) for outcome in result.files]
    totals = ", ".join(
        f"{count} {status}" for status, count in plain(result.totals).items() if isinstance(count, int) and count
    )
    return "\n".join([*lines, f"total: {totals or 'nothing found'}"])


def _outcome(outcome: Any) -> str:
    line = f"{outcome.status:<10} {outcome.path}"
    if outcome.error:
        return f"{line}: {outcome.error}"
    if outcome.cells:
        held, broken = outcome.identities.get("held", 0), outcome.identities.get("broken", 0)
        line += f": {outcome.body or '?'} {outcome.year or '?'}, {outcome.cells.get('reported', 0)} cells reported, "
        line += f"identities {held} held, {broken} broken"
    return line + "".join(f"\n           ! {warning}" for warning in outcome.warnings)
