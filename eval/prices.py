"""What a language model's tokens cost: prices that the user gives, never any of ours.

A price file is YAML or JSON: `currency` (any word) and `prices`, provider:model → `in` and `out`, each of a million tokens.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field, ValidationError

from corpus.errors import UsageError
from corpus.models import Model
from corpus.settings import Settings
from eval.runner import Trial

MILLION = Decimal(1_000_000)


class Price(Model):
    """Of a million tokens sent and of a million received."""

    sent: Decimal = Field(alias="in", ge=0)
    received: Decimal = Field(alias="out", ge=0)
    currency: str = ""

    def of(self, tokens_in: int, tokens_out: int) -> Decimal:
        """The cost of so many tokens, exact."""
        cost = (self.sent * tokens_in + self.received * tokens_out) / MILLION
        return cost.normalize() if cost else Decimal(0)


class PriceFile(Model):
    """A price file as a user writes it."""

    currency: str = ""
    prices: dict[str, Price]


def price_of(settings: Settings, path: Path | None) -> Price | None:
    """The price of the model of `settings`: from the price file, else from GONGKAI_LLM_PRICE_IN and _OUT, else None."""
    if path is not None and settings.llm:
        known = _read(path)
        if settings.llm in known.prices:
            return known.prices[settings.llm].model_copy(update={"currency": known.currency})
    if settings.llm_price_in is None or settings.llm_price_out is None:
        return None
    return Price.model_validate({"in": settings.llm_price_in, "out": settings.llm_price_out})


def must_be_known(settings: Settings, price: Price | None) -> None:
    """UsageError where a budget of money cannot be held: no model, or no price of it."""
    if not settings.llm:
        raise UsageError("--max-cost needs a language model", hint="give --llm provider:model, or leave --max-cost out")
    if price is None:
        raise UsageError(
            f"--max-cost: no price of {settings.llm} is known",
            hint="give --prices FILE, or GONGKAI_LLM_PRICE_IN and _OUT",
        )


def priced(trials: Sequence[Trial], price: Price | None) -> tuple[Trial, ...]:
    """The trials with the cost of each that asked a model; a cost is unknown without a price or a token count."""
    return tuple(trial if price is None else _priced(trial, price) for trial in trials)


def _priced(trial: Trial, price: Price) -> Trial:
    score = trial.score
    if score.tokens_in is None or score.tokens_out is None:
        return trial
    cost = price.of(score.tokens_in, score.tokens_out)
    return trial.model_copy(update={"score": score.model_copy(update={"cost": cost})})


def _read(path: Path) -> PriceFile:
    try:
        return PriceFile.model_validate(_decimals(yaml.safe_load(path.read_text(encoding="utf-8-sig"))))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UsageError(f"{path} is no price file", hint="docs/eval.md shows its form") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "prices"
        raise UsageError(
            f"{path}: {where}: {first['msg']}", hint="docs/eval.md shows the form of a price file"
        ) from error


def _decimals(value: Any) -> Any:
    """Floats as the decimals they were written as."""
    if isinstance(value, float):
        return Decimal(repr(value))
    return {key: _decimals(item) for key, item in value.items()} if isinstance(value, dict) else value
