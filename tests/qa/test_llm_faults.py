"""Every fault of a model's endpoint, on a real HTTP server: the deterministic answer stands and the reader is told."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_model import PATH, FakeModel, completion, dripping, json_response
from pytest_httpserver import HTTPServer
from werkzeug import Response

from corpus.errors import ModelError, SettingError
from corpus.settings import Settings
from qa import llm
from qa.engine import Engine
from qa.llm import Chat, ModelFault

QUESTION = "同心县2024年收到多少件政府信息公开申请？"
ENGLISH = "How many information requests did Tongxin County receive in 2024?"
HTML = "<!doctype html><html><body>Bad gateway</body></html>"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(llm, "FIRST_PAUSE", 0.01)


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    made = HTTPServer(threaded=True)
    made.start()
    yield made
    made.clear()
    made.stop()


@pytest.fixture
def model(server: HTTPServer) -> FakeModel:
    return FakeModel(server)


def settings(folder: Path, url: str, **more: Any) -> Settings:
    return Settings(data_dir=folder, llm="openai:fake", llm_base_url=url, llm_deadline_seconds=20, **more)


def both(folder: Path, url: str, question: str = QUESTION, **more: Any) -> tuple[Any, Any]:
    """(the answer with the model, the answer without)."""
    plain, helped = Engine(Settings(data_dir=folder)), Engine(settings(folder, url, **more))
    return helped.answer(question), plain.answer(question)


def same(helped: Any, plain: Any) -> bool:
    drop = {"model": None, "elapsed_ms": 0}
    return bool(helped.model_copy(update=drop) == plain.model_copy(update=drop))


FAULTS: dict[str, tuple[Callable[[dict[str, Any]], Response], str]] = {
    "401": (lambda _: json_response({"error": {"message": "Incorrect API key provided: sk-secret"}}, 401), "unauthorized"),
    "403": (lambda _: json_response({"error": {"message": "no"}}, 403), "unauthorized"),
    "429": (lambda _: json_response({"error": {"message": "slow down"}}, 429), "rate_limited"),
    "429-long-wait": (
        lambda _: json_response({"error": {"message": "slow down"}}, 429, **{"retry-after": "3600"}), "rate_limited",
    ),
    "500": (lambda _: json_response({"error": {"message": "boom"}}, 500), "server_error"),
    "503-html": (lambda _: Response(HTML, status=503, content_type="text/html"), "server_error"),
    "400": (lambda _: json_response({"error": {"message": "unknown parameter"}}, 400), "bad_request"),
    "redirect": (lambda _: Response(status=302, headers={"Location": "http://127.0.0.1:1/"}), "bad_request"),
    "html": (lambda _: Response(HTML, content_type="text/html"), "malformed"),
    "html-as-json": (lambda _: Response(HTML, content_type="application/json"), "malformed"),
    "not-json": (lambda _: Response('{"choices": [', content_type="application/json"), "malformed"),
    "array": (lambda _: json_response([1, 2]), "malformed"),
    "null": (lambda _: json_response(None), "malformed"),
    "no-choices": (lambda _: json_response({"id": "x", "object": "chat.completion"}), "malformed"),
    "empty-choices": (lambda _: json_response({**completion("x"), "choices": []}), "malformed"),
    "null-choices": (lambda _: json_response({**completion("x"), "choices": None}), "malformed"),
    "error-200": (lambda _: json_response({"error": {"message": "out of memory"}}), "malformed"),
    "empty-content": (lambda _: json_response(completion("")), "empty"),
    "null-content": (lambda _: json_response(completion(None)), "empty"),
    "truncated": (lambda _: json_response(completion('{"sentences": [{"claim": "同心县2', "length")), "truncated"),
    "endless": (lambda _: json_response(completion("x" * 100_000)), "truncated"),
    "refused": (lambda _: json_response(completion(None, refusal="I cannot help with that.")), "refused"),
    "filtered": (lambda _: json_response(completion("", "content_filter")), "refused"),
    "prose": (lambda _: json_response(completion("Sure! Tongxin County received 999 requests.")), "invalid"),
    "wrong-shape": (lambda _: json_response(completion('{"sentences": "同心县999件"}')), "invalid"),
    "no-sentences": (lambda _: json_response(completion('{"sentences": []}')), "invalid"),
    "nested": (lambda _: json_response(completion('{"sentences": ' + "[" * 9000 + "]" * 9000 + "}")), "invalid"),
    "empty-body": (lambda _: Response(b"", content_type="application/json"), "malformed"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_the_deterministic_answer_stands(sample_data: Path, model: FakeModel, name: str) -> None:
    reply, code = FAULTS[name]
    model.plays(reply)
    helped, plain = both(sample_data, model.url)
    assert same(helped, plain)
    assert helped.answer.value == 41
    assert helped.model["fault"] == code
    assert helped.model["said"].startswith("语言模型")
    assert "sk-secret" not in json.dumps(helped.model)


def test_the_phrase_is_in_the_language_of_the_question(sample_data: Path, model: FakeModel) -> None:
    model.plays(FAULTS["500"][0])
    helped, plain = both(sample_data, model.url, ENGLISH)
    assert same(helped, plain)
    assert helped.model["said"].startswith("the language model's service failed")


def test_retries_stop_after_three(sample_data: Path, model: FakeModel) -> None:
    model.plays(FAULTS["429"][0])
    both(sample_data, model.url)
    assert len(model.requests) == llm.MAX_ATTEMPTS


def test_a_wait_longer_than_the_deadline_is_not_waited_for(sample_data: Path, model: FakeModel) -> None:
    model.plays(FAULTS["429-long-wait"][0])
    both(sample_data, model.url)
    assert len(model.requests) == 1


def test_a_second_attempt_may_succeed(model: FakeModel, tmp_path: Path) -> None:
    def once(body: dict[str, Any]) -> Response:
        good = len(model.requests) > 1
        return json_response(completion("{}")) if good else json_response({"error": {"message": "busy"}}, 503)

    model.plays(once)
    pauses: list[float] = []
    reply = Chat(settings(tmp_path, model.url), sleep=pauses.append).ask("s", "u", {}, far())
    assert (reply.text, reply.attempts, reply.tokens_in, reply.tokens_out) == ("{}", 2, 100, 20)
    assert pauses == [0.01]


def far() -> float:
    import time

    return time.monotonic() + 20


def test_formats_are_asked_for_best_first(model: FakeModel, tmp_path: Path) -> None:
    def no_formats(body: dict[str, Any]) -> Response:
        if "response_format" in body or "temperature" in body:
            return json_response({"error": {"message": "not supported"}}, 400)
        return json_response(completion("```json\n{}\n```"))

    model.plays(no_formats)
    chat = Chat(settings(tmp_path, model.url))
    reply = chat.ask("s", "u", {"type": "object"}, far())
    assert [(r.get("response_format") or {}).get("type") for r in model.requests] == [
        "json_schema",
        "json_object",
        None,
        None,
    ]
    assert (reply.mode, llm.strip_fences(reply.text)) == ("bare", "{}")
    chat.ask("s", "u", {"type": "object"}, far())
    assert len(model.requests) == 5  # what the endpoint cannot do is remembered


def test_temperature_is_zero_and_the_key_goes_in_the_header_only(model: FakeModel, tmp_path: Path) -> None:
    model.says("{}")
    Chat(settings(tmp_path, model.url, llm_api_key="sk-own")).ask("s", "u", {}, far())
    sent = model.requests[0]
    assert (sent["temperature"], sent["_authorization"]) == (0, "Bearer sk-own")
    assert "sk-own" not in json.dumps({k: v for k, v in sent.items() if k != "_authorization"})
    assert "sk-own" not in repr(settings(tmp_path, model.url, llm_api_key="sk-own"))


def test_a_slow_drip_ends_at_the_total_deadline(sample_data: Path, server: HTTPServer) -> None:
    body = json.dumps(completion("x" * 400))
    server.expect_request(PATH).respond_with_handler(
        lambda _: Response(dripping(body, 0.05), content_type="application/json")
    )
    engine = Engine(settings(sample_data, server.url_for("/v1")).model_copy(update={"llm_deadline_seconds": 0.6}))
    answer = engine.answer(QUESTION)
    assert (answer.model or {})["fault"] == "timeout"
    assert answer.answer.value == 41


@pytest.fixture
def rude() -> Iterator[Callable[[bytes], str]]:
    """A server that sends some bytes and hangs up."""
    opened: list[socket.socket] = []

    def start(sent: bytes) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        opened.append(listener)

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(65536)
                    connection.sendall(sent)

        threading.Thread(target=serve, daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}/v1"

    yield start
    for listener in opened:
        listener.close()


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{",
        b"\x00\xff garbage\r\n\r\n",
    ],
)
def test_disconnects(sample_data: Path, rude: Callable[[bytes], str], sent: bytes) -> None:
    helped, plain = both(sample_data, rude(sent))
    assert same(helped, plain)
    assert helped.model["fault"] in ("unreachable", "malformed")


def test_nobody_listens(sample_data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    helped, plain = both(sample_data, f"http://127.0.0.1:{port}/v1")
    assert same(helped, plain)
    assert helped.model["fault"] == "unreachable"


def test_without_a_model_nothing_is_imported_or_sent(sample_data: Path) -> None:
    code = (
        "import sys; from corpus.settings import Settings; from qa.engine import Engine; from pathlib import Path\n"
        f"a = Engine(Settings(data_dir=Path({str(sample_data)!r}))).answer({QUESTION!r})\n"
        "assert a.answer.value == 41 and a.model is None\n"
        "print([m for m in sys.modules if m.split('.')[0] in ('langchain', 'langchain_core', 'langchain_openai', 'openai', "
        "'langsmith') or m in ('qa.llm', 'qa.advice')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import importlib.util

    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda n: None if n == "langchain_openai" else found(n))
    with pytest.raises(ModelError) as caught:
        Chat(settings(tmp_path, "http://127.0.0.1:1/v1"))
    assert "pip install 'gongkai[llm]'" in str(caught.value.hint)


@pytest.mark.parametrize("name", ["", ":", "openai:", "Open AI:x", "a b"])
def test_odd_names_are_refused(name: str) -> None:
    if name == "a b":
        assert llm.split_name(name) == ("openai", "a b")
        return
    with pytest.raises(SettingError):
        llm.split_name(name)


def test_an_unknown_provider_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="nosuch"):
        Chat(Settings(data_dir=tmp_path, llm="nosuch:model"))


def test_cost_is_counted_where_prices_are_set(tmp_path: Path) -> None:
    priced = Settings(data_dir=tmp_path, llm="openai:x", llm_price_in="2", llm_price_out="10")  # type: ignore[arg-type]
    usage = llm.Usage().plus(llm.Reply(text="", tokens_in=1000, tokens_out=500, seconds=1.5), priced)
    assert (float(usage.cost or 0), usage.tokens, usage.calls, usage.seconds) == (0.007, 1500, 1, 1.5)


def test_tracing_stays_off_whatever_the_environment_says(model: FakeModel, tmp_path: Path, monkeypatch: Any) -> None:
    for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"):
        monkeypatch.setenv(name, "true")
    from langsmith import utils

    seen: list[object] = []
    model.says("{}")
    chat = Chat(settings(tmp_path, model.url))
    monkeypatch.setattr(llm.Connection, "close", lambda self: None)
    real = llm._untraced

    def watched() -> Any:
        return real()

    monkeypatch.setattr(llm, "_untraced", watched)
    llm._within(5, lambda: seen.append(utils.tracing_is_enabled()))
    chat.ask("s", "u", {}, far())
    assert seen == [False]


def test_a_cassette_is_recorded_once_and_played_offline(sample_data: Path, model: FakeModel, tmp_path: Path) -> None:
    tape = tmp_path / "tape.jsonl"
    model.plays(FAULTS["prose"][0])
    first = Engine(settings(sample_data, model.url, llm_cassette=tape, llm_api_key="sk-own")).answer(QUESTION)
    assert len(model.requests) == 1
    offline = settings(sample_data, "http://127.0.0.1:1/v1", llm_cassette=tape)
    again = Engine(offline).answer(QUESTION)
    assert again.model == first.model
    assert "sk-own" not in tape.read_text(encoding="utf-8")
    assert "127.0.0.1" not in tape.read_text(encoding="utf-8")
    missed = Engine(offline).answer(ENGLISH)
    assert (missed.model or {})["fault"] == "not_recorded"
    assert missed.answer.value == 41


def test_faults_are_recorded_too(sample_data: Path, model: FakeModel, tmp_path: Path) -> None:
    tape = tmp_path / "tape.jsonl"
    model.plays(FAULTS["401"][0])
    Engine(settings(sample_data, model.url, llm_cassette=tape)).answer(QUESTION)
    again = Engine(settings(sample_data, "http://127.0.0.1:1/v1", llm_cassette=tape)).answer(QUESTION)
    assert (again.model or {})["fault"] == "unauthorized"


def test_a_broken_cassette_is_said(tmp_path: Path) -> None:
    tape = tmp_path / "tape.jsonl"
    tape.write_text("{not json\n", encoding="utf-8")
    with pytest.raises(SettingError, match="cassette"):
        Chat(Settings(data_dir=tmp_path, llm="openai:x", llm_cassette=tape))


def test_faults_have_words_in_both_languages() -> None:
    from qa import lexicon

    words = lexicon.read_data("model.yaml")
    assert set(words["zh"]["faults"]) == set(words["en"]["faults"])
    assert set(words["zh"]["why"]) == set(words["en"]["why"])
    assert {code for _, code in FAULTS.values()} <= set(words["zh"]["faults"])
    assert ModelFault("timeout").code in words["en"]["faults"]
