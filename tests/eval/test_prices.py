"""Money: prices that the user gives, exact costs, and a budget that is honest where a price or a count is unknown."""

from __future__ import annotations

from decimal import Decimal

import pytest

from corpus.errors import UsageError
from corpus.settings import Settings
from eval.dataset import EvalCase
from eval.gates import Gates, missed
from eval.prices import must_be_known, price_of, priced
from eval.report import Run, as_csv, as_html, as_json, as_markdown
from eval.runner import run
from eval.summary import summarise

FILE = "currency: XTS\nprices:\n  openai:small: {in: 0.15, out: 0.6}\n  openai:large: {in: 3, out: 15}\n"
CASES = tuple(
    EvalCase.model_validate({"id": name, "question": name, "expect": {"number": 41}})
    for name in ("counted", "silent", "plain")
)


class Fake:
    """Answers 41. `counted` asked a model and says how many tokens, `silent` does not say, `plain` asked none."""

    def ask(self, question, previous):
        calls = {"counted": (2, 1000, 100), "silent": (1, 0, 0), "plain": (0, 0, 0)}[question]
        model = dict(zip(("calls", "tokens_in", "tokens_out"), calls, strict=True), elapsed_ms=1, did=[], blocked=[])
        return {
            "status": "answered", "reason": None, "language": "en", "text": "41", "plan": {"kind": "lookup"}, "facts": [],
            "answer": {"kind": "number", "value": 41, "unit": None}, "citations": [], "warnings": [], "elapsed_ms": 1, "model": model,
        }  # fmt: skip

    def check(self, claim):
        raise AssertionError(claim)


@pytest.fixture
def prices(tmp_path):
    path = tmp_path / "prices.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


def trials_of(names, price, repeat=1):
    return priced(run([c for c in CASES if c.id in names], Fake(), repeat=repeat), price)


def test_the_cost_is_tokens_times_price(prices):
    price = price_of(Settings(llm="openai:small"), prices)
    trials = trials_of(("counted", "plain"), price)
    assert [t.score.cost for t in trials] == [Decimal("0.00021"), Decimal(0)]
    summary = summarise(trials, price.currency)
    assert (summary.tokens, summary.cost, summary.cost_unknown) == (1100, Decimal("0.00021"), 0)
    assert missed(Gates(max_cost=Decimal("0.00021")), summary, trials, None) == ()
    [said] = missed(Gates(max_cost=Decimal("0.0002")), summary, trials, None)
    assert said == "cost 0.00021 XTS, 0.0002 allowed"


def test_repeats_are_paid_too(prices):
    price = price_of(Settings(llm="openai:large"), prices)
    [trial] = trials_of(("counted",), price, repeat=3)
    assert trial.score.tokens == 3300
    assert trial.score.cost == Decimal("0.0135")


def test_a_model_that_counts_no_tokens_has_no_known_cost(prices):
    price = price_of(Settings(llm="openai:small"), prices)
    trials = trials_of(("counted", "silent"), price)
    summary = summarise(trials)
    assert (summary.cost, summary.cost_unknown) == (None, 1)
    [said] = missed(Gates(max_cost=Decimal(100)), summary, trials, None)
    assert said.startswith("cost: not measured (1 cases")


def test_every_output_says_the_cost(prices):
    price = price_of(Settings(llm="openai:small"), prices)
    trials = trials_of(("counted",), price)
    made = Run(
        name="s", corpus_version="", program_version="", trials=trials, summary=summarise(trials, "XTS"), missed=()
    )
    assert "tokens 1100, cost 0.00021 XTS" in as_markdown(made)
    assert "tokens 1100, cost 0.00021 XTS" in as_html(made)
    assert '"cost": 0.00021' in as_json(made)
    assert as_csv(made).splitlines()[1].endswith(",1100,0.00021,")


def test_without_a_price_the_budget_cannot_be_held(prices):
    with pytest.raises(UsageError, match="no price of openai:other is known"):
        must_be_known(Settings(llm="openai:other"), price_of(Settings(llm="openai:other"), prices))
    with pytest.raises(UsageError, match="needs a language model"):
        must_be_known(Settings(), None)


def test_settings_give_a_price_where_the_file_has_none(prices):
    made = price_of(Settings(llm="openai:other", llm_price_in=Decimal(1), llm_price_out=Decimal(2)), prices)
    assert made.of(1_000_000, 500_000) == Decimal(2)
    assert price_of(Settings(llm="openai:small"), None) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("prices: {a:b: {in: -1, out: 1}}", "greater than or equal to 0"),
        ("prices: {a:b: {in: 1}}", "out: Field required"),
        ("price: {}", "price"),
        ("[", "no price file"),
    ],
)
def test_a_broken_price_file_is_named(prices, text, said):
    prices.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=said):
        price_of(Settings(llm="a:b"), prices)
