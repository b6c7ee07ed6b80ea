"""http(s) addresses: fetched with a guard against addresses that point inward; the attachment that holds the report.

Every hop is resolved here, each of its addresses checked, and the connection made to the address that was checked
(so that a name cannot answer one thing to the check and another to the connection).
"""

from __future__ import annotations

import ipaddress
import re
import socket
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from corpus.document import Table
from corpus.errors import FetchFailed, FetchRefused, InputError, LimitExceeded, Unreadable
from corpus.models import Model
from corpus.settings import Limits
from ingest.encoding import decode
from ingest.markup import DATA_CELLS
from ingest.readers import html
from ingest.sniff import sniff

SCHEMES = ("http", "https")
REDIRECTS = frozenset({301, 302, 303, 307, 308})
STEP_SECONDS = 15.0  # for one connection or one read; the whole has `limits.fetch_seconds`
MAX_ATTACHMENTS = 3  # how many links of a page are tried, best first
AGENT = "gongkai/0.1 (reads open-information annual reports)"
NAT64 = ipaddress.ip_network("64:ff9b::/96")
CARRIER = ipaddress.ip_network("100.64.0.0/10")
DOCUMENT_ENDING = re.compile(r"\.(pdf|docx?|wps|rtf|odt|xlsx|zip)(?:$|[?#&])", re.IGNORECASE)
DOWNLOAD = re.compile(r"down(?:load)?|attach|upload|file", re.IGNORECASE)  # in a link without a document's ending
FRAMES = ("iframe", "frame", "embed", "object")
DOCUMENTS = ("pdf", "docx", "xlsx", "office", "archive", "image")
REPORT_WORDS = re.compile(r"信息公开.{0,12}(?:年度?报告|年报)|(?:年度?报告|年报)")
ATTACHMENT_WORDS = re.compile(r"附件|下载|全文|PDF|Word|正文", re.IGNORECASE)
OTHER_WORDS = re.compile(r"解读|图解|通知|指南|申请表|流程图")
VIEWER_FILE = re.compile(r"[?&](?:file|src|url)=([^&#]+)", re.IGNORECASE)
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Fetched(Model):
    """What an address gave. `name` is the address that answered; `found_on` the page that linked to it, or None."""

    name: str
    data: bytes
    found_on: str | None = None


def is_address(text: str) -> bool:
    """Whether an input names an http(s) address rather than a file."""
    return re.match(r"https?://", text.strip(), re.IGNORECASE) is not None


def fetch_report(address: str, limits: Limits) -> Fetched:
    """The page at an address, or, where it has no tables of its own, the attachment or frame that holds the report.

    FetchRefused, FetchFailed or LimitExceeded, with one sentence.
    """
    page = fetch(address, limits)
    if sniff(page.data, page.name) != "html" or _has_tables(page, limits):
        return page
    for link in attachments(page.data, page.name)[:MAX_ATTACHMENTS]:
        try:
            found = fetch(link, limits)
            if sniff(found.data, found.name) in DOCUMENTS:
                return found.model_copy(update={"found_on": page.name})
        except InputError:
            continue  # a link that leads nowhere: the next, and at last the page itself
    return _framed(page, limits) or page


def _framed(page: Fetched, limits: Limits) -> Fetched | None:
    """The first page shown in a frame of `page`, from the same host, that has the tables which `page` lacks."""
    host = urlsplit(page.name).netloc
    links = [link for tag, link, _ in _links(page.data, page.name) if tag in FRAMES and urlsplit(link).netloc == host]
    for link in list(dict.fromkeys(links))[:MAX_ATTACHMENTS]:
        try:
            found = fetch(link, limits)
            if sniff(found.data, found.name) == "html" and _has_tables(found, limits):
                return found.model_copy(update={"found_on": page.name})
        except InputError:
            continue
    return None


def fetch(address: str, limits: Limits) -> Fetched:
    """What is at an address, redirects followed and each checked anew."""
    deadline = time.monotonic() + limits.fetch_seconds
    for _ in range(limits.fetch_redirects + 1):
        answer = _get(address, limits, deadline)
        if isinstance(answer, Fetched):
            return answer
        address = urljoin(address, answer)
    raise FetchFailed(f"{address} redirects more than {limits.fetch_redirects} times")


def attachments(data: bytes, base: str) -> list[str]:
    """Addresses on a page that look like a document with the report, the likeliest first."""
    scored: dict[str, float] = {}
    for order, (_, link, text) in enumerate(_links(data, base)):
        score = _score(link, text)
        if score > 0:
            scored[link] = max(scored.get(link, 0.0), score - order / 10_000)
    return sorted(scored, key=lambda link: -scored[link])


def _links(data: bytes, base: str) -> Iterator[tuple[str, str, str]]:
    """(tag, address, words) of what a page links to or shows in itself."""
    root = html.parse(decode(data, base).text, base)
    for element in root.iter("a", "source", *FRAMES):
        target = (element.get("href") or element.get("src") or element.get("data") or "").strip()
        if not target:
            continue
        text = f"{''.join(element.itertext())} {element.get('title') or ''}" if element.tag == "a" else "附件"
        if viewer := VIEWER_FILE.search(target):
            target = unquote(viewer[1])
        try:
            link = urljoin(base, target)
        except ValueError:
            continue
        if urlsplit(link).scheme in SCHEMES:
            yield element.tag, link, text.strip()


def _score(link: str, text: str) -> float:
    """How much a link looks like the report: its ending, the words on it and in its file name."""
    name = unquote(urlsplit(link).path.rsplit("/", 1)[-1])
    score = 0.0
    if match := DOCUMENT_ENDING.search(link) or DOCUMENT_ENDING.search(text):
        score += 0.5 if match[1].lower() == "zip" else 1.0
    elif DOWNLOAD.search(urlsplit(link).path) and REPORT_WORDS.search(text):
        score += 0.5  # its content will tell
    if not score:
        return 0.0
    score += 2.0 if REPORT_WORDS.search(text) or REPORT_WORDS.search(name) else 0.0
    score += 0.5 if ATTACHMENT_WORDS.search(text) else 0.0
    return score - (3.0 if OTHER_WORDS.search(text) or OTHER_WORDS.search(name) else 0.0)


def _has_tables(page: Fetched, limits: Limits) -> bool:
    try:
        document = html.read(page.data, page.name, limits)
    except Unreadable:
        return False
    return any(isinstance(block, Table) and len(block.cells) >= DATA_CELLS for block in document.blocks)


def _get(address: str, limits: Limits, deadline: float) -> Fetched | str:
    """The document at an address, or the address that it redirects to."""
    import httpx  # only when there is an address

    url, pinned, host = _pinned(address, limits)
    left = deadline - time.monotonic()
    if left <= 0:
        raise FetchFailed(f"{address} did not answer within {limits.fetch_seconds:g} seconds")
    headers = {"Host": url.netloc.decode("ascii"), "User-Agent": AGENT, "Accept-Encoding": "gzip, identity"}
    try:
        with (
            httpx.Client(trust_env=False, follow_redirects=False, timeout=min(STEP_SECONDS, left)) as client,
            client.stream("GET", pinned, headers=headers, extensions={"sni_hostname": host}) as response,
        ):
            if response.status_code in REDIRECTS and (target := response.headers.get("location")):
                return str(target)
            if response.status_code != 200:
                raise FetchFailed(f"{address} answered {response.status_code}")
            data = _body(response, address, limits, deadline)
            charset = response.charset_encoding
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
        raise FetchFailed(f"{address} {_trouble(error)}", hint="check the address, or try again later") from error
    if not data:
        raise FetchFailed(f"{address} is empty")
    return Fetched(name=address, data=_with_charset(data, address, charset))


def _trouble(error: Exception) -> str:
    """What went wrong with a connection, as the end of a sentence."""
    import httpx

    if isinstance(error, httpx.TimeoutException):
        return "did not answer in time"
    if isinstance(error, httpx.ConnectError):
        return "cannot be fetched (no connection to the server)"
    if isinstance(error, httpx.DecodingError):
        return "sends what cannot be unpacked"
    return f"cannot be fetched ({type(error).__name__}: the server broke off or does not speak HTTP)"


def _body(response: Any, address: str, limits: Limits, deadline: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    for chunk in response.iter_bytes():
        size += len(chunk)
        if size > limits.max_file_bytes:
            raise LimitExceeded(f"{address} gives more than {limits.max_file_bytes:,} bytes")
        if time.monotonic() > deadline:
            raise FetchFailed(f"{address} took more than {limits.fetch_seconds:g} seconds")
        parts.append(chunk)
    return b"".join(parts)


def _with_charset(data: bytes, address: str, charset: str | None) -> bytes:
    """Text that only the transport names the charset of, as UTF-8; all else as it came."""
    if charset is None or charset.lower().startswith(("utf", "gb", "iso-8859", "ascii")):
        return data
    try:
        if sniff(data, address) not in ("html", "text", "markdown"):
            return data
        return b"\xef\xbb\xbf" + decode(data, address, charset).text.encode("utf-8")
    except Unreadable:
        return data


def _pinned(address: str, limits: Limits) -> tuple[Any, Any, str]:
    """The address as a URL, the same with its host replaced by a checked IP address, and the host's name."""
    import httpx

    try:
        url = httpx.URL(address)
        host = url.raw_host.decode("ascii")
        port = url.port or (443 if url.scheme == "https" else 80)
    except (httpx.InvalidURL, UnicodeError, ValueError, TypeError) as error:
        raise FetchRefused(f"{address} is not an address that can be read") from error
    if url.scheme not in SCHEMES or not host:
        raise FetchRefused(f"{address} is not an http or https address")
    if url.userinfo:
        raise FetchRefused(f"{address} carries a user name or password, which is not sent")
    ip = _resolve(host, port, address, limits)
    return url, url.copy_with(host=str(ip)), host


def _resolve(host: str, port: int, address: str, limits: Limits) -> Address:
    """The IP address to connect to. FetchRefused when any address of the name points inward."""
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchFailed(f"{address} has no such host", hint="check the address") from error
    addresses = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    for ip in addresses:
        if not allowed(ip, limits):
            anyway = allowed(ip, limits.model_copy(update={"allow_private_addresses": True}))
            raise FetchRefused(
                f"{address} points to {ip}, which is not on the public network",
                hint="set GONGKAI_LIMIT_ALLOW_PRIVATE_ADDRESSES=true if that is meant" if anyway else None,
            )
    if not addresses:
        raise FetchFailed(f"{address} has no such host")
    return addresses[0]


def allowed(ip: Address, limits: Limits) -> bool:
    """Whether an address may be connected to: public, or loopback and private where the settings allow those.

    Link-local (which holds the metadata services of clouds), multicast, reserved and unspecified never are. An address
    that carries another inside (mapped, 6to4, Teredo, NAT64) is judged by that.
    """
    inner = _embedded(ip)
    if inner is not None:
        return allowed(inner, limits)
    if ip.is_link_local or ip.is_multicast or ip.is_unspecified:
        return False
    if ip.is_loopback or (ip.is_private and not ip.is_reserved) or ip in CARRIER:
        return limits.allow_private_addresses
    return ip.is_global and not ip.is_reserved


def _embedded(ip: Address) -> Address | None:
    if isinstance(ip, ipaddress.IPv4Address):
        return None
    if ip in NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
