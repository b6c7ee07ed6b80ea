"""The connection to a language model: one exchange within a total deadline, counted, recorded, and never trusted.

`Chat.ask` sends two messages and gives back a `Reply`, or raises `ModelFault` with a code that `qa/data/model.yaml`
puts into words. What a provider says about a failure is never passed on: it may hold the key or the address.
LangChain and the provider's package are imported when the first question is sent, not before.
"""

from __future__ import annotations

import contextlib
import queue
import re
import threading
import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Literal

from corpus.errors import ModelError, SettingError
from corpus.models import Model
from corpus.settings import Settings
from qa.cassette import Cassette

Mode = Literal["schema", "json", "plain", "bare"]
MODES: tuple[Mode, ...] = ("schema", "json", "plain", "bare")  # what an endpoint is asked for, the best first
MAX_ATTEMPTS = 3
FIRST_PAUSE = 0.5  # seconds before the second attempt; doubled for each one after
MAX_REPLY_TOKENS = 2000
MAX_REPLY_CHARS = 40_000  # more is not an answer to what was asked
RETRIED = frozenset({"rate_limited", "server_error", "unreachable"})
UNSUPPORTED = frozenset({"bad_request"})  # the endpoint may not know the format that was asked for
STATUS = {401: "unauthorized", 403: "unauthorized", 408: "timeout", 429: "rate_limited", 504: "timeout"}
FENCE = re.compile(r"^\s*```[\w-]*\s*\n(.*?)\n?\s*```\s*$", re.DOTALL)
MILLION = Decimal(1_000_000)
DEFAULT_PROVIDER = "openai"
EXTRA = "pip install 'gongkai[llm]'"


class ModelFault(ModelError):
    """A model that did not answer usably. `code` is a key of `faults` in `qa/data/model.yaml`."""

    def __init__(self, code: str, *, retry_after: float | None = None) -> None:
        super().__init__(f"the language model failed: {code}")
        self.code = code
        self.retry_after = retry_after


class Reply(Model):
    """What a model answered. `tokens_*` None where the endpoint does not count; `seconds` of the whole exchange."""

    text: str
    mode: Mode = "plain"
    tokens_in: int | None = None
    tokens_out: int | None = None
    seconds: float = 0
    attempts: int = 1


class Usage(Model):
    """What one answer cost. `cost` None where no price is set."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: float = 0
    cost: Decimal | None = None

    @property
    def tokens(self) -> int:
        return self.tokens_in + self.tokens_out

    def plus(self, reply: Reply, settings: Settings) -> Usage:
        came, went = reply.tokens_in or 0, reply.tokens_out or 0
        price_in, price_out = settings.llm_price_in, settings.llm_price_out
        cost = self.cost
        if price_in is not None and price_out is not None:
            cost = (cost or Decimal(0)) + (price_in * came + price_out * went) / MILLION
        return Usage(
            calls=self.calls + 1, tokens_in=self.tokens_in + came, tokens_out=self.tokens_out + went,
            seconds=round(self.seconds + reply.seconds, 3), cost=cost,
        )  # fmt: skip


class Chat:
    """One model of one endpoint. Opening it checks the name and that its package is there; nothing is sent."""

    def __init__(self, settings: Settings, *, sleep: Callable[[float], None] = time.sleep) -> None:
        if not settings.llm:
            raise SettingError("no language model is set", hint="set GONGKAI_LLM or --llm provider:model")
        self.settings = settings
        self.provider, self.model = split_name(settings.llm)
        self.cassette = Cassette(settings.llm_cassette, settings.llm) if settings.llm_cassette else None
        if self.cassette is None or not self.cassette.replaying:
            require(self.provider)
        self._mode: Mode = MODES[0]
        self._client: Any = None
        self._sleep = sleep

    @property
    def name(self) -> str:
        return f"{self.provider}:{self.model}"

    def ask(self, system: str, user: str, schema: Mapping[str, Any], ends: float) -> Reply:
        """The reply to two messages before `ends` (of `time.monotonic`). ModelFault where there is none to use."""
        if self.cassette is None:
            return self._ask(system, user, schema, ends)
        known = self.cassette.find(system, user)
        if known is not None:
            return _played(known)
        if self.cassette.replaying:
            raise ModelFault("not_recorded")
        try:
            reply = self._ask(system, user, schema, ends)
        except ModelFault as fault:
            self.cassette.add(system, user, {"fault": fault.code})
            raise
        self.cassette.add(system, user, {"reply": reply.model_dump(mode="json")})
        return reply

    def _ask(self, system: str, user: str, schema: Mapping[str, Any], ends: float) -> Reply:
        started = time.monotonic()
        attempts = 0
        while True:
            attempts += 1
            try:
                reply = self._once(system, user, schema, ends)
            except ModelFault as fault:
                if fault.code in UNSUPPORTED and self._mode != MODES[-1]:
                    self._mode = MODES[MODES.index(self._mode) + 1]
                    self._client = None
                    attempts -= 1
                    continue
                self._pause(fault, attempts, ends)
                continue
            seconds = round(time.monotonic() - started, 3)
            return reply.model_copy(update={"seconds": seconds, "attempts": attempts})

    def _pause(self, fault: ModelFault, attempts: int, ends: float) -> None:
        """Wait before the next attempt; the fault is final where there may be none."""
        pause = FIRST_PAUSE * 2 ** (attempts - 1) if fault.retry_after is None else fault.retry_after
        if fault.code not in RETRIED or attempts >= MAX_ATTEMPTS or time.monotonic() + pause >= ends:
            raise fault
        self._sleep(pause)

    def _once(self, system: str, user: str, schema: Mapping[str, Any], ends: float) -> Reply:
        """One request. The deadline is total: a server that drips a byte at a time is left alone when it is over."""
        left = ends - time.monotonic()
        if left <= 0:
            raise ModelFault("timeout")
        mode = self._mode
        client = self._connect() if self._client is None else self._client
        self._client = client
        messages = [("system", system), ("user", user)]
        try:
            message = _within(left, lambda: client.model.invoke(messages, **_options(mode, schema)))
        except ModelFault:
            self._client = None
            client.close()
            raise
        except Exception as error:  # noqa: BLE001 - providers raise whatever they like; each becomes a fault
            raise fault_of(error) from None
        return read_message(message, mode)

    def _connect(self) -> Connection:
        return Connection(self.provider, self.model, self.settings, bare=self._mode == "bare")


class Connection:
    """LangChain's chat model for an endpoint, with the HTTP client that it uses where we own it."""

    def __init__(self, provider: str, model: str, settings: Settings, *, bare: bool) -> None:
        from langchain.chat_models import init_chat_model

        options: dict[str, Any] = {"max_retries": 0, "timeout": settings.llm_deadline_seconds}
        if not bare:
            options |= {"temperature": 0, "max_tokens": MAX_REPLY_TOKENS}
        if settings.llm_base_url:
            options["base_url"] = settings.llm_base_url
        if settings.llm_api_key:
            options["api_key"] = settings.llm_api_key
        elif settings.llm_base_url and provider == DEFAULT_PROVIDER:
            options["api_key"] = "none"  # a local server asks for none; the client insists on one
        self.http: Any = None
        if provider == DEFAULT_PROVIDER:
            import openai

            self.http = openai.DefaultHttpxClient(timeout=settings.llm_deadline_seconds, follow_redirects=False)
            options |= {"http_client": self.http, "use_responses_api": False}
        try:
            self.model = init_chat_model(model, model_provider=provider, **options)
        except Exception as error:  # noqa: BLE001 - each provider checks its options in its own way
            raise fault_of(error, otherwise="unconfigured") from None

    def close(self) -> None:
        """End what is still being read."""
        if self.http is not None:
            with contextlib.suppress(OSError, RuntimeError):
                self.http.close()


def split_name(name: str) -> tuple[str, str]:
    """provider:model; a name without a provider is served by an OpenAI-compatible endpoint."""
    provider, colon, model = name.partition(":")
    if not colon:
        provider, model = DEFAULT_PROVIDER, name
    if not model.strip() or not re.fullmatch(r"[a-z][a-z0-9_-]*", provider):
        raise SettingError(f"llm: {name!r} is not provider:model", hint="write for example openai:gpt-4o-mini")
    return provider, model.strip()


def require(provider: str) -> None:
    """ModelError with what to install where the provider's package is not there."""
    from importlib.util import find_spec

    package = f"langchain_{provider.replace('-', '_')}"
    if find_spec("langchain") is None or (provider == DEFAULT_PROVIDER and find_spec(package) is None):
        raise ModelError("language models need an extra that is not installed", hint=EXTRA)
    if provider != DEFAULT_PROVIDER and find_spec(package) is None:
        raise ModelError(
            f"the package of the provider {provider} is not installed",
            hint=f"{EXTRA} {package.replace('_', '-')}; for an OpenAI-compatible endpoint write openai:MODEL",
        )


def read_message(message: Any, mode: Mode) -> Reply:
    """A LangChain message as a reply; truncated, refused, empty and endless ones are faults."""
    meta = getattr(message, "response_metadata", None) or {}
    extra = getattr(message, "additional_kwargs", None) or {}
    reason = str(meta.get("finish_reason") or meta.get("stop_reason") or "")
    if reason in ("length", "max_tokens"):
        raise ModelFault("truncated")
    if extra.get("refusal") or reason in ("content_filter", "refusal", "safety"):
        raise ModelFault("refused")
    text = message.text if isinstance(getattr(message, "text", None), str) else str(message.content)
    if not text.strip():
        raise ModelFault("empty")
    if len(text) > MAX_REPLY_CHARS:
        raise ModelFault("truncated")
    usage = getattr(message, "usage_metadata", None) or {}
    return Reply(text=text, mode=mode, tokens_in=usage.get("input_tokens"), tokens_out=usage.get("output_tokens"))


def strip_fences(text: str) -> str:
    """The JSON of a reply: without a code fence, and without words before its first and after its last brace."""
    fenced = FENCE.match(text)
    inner = fenced[1] if fenced else text
    first, last = inner.find("{"), inner.rfind("}")
    return inner[first : last + 1] if 0 <= first < last else inner


def fault_of(error: Exception, *, otherwise: str = "malformed") -> ModelFault:
    """Any provider's error as a fault: by its HTTP status, else by the name of its class."""
    if isinstance(error, ModelFault):
        return error
    response = getattr(error, "response", None)
    status = getattr(error, "status_code", None) or getattr(response, "status_code", None)
    if isinstance(status, int) and status >= 300:
        code = STATUS.get(status) or ("server_error" if status >= 500 else "bad_request")
        return ModelFault(code, retry_after=_retry_after(response))
    names = " ".join(c.__name__ for c in type(error).__mro__)
    for mark, code in (
        ("Timeout", "timeout"), ("LengthFinishReason", "truncated"), ("ContentFilter", "refused"),
        ("Connect", "unreachable"), ("RemoteProtocol", "unreachable"), ("OSError", "unreachable"),
        ("ImportError", "unconfigured"),
    ):  # fmt: skip
        if mark in names:
            return ModelFault(code)
    if isinstance(error, TypeError) and "response_format" in str(error):
        return ModelFault("bad_request")
    return ModelFault(otherwise)


def _retry_after(response: Any) -> float | None:
    headers = getattr(response, "headers", None) or {}
    value = str(headers.get("retry-after") or "")
    return float(value) if re.fullmatch(r"\d{1,4}(?:\.\d+)?", value) else None


def _options(mode: Mode, schema: Mapping[str, Any]) -> dict[str, Any]:
    if mode == "schema":
        wanted = {"name": "reply", "schema": dict(schema), "strict": False}
        return {"response_format": {"type": "json_schema", "json_schema": wanted}}
    return {"response_format": {"type": "json_object"}} if mode == "json" else {}


def _within(seconds: float, call: Callable[[], Any]) -> Any:
    """The result of `call`, or ModelFault timeout when it takes longer; tracing to any service stays off."""
    box: queue.SimpleQueue[tuple[Any, Exception | None]] = queue.SimpleQueue()

    def work() -> None:
        try:
            with _untraced():
                box.put((call(), None))
        except Exception as error:  # noqa: BLE001 - handed to the caller's thread, which raises it
            box.put((None, error))

    threading.Thread(target=work, daemon=True, name="gongkai-llm").start()
    try:
        value, error = box.get(timeout=seconds)
    except queue.Empty:
        raise ModelFault("timeout") from None
    if error is not None:
        raise error
    return value


def _untraced() -> Any:
    """LangSmith comes with LangChain; whatever the environment says, no exchange is sent there."""
    from langsmith import tracing_context

    return tracing_context(enabled=False)


def _played(entry: Mapping[str, Any]) -> Reply:
    if "fault" in entry:
        raise ModelFault(str(entry["fault"]))
    return Reply.model_validate(entry["reply"])
