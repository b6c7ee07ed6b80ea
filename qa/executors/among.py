"""Of those just found: a scope narrowed to the bodies that another plan finds."""

from __future__ import annotations

from importlib import import_module

from corpus.models import Report
from qa.desk import Desk, Outcome
from qa.executors import EXECUTORS, filters, rank
from qa.plan import Filter, Rank
from qa.resolve import Pick, Resolution


def narrowed(found: Resolution, among: Filter | Rank, desk: Desk) -> Resolution:
    """The resolution without the reports of bodies that `among` does not find; what else the corpus holds was not asked."""
    owners = {_owner(p.report) for p in members(among, desk)}
    picks = tuple(p for p in found.picks if _owner(p.report) in owners)
    return found.model_copy(
        update={
            "picks": picks, "reports_any_year": len(picks), "reports_matched": len(picks),
            "dropped": tuple(r for r in found.dropped if _division(r) in {_division(p.report) for p in picks}),
        }
    )  # fmt: skip


def members(plan: Filter | Rank, desk: Desk) -> list[Pick]:
    """The bodies that a filter or the first places of a ranking name."""
    if isinstance(plan, Filter):
        moved = any(c.since is not None for c in plan.conditions)
        picks: list[Pick] = (
            import_module("qa.executors.moves").met_by(plan, desk) if moved else filters.met_by(plan, desk)
        )
        return picks
    found = desk.resolve(plan.scope, (plan.measure,))
    places = rank.place(rank.figures_of(desk, found.picks, plan.measure), plan.descending)
    return [p.pick for p in rank.chosen(places, plan)]


def told(among: Filter | Rank, outcome: Outcome, desk: Desk) -> Outcome:
    """The outcome with who was found said before it, and what their finding rests on."""
    module = import_module(f"qa.executors.{EXECUTORS[among.kind]}")
    found: Outcome = module.execute(among.model_copy(update={"with_values": True}), desk)
    if found.status != "answered" or not found.sentences:
        return outcome
    return outcome.model_copy(
        update={
            "sentences": (found.sentences[0], *outcome.sentences),
            "warnings": tuple(dict.fromkeys((*found.warnings, *outcome.warnings))),
            "derivations": tuple(dict.fromkeys((*found.derivations, *outcome.derivations))),
            "coverage": found.coverage,
        }
    )  # fmt: skip


def _owner(report: Report) -> tuple[str | None, ...]:
    body = report.body
    return body.division_code, body.name or body.division, str(body.kind)


def _division(report: Report) -> str | None:
    return report.body.division_code or report.body.division
