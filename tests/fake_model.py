"""A language model's endpoint on loopback that says what a test tells it to: the OpenAI protocol, played by hand."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

PATH = "/v1/chat/completions"
Answer = Callable[[str, dict[str, Any]], str]  # (task, material) → what the model writes


def completion(text: str | None, finish: str = "stop", **message: Any) -> dict[str, Any]:
    """A chat completion."""
    return {
        "id": "x", "object": "chat.completion", "created": 1, "model": "fake",
        "choices": [{"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": text, **message}}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
    }  # fmt: skip


class FakeModel:
    """`requests` are the bodies it was sent. `says` writes its replies; `plays` answers with anything at all."""

    def __init__(self, server: HTTPServer) -> None:
        self.server = server
        self.requests: list[dict[str, Any]] = []
        self.url = server.url_for("/v1")

    def says(self, answer: Answer | str) -> None:
        def reply(body: dict[str, Any]) -> Response:
            text = answer if isinstance(answer, str) else answer(*task_of(body))
            return Response(json.dumps(completion(text)), content_type="application/json")

        self.plays(reply)

    def plays(self, reply: Callable[[dict[str, Any]], Response]) -> None:
        def handle(request: Request) -> Response:
            body = json.loads(request.get_data())
            self.requests.append({**body, "_authorization": request.headers.get("Authorization")})
            return reply(body)

        self.server.expect_request(PATH, method="POST").respond_with_handler(handle)


def task_of(body: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """What a request asks for (plan or phrase) and its material."""
    system, user = body["messages"][0]["content"], body["messages"][1]["content"]
    return ("plan" if "query plan" in system else "phrase"), json.loads(user)


def json_response(value: Any, status: int = 200, **headers: str) -> Response:
    return Response(json.dumps(value), status=status, content_type="application/json", headers=headers)


def dripping(text: str, pause: float) -> Iterator[bytes]:
    """A body that comes a byte at a time."""
    for char in text.encode():
        yield bytes([char])
        time.sleep(pause)
