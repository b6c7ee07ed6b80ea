"""One executor for each kind of plan: `execute(plan, desk) -> Outcome`."""
