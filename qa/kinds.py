"""Which kinds of bodies speak for a division."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.models import BodyKind, Level

OWN_KINDS = (BodyKind.GOVERNMENT, BodyKind.OFFICE)  # the order of preference for a division's own report


def default_kinds(levels: Sequence[Level]) -> tuple[BodyKind, ...]:
    """The kinds that speak for a division of such a level; any kind where no level is asked for."""
    if not levels:
        return ()
    return (*OWN_KINDS, BodyKind.TOWNSHIP) if Level.TOWNSHIP in levels else OWN_KINDS
