"""The catalogue: indicators, applicants, formulas and identities, read from `catalogue.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any, Literal

from corpus.models import Model
from corpus.resources import read_yaml

TOTAL = "total"


class Applicant(Model):
    id: str
    label: str
    en: str


class Indicator(Model):
    """One printed row (or table-4 column) or one derived figure.

    `label` is what the form prints, `name` how answers call it, `formula` set when it is derived.
    """

    id: str
    table: int  # 2, 3, 4; 0 for derived
    label: str
    name: str
    en: str
    unit: str = "件"
    kind: Literal["cell", "sum", "rate"] = "cell"
    formula: str | None = None
    item: str | None = None
    group: str | None = None
    column: str | None = None
    printed_in: tuple[str, ...] = ()

    @property
    def derived(self) -> bool:
        return self.formula is not None


class Identity(Model):
    """`left` and `right` are lists of (indicator, applicant); the sums of both sides are equal."""

    rule: str
    member: str
    left: tuple[tuple[str, str], ...]
    right: tuple[tuple[str, str], ...]
    name: str
    en: str


class Catalogue(Model):
    applicants: tuple[Applicant, ...]
    indicators: tuple[Indicator, ...]
    identities: tuple[Identity, ...]
    raw: dict[str, Any]

    @cached_property
    def by_id(self) -> Mapping[str, Indicator]:
        return {i.id: i for i in self.indicators}

    def get(self, indicator_id: str) -> Indicator:
        """The indicator of that id. KeyError for an unknown id."""
        return self.by_id[indicator_id]

    def __contains__(self, indicator_id: object) -> bool:
        return indicator_id in self.by_id

    def table(self, number: int) -> tuple[Indicator, ...]:
        """Printed indicators of a table, in the form's order."""
        return tuple(i for i in self.indicators if i.table == number)

    @property
    def derived(self) -> tuple[Indicator, ...]:
        return tuple(i for i in self.indicators if i.derived)

    @property
    def cells(self) -> tuple[tuple[str, str], ...]:
        """The 200 (indicator, applicant) of the form, in print order."""
        return tuple(
            (i.id, a.id)
            for i in self.indicators
            if not i.derived
            for a in (self.applicants if i.table == 3 else self.applicants[-1:])
        )

    def applicant(self, applicant_id: str) -> Applicant:
        return next(a for a in self.applicants if a.id == applicant_id)


@lru_cache(maxsize=1)
def load() -> Catalogue:
    """The catalogue that ships with the program."""
    raw: dict[str, Any] = read_yaml("corpus", "catalogue.yaml")
    applicants = tuple(Applicant(**row) for row in raw["applicants"])
    printed = _printed(raw)
    derived = [_derived(row) for row in raw["derived"]]
    derived += _families(raw, printed, derived, applicants)
    return Catalogue(
        applicants=applicants,
        indicators=tuple(printed + derived),
        identities=tuple(_identities(raw, printed, applicants)),
        raw=raw,
    )


def _printed(raw: Mapping[str, Any]) -> list[Indicator]:
    rows: list[Indicator] = []
    for number in (2, 3):
        for row in raw[f"table{number}"]:
            rows.append(Indicator(table=number, **{"name": row["label"], **row}))
    table4 = raw["table4"]
    for group in table4["groups"]:
        for outcome in table4["outcomes"]:
            rows.append(
                Indicator(
                    id=f"{group['id']}.{outcome['id']}",
                    table=4,
                    label=outcome["label"],
                    name=f"{group['name']}{outcome['label']}",
                    en=group["en"] if outcome["id"] == TOTAL else f"{group['en']}: {outcome['en']}",
                    group=group["label"],
                    column=outcome["label"],
                )
            )
    return rows


def _derived(row: Mapping[str, Any]) -> Indicator:
    unit = "%" if row["kind"] == "rate" else row.get("unit", "件")
    return Indicator(
        id=row["id"],
        table=0,
        label=row["name"],
        name=row["name"],
        en=row["en"],
        unit=unit,
        kind=row["kind"],
        formula=row["formula"],
        printed_in=tuple(row.get("printed_in", ())),
    )


def _families(
    raw: Mapping[str, Any], printed: list[Indicator], derived: list[Indicator], applicants: tuple[Applicant, ...]
) -> list[Indicator]:
    taken = {i.id for i in derived}
    rows: list[Indicator] = []
    for family in raw["families"]:
        for values in _members(family["over"], printed, derived, applicants):
            row = {key: re.sub(r"\{(\w+)\}", lambda m: values[m[1]], str(text)) for key, text in family.items()}  # noqa: B023
            if row["id"] not in taken:
                rows.append(_derived(row))
    return rows


def _members(
    over: str, printed: list[Indicator], derived: list[Indicator], applicants: tuple[Applicant, ...]
) -> list[dict[str, str]]:
    if over == "applicants":
        return [{"applicant": a.id, "name": a.label, "en": a.en} for a in applicants if a.id != TOTAL]
    prefix = f"{over}."
    return [
        {"id": i.id, "tail": i.id.removeprefix(prefix), "name": i.name, "en": i.en}
        for i in printed + derived
        if i.id.startswith(prefix) and i.id != f"{prefix}total" and i.kind != "rate"
    ]


def _identities(raw: Mapping[str, Any], printed: list[Indicator], applicants: tuple[Applicant, ...]) -> list[Identity]:
    rows3 = [i.id for i in printed if i.table == 3]
    outcome_rows = [i for i in rows3 if i.startswith("outcome.") and i != "outcome.total"]
    parts = [a.id for a in applicants if a.id != TOTAL]
    outcomes = [o["id"] for o in raw["table4"]["outcomes"] if o["id"] != TOTAL]
    found: list[Identity] = []
    for rule in raw["identities"]:
        common = {"rule": rule["id"], "name": rule["name"], "en": rule["en"]}
        if rule["over"] == "columns":
            right = outcome_rows if rule["right"] == "outcome_rows" else rule["right"]
            for a in applicants:
                left_cells, right_cells = ((i, a.id) for i in rule["left"]), ((i, a.id) for i in right)
                found.append(Identity(member=a.id, left=tuple(left_cells), right=tuple(right_cells), **common))
        elif rule["over"] == "rows":
            for i in rows3:
                found.append(Identity(member=i, left=((i, TOTAL),), right=tuple((i, p) for p in parts), **common))
        else:
            for group in raw["table4"]["groups"]:
                g = group["id"]
                found.append(
                    Identity(
                        member=g,
                        left=((f"{g}.total", TOTAL),),
                        right=tuple((f"{g}.{o}", TOTAL) for o in outcomes),
                        **common,
                    )
                )
    return found
