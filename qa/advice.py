"""The boundary to a language model: whatever it does, the reader gets a proved answer and a phrase about what happened.

The deterministic answer is made first and stands. A model is asked for a plan only where the planner was unsure, and
for a wording only of an answer that there is. Every fault, of the network, of the reply's form or of its content, ends
here; `Answer.model` tells it.
"""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING, Any

from corpus.errors import GongkaiError
from qa import lexicon, phrasing, prompts, proposal, wording
from qa.answer import Answer, AnswerWarning
from qa.desk import body_name
from qa.llm import Chat, ModelFault, Usage
from qa.phrase import plan_text, say
from qa.plan import Clarify, Language, QueryPlan, Several

if TYPE_CHECKING:
    from qa.engine import Engine

MODEL_PLAN = "model_plan"  # code of the warning that a model proposed the plan


class Advisor:
    """One model beside one engine."""

    def __init__(self, engine: Engine, chat: Chat | None = None) -> None:
        self.engine = engine
        self.chat = chat or Chat(engine.settings)

    def advise(self, planned: QueryPlan, answer: Answer, previous: QueryPlan | None = None) -> tuple[QueryPlan, Answer]:
        """The plan and answer with a model's help where it holds, and what the model did in `Answer.model`."""
        session = _Session(self.chat, answer.language, time.monotonic() + self.engine.settings.llm_deadline_seconds)
        try:
            planned, answer = self._planned(session, planned, answer, previous)
            answer = self._phrased(session, answer)
        except ModelFault as fault:
            session.failed(fault.code)
        except GongkaiError:
            raise  # the stores failed, not the model
        except Exception:  # noqa: BLE001 - the boundary: no reply of a model may cost the reader the proved answer
            session.failed("broken")
        return planned, answer.model_copy(update={"model": session.told()})

    def _planned(
        self, session: _Session, planned: QueryPlan, answer: Answer, previous: QueryPlan | None
    ) -> tuple[QueryPlan, Answer]:
        """The model's plan and its answer where the program can re-derive it; else what there was, with a hint."""
        lost = [say(planned.language, "chatter_only")]
        if isinstance(planned.plan, Clarify | Several) or not proposal.wanted(planned, lost):
            return planned, answer
        directory = self.engine.directory
        before = previous.question if previous is not None else None
        user = prompts.plan_user(planned.question, planned.language, directory.years(), before)
        reply = session.ask(prompts.plan_system(), user, proposal.schema())
        judged = proposal.judge(proposal.read_proposal(reply), planned.question, directory, previous)
        session.proposed(judged, proposal.presentable(judged.proposed, planned.question, directory))
        if judged.plan is not None:
            made = self.engine.execute(judged.plan)
            if made.status == "answered":
                session.did("planned", plan=made.plan_text)
                return judged.plan, _attributed(made, session)
            session.blocked("plan", "nothing_held")
        elif judged.nearest is not None and self.engine.answers(judged.nearest):
            session.did("suggested")
            return planned, _suggesting(answer, judged.nearest, session)
        else:
            session.blocked("plan", judged.why or "other_intent")
        return planned, answer

    def _phrased(self, session: _Session, answer: Answer) -> Answer:
        """The answer in the model's words where every one of them is proved."""
        basis = phrasing.basis_of(answer, self._owners(answer))
        if basis is None:
            return answer
        user = prompts.phrase_user(
            answer.question, answer.language, phrasing.evidence_rows(basis, self.engine.directory)
        )
        reply = session.ask(prompts.PHRASE, user, phrasing.schema())
        made = phrasing.read_phrasing(reply)
        why = wording.fault_in(made, basis, self.engine.directory)
        text = phrasing.worded(made, basis)
        if why is None and self._contradicted(" ".join(c.claim for c in made.sentences)):
            why = "contradicted"
        if why is not None:
            session.blocked("wording", why)
            return answer
        session.did("phrased")
        session.composed = answer.text
        return _reworded(answer, text, session)

    def _contradicted(self, text: str) -> bool:
        """The program's own fact check, last: a wording that it refutes is not shown."""
        from qa.claims import check_text

        return any(c.verdict == "refuted" for c in check_text(text, self.engine).claims)

    def _owners(self, answer: Answer) -> dict[str, phrasing.Owner]:
        ids = sorted({c.report_id for c in answer.citations} | {f.report_id for f in answer.facts})
        reports = self.engine.store.reports(report_ids=ids) if ids else ()
        return {
            r.report_id: phrasing.Owner(
                body=r.body.name or r.body.division or "", year=r.year, called=body_name(r, answer.language)
            )
            for r in reports
        }


class _Session:
    """One answer's dealings with the model: what was asked, what came of it, what it cost."""

    def __init__(self, chat: Chat, language: Language, ends: float) -> None:
        self.chat, self.language, self.ends = chat, language, ends
        self.usage = Usage()
        self.said: list[str] = []
        self.events: list[str] = []
        self.blocks: list[dict[str, str]] = []
        self.fault: str | None = None
        self.reading: Any = None
        self.composed: str | None = None

    def ask(self, system: str, user: str, schema: dict[str, Any]) -> str:
        reply = self.chat.ask(system, user, schema, self.ends)
        self.usage = self.usage.plus(reply, self.chat.settings)
        return reply.text

    def did(self, event: str, **slots: str) -> None:
        self.events.append(event)
        self.said.append(tell(self.language, event, **slots))

    def blocked(self, what: str, why: str) -> None:
        self.blocks.append({"what": what, "why": why})
        words = lexicon.read_data("model.yaml")[self.language]
        self.said.append(tell(self.language, "stands_blocked", why=str(words["why"][why])))

    def failed(self, code: str) -> None:
        self.fault = code
        words = lexicon.read_data("model.yaml")[self.language]
        self.said.append(tell(self.language, "stands", fault=str(words["faults"][code])))

    def proposed(self, judged: proposal.Judgement, shown: Any) -> None:
        """Note a proposal; where it is not taken, the other reading is shown in the program's own words."""
        self.reading = shown
        if judged.verdict != "taken" and shown is not None:
            self.said.append(tell(self.language, "disagrees", plan=plan_text(shown, self.language)))

    def told(self) -> dict[str, Any]:
        """`Answer.model`: JSON-ready; the same for the same exchange, `elapsed_ms` aside."""
        usage, reading = self.usage, self.reading
        return {
            "name": self.chat.name, "did": self.events, "said": " ".join(self.said), "fault": self.fault,
            "blocked": self.blocks, "proposed_plan": None if reading is None else reading.model_dump(mode="json"),
            "composed": self.composed, "calls": usage.calls, "tokens": usage.tokens, "tokens_in": usage.tokens_in,
            "tokens_out": usage.tokens_out, "cost": None if usage.cost is None else float(usage.cost),
            "elapsed_ms": round(usage.seconds * 1000),
        }  # fmt: skip


def _reworded(answer: Answer, text: str, session: _Session) -> Answer:
    """The answer with another text; its id tells that a model had a part in it."""
    identity = hashlib.sha256("\n".join((answer.answer_id, session.chat.name, text)).encode()).hexdigest()[:16]
    return answer.model_copy(update={"text": text, "answer_id": identity})


def _suggesting(answer: Answer, nearest: str, session: _Session) -> Answer:
    """The answer with the question that the model guesses was meant as the one to ask instead."""
    text = answer.text.replace(answer.nearest, nearest) if answer.nearest else answer.text
    return _reworded(answer, text, session).model_copy(update={"nearest": nearest})


def _attributed(answer: Answer, session: _Session) -> Answer:
    """The answer to a proposed plan, which says in its text and its plan that a model proposed it."""
    note = tell(session.language, "planned", plan=answer.plan_text)
    gap = "" if session.language == "zh" else " "
    return _reworded(answer, answer.text + gap + note, session).model_copy(
        update={
            "warnings": (*answer.warnings, AnswerWarning(code=MODEL_PLAN, text=note)),
            "plan_text": tell(session.language, "by_model", plan=answer.plan_text),
        }
    )


def tell(language: Language, key: str, **slots: str) -> str:
    """A sentence of `model.yaml`."""
    return str(lexicon.read_data("model.yaml")[language][key]).format(**slots)
