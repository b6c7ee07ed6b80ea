"""One JSON form of every type: decimals as numbers, tuples as lists, enums by value, text unescaped."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

from pydantic import BaseModel


def plain(value: Any) -> Any:
    """`value` as dicts, lists, strings, numbers, booleans and None. A whole decimal becomes an int."""
    if isinstance(value, BaseModel):
        return {name: plain(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, Path) else value


def dumps(value: Any, *, indent: int | None = None) -> str:
    """JSON text of `value`, keys in the order of the type."""
    return json.dumps(plain(value), ensure_ascii=False, indent=indent, allow_nan=False)
