"""One executor for each kind of plan: `execute(plan, desk) -> Outcome`."""

# plan kind → module of this package
EXECUTORS = {
    "lookup": "lookup", "compare": "compare", "rank": "rank", "aggregate": "aggregate", "filter": "filters",
    "trend": "trend", "passage": "passages", "corpus": "holdings", "define": "define", "abstain": "abstain",
    "clarify": "clarify", "inspect": "inspect", "check": "check",
}  # fmt: skip
