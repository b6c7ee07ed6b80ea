"""A directory on paper: the real gazetteer over a short list of bodies that have reports."""

from __future__ import annotations

from collections.abc import Sequence

from corpus import divisions
from corpus.models import BodyKind
from qa.directory import HeldBody, Place


class PaperDirectory:
    def __init__(self, held: Sequence[HeldBody], years: tuple[int, ...]) -> None:
        self.held, self._years = held, years

    def places(self, text: str, year: int | None = None) -> tuple[Place, ...]:
        found = divisions.mentions(text, year)
        return tuple(
            Place(start=m.start, end=m.end, text=m.text, divisions=m.divisions, full=m.form != "short") for m in found
        )

    def named(self, candidates: Sequence[str]) -> dict[str, tuple[HeldBody, ...]]:
        wanted = set(candidates)
        return {name: tuple(b for b in self.held if b.name == name) for name in wanted & {b.name for b in self.held}}

    def of_divisions(self, codes: Sequence[str]) -> dict[str, tuple[HeldBody, ...]]:
        wanted = set(codes)
        return {
            code: tuple(b for b in self.held if b.division_code == code)
            for code in sorted(wanted & {b.division_code for b in self.held if b.division_code})
        }

    def years(self) -> tuple[int, ...]:
        return self._years


def body(name: str, code: str, kind: BodyKind, *years: int) -> HeldBody:
    division = divisions.by_code(code)
    assert division is not None
    return HeldBody(
        name=name, division=division.name, division_code=code, province=division.province,
        prefecture=division.prefecture, level=division.level, kind=kind, years=years,
    )  # fmt: skip


GOVERNMENT, OFFICE, DEPARTMENT = BodyKind.GOVERNMENT, BodyKind.OFFICE, BodyKind.DEPARTMENT
SEEDS = (
    body("同心县人民政府", "640324", GOVERNMENT, 2024),
    body("同心县人民政府办公室", "640324", OFFICE, 2023),
    body("社旗县人民政府", "411327", GOVERNMENT, 2024),
    body("永宁县人民政府办公室", "640121", OFFICE, 2024),
    body("殷都区人民政府办公室", "410505", OFFICE, 2024),
    body("淮安市人民政府", "320800", GOVERNMENT, 2022, 2023, 2024),
    body("朝阳区自然资源局", "220104", DEPARTMENT, 2022),
)


def small() -> PaperDirectory:
    """Seven bodies, years 2022 to 2024; one 朝阳区 of several."""
    return PaperDirectory(SEEDS, (2022, 2023, 2024))


def with_two_chaoyang() -> PaperDirectory:
    """Two districts of one name have reports."""
    more = (
        body("北京市朝阳区人民政府", "110105", GOVERNMENT, 2024),
        body("长春市朝阳区人民政府", "220104", GOVERNMENT, 2024),
    )
    return PaperDirectory((*SEEDS, *more), (2022, 2023, 2024))


def empty() -> PaperDirectory:
    return PaperDirectory((), ())
