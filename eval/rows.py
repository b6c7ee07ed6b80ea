"""The rows of a set file (JSONL, YAML, CSV) as they stand, each with a way to name the line of any of its fields."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import yaml

SHARED = ("read_in",)  # said once beside `cases` for all of them
BESIDE = (*SHARED, "relations")
LISTS = frozenset(
    {
        "numbers", "entities", "entities_ordered", "reason_any", "text_any", "text_all", "text_none", "cite", "warnings_any",
        "warnings_all", "warnings_none", "choices_any",
    }
)  # fmt: skip
SINGLES = frozenset({"status", "reason", "kind", "number", "tolerance", "unit", "boolean", "verdict"})
OF_CASE = frozenset({"id", "question", "claim", "document", "truth", "group", "read_in", "must_pass"})
LISTS_OF_CASE = frozenset({"tags", "previous"})
COLUMNS = tuple(sorted(OF_CASE | LISTS_OF_CASE | LISTS | SINGLES))
SEPARATOR = "|"
CASES, RELATION = "case", "relation"
Path_ = tuple[int | str, ...]  # where a field lies in a row: ("expect", "number")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Row(NamedTuple):
    """A row: what it is, its value, its place, and the place of a field in it."""

    kind: str
    value: Any
    where: str
    at: Callable[[Path_], str]


def rows(path: Path, problems: list[str]) -> Iterator[Row]:
    """Every row of a file; what cannot be read is added to `problems` with its line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        problems.append(f"{path}: is not UTF-8 text (in Excel: save as CSV UTF-8)")
        return
    except OSError:
        problems.append(f"{path}: cannot be read")
        return
    reader = {".csv": _csv, ".yaml": _yaml, ".yml": _yaml}.get(path.suffix.lower(), _json)
    yield from reader(path, text, problems)


# -- JSONL ------------------------------------------------------------------------------------------------------


def _json(path: Path, text: str, problems: list[str]) -> Iterator[Row]:
    """One case a line; a line of nothing but `read_in` holds for the lines after it, one of `relation` is a relation."""
    shared: dict[str, Any] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        where = f"{path}:{number}"
        if not line.strip() or line.lstrip().startswith("//"):
            continue
        try:
            row = json.loads(line, parse_float=Decimal, object_pairs_hook=lambda pairs: _once(pairs, where, problems))  # noqa: B023 - called before the loop goes on
        except ValueError as error:
            problems.append(f"{where}: not JSON ({error})")
            continue
        here = _always(where)
        if isinstance(row, dict) and row and set(row) <= set(SHARED):
            shared = row
        elif isinstance(row, dict) and set(row) == {RELATION}:
            yield Row(RELATION, row[RELATION], where, here)
        else:
            yield Row(CASES, {**shared, **row} if isinstance(row, dict) else row, where, here)


def _once(pairs: Sequence[tuple[str, Any]], where: str, problems: list[str]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    problems += [f"{where}: {key} is given twice" for key in dict.fromkeys(keys) if keys.count(key) > 1]
    return dict(pairs)


def _always(where: str) -> Callable[[Path_], str]:
    return lambda _: where


# -- YAML -------------------------------------------------------------------------------------------------------


def _yaml(path: Path, text: str, problems: list[str]) -> Iterator[Row]:
    """A list of cases, or `cases:` with `relations:` and `read_in:` beside it."""
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        value = loader.construct_document(root) if root is not None else None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = f":{min(mark.line + 1, max(1, len(text.splitlines())))}" if mark is not None else ""
        problems.append(f"{path}{line}: not YAML ({getattr(error, 'problem', None) or ' '.join(str(error).split())})")
        return
    finally:
        loader.dispose()
    if root is None:
        return
    problems += [f"{path}:{line}: {key} is given twice" for line, key in _twice(root)]
    if not isinstance(value, dict):
        yield from _items(path, CASES, root, value, {}, problems)
        return
    problems += [
        f"{path}:{key.start_mark.line + 1}: no {key.value} stands beside cases"
        for key, _ in root.value
        if key.value not in ("cases", *BESIDE)
    ]
    if "cases" not in value:
        problems.append(f"{path}: not a list of cases")
        return
    shared = {key: value[key] for key in SHARED if key in value}
    yield from _items(path, CASES, _child(root, "cases"), value["cases"], shared, problems)
    yield from _items(path, RELATION, _child(root, "relations"), value.get("relations"), {}, problems)


def _items(
    path: Path, kind: str, node: Any, values: Any, shared: Mapping[str, Any], problems: list[str]
) -> Iterator[Row]:
    if values is None:
        return
    if not isinstance(values, list):
        problems.append(f"{path}:{node.start_mark.line + 1}: not a list of {kind}s")
        return
    for item, value in zip(node.value, values, strict=True):
        row = {**shared, **value} if isinstance(value, dict) else value
        yield Row(kind, row, f"{path}:{item.start_mark.line + 1}", _within(path, item))


def _within(path: Path, item: Any) -> Callable[[Path_], str]:
    """The line of a field of a YAML row: of the deepest part of its path that is there."""

    def at(loc: Path_) -> str:
        node = item
        for part in loc:
            child = _child(node, part)
            if child is None:
                break
            node = child
        return f"{path}:{node.start_mark.line + 1}"

    return at


def _child(node: Any, part: int | str) -> Any | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == part), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part]
    return None


def _twice(node: Any) -> Iterator[tuple[int, str]]:
    """(line, key) of every key that its mapping already has: YAML would let the later one win silently."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield key.start_mark.line + 1, key.value
            seen.add(str(key.value))
            yield from _twice(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _twice(item)


# -- CSV --------------------------------------------------------------------------------------------------------


def _csv(path: Path, text: str, problems: list[str]) -> Iterator[Row]:
    """Columns by field name, of the case or of `expect`; lists are separated by |."""
    reader = csv.DictReader(io.StringIO(text, newline=""))
    unknown = [name for name in reader.fieldnames or () if name not in COLUMNS]
    if unknown:
        problems.append(f"{path}:1: no column is named {', '.join(map(repr, unknown))}; there are {', '.join(COLUMNS)}")
        return
    before = reader.line_num
    for row in reader:
        where = f"{path}:{before + 1}"
        before = reader.line_num
        if None in row:
            problems.append(f"{where}: more cells than columns (quote what holds a comma)")
            continue
        case: dict[str, Any] = {"expect": {}}
        for key, value in row.items():
            if value:
                into = case if key in OF_CASE | LISTS_OF_CASE else case["expect"]
                into[key] = value.split(SEPARATOR) if key in LISTS | LISTS_OF_CASE else value
        yield Row(CASES, case, where, _always(where))
