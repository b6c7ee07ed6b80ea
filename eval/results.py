"""What came of a run, as a person reads it first: headline, failures in order, what stands behind an answer."""

from __future__ import annotations

from corpus.models import Model
from eval.baseline import Comparison
from eval.judges import Judged
from eval.model_effect import ModelEffect
from eval.runner import Trial
from eval.summary import Summary

CITED = 3  # citations shown with a failure
QUOTED = 90  # characters of a quote shown


class Run(Model):
    """All of a run: its trials, its summary, the gates it missed, what changed against a baseline."""

    name: str
    corpus_version: str
    program_version: str
    trials: tuple[Trial, ...]
    summary: Summary
    missed: tuple[str, ...]
    against: Comparison | None = None
    model: ModelEffect | None = None  # where a language model took part
    skipped: tuple[str, ...] = ()  # relations that could not be tried
    judged: Judged | None = None
    gated: bool = True  # whether any gate was asked for

    @property
    def verdict(self) -> str:
        """gate missed, gates held, or no gate asked for."""
        if self.missed:
            return "gate missed"
        return "gates held" if self.gated else "no gate asked for"


def ordered_failures(run: Run) -> list[Trial]:
    """Failed trials, the newly failed first, then as in the set."""
    lost = set(run.against.lost) if run.against else set()
    failed = [t for t in run.trials if not t.score.good]
    return sorted(failed, key=lambda t: t.case.id not in lost)


def headline(run: Run) -> list[str]:
    """The lines that a person reads first."""
    s = run.summary
    lines = [f"right {s.right.text()}", f"wrong with confidence {s.confidently_wrong}"]
    lines.append("results " + ", ".join(f"{k} {v}" for k, v in s.results.items()))
    if s.cells_recall.n:
        lines.append(f"cells cited {s.cells_recall.text()}")
    if s.recall_at_5.n:
        lines.append(f"passages recall@5 {s.recall_at_5.text()}, MRR {s.mrr:.3f}")
    if s.retrieval is not None:
        lines.append("retrieval " + ", ".join(f"{name} {value:.3f}" for name, value in s.retrieval.items()))
    if s.unsourced is not None:
        lines.append(f"numerals without source {s.unsourced}")
    if s.groups_agreeing.n:
        lines.append(f"paraphrase groups agreeing {s.groups_agreeing.text()}")
    if s.latency_p50 is not None and s.latency_p95 is not None:
        lines.append(f"latency p50 {s.latency_p50:.1f} ms, p95 {s.latency_p95:.1f} ms")
    lines += _spent(run)
    if run.skipped:
        lines.append(f"relations not tried (they need --corpus): {', '.join(run.skipped)}")
    if run.against is not None:
        a = run.against
        lines.append(
            f"against the baseline: {len(a.lost)} lost, {len(a.won)} won, {len(a.added)} new, {len(a.dropped)} gone, McNemar's p={a.p:.3f}"
        )
    lines += run.model.lines() if run.model is not None else []
    return lines + (run.judged.lines() if run.judged is not None else [])


def _spent(run: Run) -> list[str]:
    """What a language model was sent and what that cost; nothing where none was asked."""
    s = run.summary
    if s.cost_unknown:
        return [f"cost not measured: {s.cost_unknown} cases asked the model and have no price or no token count"]
    if s.cost is not None:
        return [f"tokens {s.tokens or 0}, cost {s.cost:f} {s.currency}".rstrip()]
    return []


def explain(trial: Trial) -> list[str]:
    """What went wrong with one case: the question, expected, got, the cells cited, where the case stands."""
    score = trial.score
    why = ", ".join(f.value for f in score.failures)
    lines = [f"✗ {trial.case.id} [{score.result.value}: {why}] {trial.case.text}"]
    lines += [f"    expected {score.expected}", f"    got      {score.got}"]
    lines += [f"    cited    {cell}" for cell in cited(trial)[:CITED]]
    return [*lines, f"    {trial.case.where}"]


def cited(trial: Trial) -> list[str]:
    """The cells and passages that the answer cites: source, place, the printed text."""
    made = trial.made or {}
    claims = made.get("claims") or ()
    citations = made.get("citations") or [c for claim in claims for c in claim.get("citations") or ()]
    found = []
    for citation in citations:
        place = [f"table {citation['table']}"] if citation.get("table") else []
        place += [citation[key] for key in ("row", "column") if citation.get(key)]
        quote = " ".join(str(citation["quote"]).split())
        found.append(" · ".join([citation["source"].rsplit("/", 1)[-1], *place]) + f": {quote[:QUOTED]}")
    return found


def told(trial: Trial) -> list[str]:
    """What was said: the answer's text, or each claim with its verdict."""
    made = trial.made or {}
    claims = [f"{c['claim']} — {c['verdict']} ({c['reason']})" for c in made.get("claims") or ()]
    return [str(made["text"]), *claims] if made.get("text") else claims


def why(trial: Trial) -> str:
    """The result and the reasons of a failure."""
    return ", ".join([trial.score.result.value, *(f.value for f in trial.score.failures)])
