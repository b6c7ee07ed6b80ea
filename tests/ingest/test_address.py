"""Addresses: nothing inward is reached, and the attachment that holds the report is found."""

from __future__ import annotations

import ipaddress
import socket
import time

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from corpus.errors import FetchFailed, FetchRefused, LimitExceeded
from corpus.settings import Limits
from generator.pages import page
from generator.reports import build
from generator.sheets import workbook
from generator.words import word
from ingest.encoding import decode
from ingest.inputs import load_items
from ingest.readers.address import allowed, attachments, fetch, fetch_report, is_address

OPEN = Limits(allow_private_addresses=True, fetch_seconds=10)
MADE = build(3)


@pytest.mark.parametrize(
    "inward",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://2130706433/",
        "http://0x7f.0.0.1/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://0/",
        "http://10.0.0.1/",
        "http://172.16.5.4/",
        "http://192.168.1.1/",
        "http://100.64.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[fd00::1]/",
        "http://[fe80::1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://user:secret@192.0.2.1/",
        "http://224.0.0.1/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "http://",
    ],
)
def test_inward_addresses_are_refused(inward: str) -> None:
    with pytest.raises(FetchRefused):
        fetch(inward, Limits())


def test_what_the_setting_opens() -> None:
    judged = {
        text: (allowed(ipaddress.ip_address(text), Limits()), allowed(ipaddress.ip_address(text), OPEN))
        for text in (
            "8.8.8.8",
            "2400:3200::1",
            "127.0.0.1",
            "10.1.2.3",
            "169.254.169.254",
            "0.0.0.0",  # noqa: S104
            "224.0.0.1",
            "::1",
        )
    }
    assert judged == {
        "8.8.8.8": (True, True),
        "2400:3200::1": (True, True),
        "127.0.0.1": (False, True),
        "10.1.2.3": (False, True),
        "169.254.169.254": (False, False),
        "0.0.0.0": (False, False),  # noqa: S104
        "224.0.0.1": (False, False),
        "::1": (False, True),
    }


def test_a_name_with_one_inward_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", (ip, port)) for ip in ("8.8.8.8", "127.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    with pytest.raises(
        FetchRefused, match=r"^http://reports\.example/ points to 127\.0\.0\.1, which is not on the public network$"
    ):
        fetch("http://reports.example/", Limits())


def test_the_connection_goes_to_the_address_that_was_checked(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that answers differently the second time (rebinding) is asked once only."""
    asked: list[str] = []

    real = socket.getaddrinfo

    def answer(host: str, port: int, *more: int, **named: int) -> object:
        if host != "reports.example":
            return real(host, port, *more, **named)
        asked.append(host)
        return [(2, 1, 6, "", ("127.0.0.1" if len(asked) == 1 else "192.0.2.1", port))]

    httpserver.expect_request("/", headers={"Host": f"reports.example:{httpserver.port}"}).respond_with_data(b"ok")
    monkeypatch.setattr(socket, "getaddrinfo", answer)
    assert fetch(f"http://reports.example:{httpserver.port}/", OPEN).data == b"ok"
    assert asked == ["reports.example"]


def test_each_redirect_is_checked(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/in").respond_with_response(
        Response(status=302, headers={"Location": "http://169.254.169.254/"})
    )
    httpserver.expect_request("/file").respond_with_response(
        Response(status=302, headers={"Location": "file:///etc/passwd"})
    )
    for path in ("/in", "/file"):
        with pytest.raises(FetchRefused):
            fetch(httpserver.url_for(path), OPEN)


def test_redirects_are_followed_to_their_end_and_no_further(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/old").respond_with_response(Response(status=301, headers={"Location": "/new"}))
    httpserver.expect_request("/new").respond_with_data("年报".encode())
    httpserver.expect_request("/loop").respond_with_response(Response(status=302, headers={"Location": "/loop"}))
    assert fetch(httpserver.url_for("/old"), OPEN).name == httpserver.url_for("/new")
    with pytest.raises(FetchFailed, match="redirects more than 5 times"):
        fetch(httpserver.url_for("/loop"), OPEN)


def test_size_status_and_absence(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/large").respond_with_data(bytes(5000))
    httpserver.expect_request("/gone").respond_with_data(b"", status=404)
    with pytest.raises(LimitExceeded, match="gives more than 1,000 bytes"):
        fetch(httpserver.url_for("/large"), OPEN.model_copy(update={"max_file_bytes": 1000}))
    with pytest.raises(FetchFailed, match="answered 404"):
        fetch(httpserver.url_for("/gone"), OPEN)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = free.getsockname()[1]
    with pytest.raises(FetchFailed, match="cannot be fetched"):
        fetch(f"http://127.0.0.1:{closed}/", OPEN)


def test_a_charset_that_only_the_transport_names(httpserver: HTTPServer) -> None:
    data = "<p>政府資訊公開年度報告</p>".encode("big5")
    httpserver.expect_request("/").respond_with_data(data, content_type="text/html; charset=big5")
    assert "政府資訊公開年度報告" in decode(fetch(httpserver.url_for("/"), OPEN).data, "x").text


def test_a_page_with_tables_is_the_report(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data(page(MADE), content_type="text/html")
    fetched = fetch_report(httpserver.url_for("/"), OPEN)
    assert (fetched.data, fetched.found_on) == (page(MADE), None)


def test_a_page_without_tables_leads_to_its_attachment(httpserver: HTTPServer) -> None:
    links = (
        '<a href="/guide.pdf">政府信息公开指南.pdf</a><a href="/broken.docx">2024年政府信息公开工作年度报告（PDF）</a>'
        '<a href="/r.docx">某局政府信息公开年度报告.docx</a>'
    )
    httpserver.expect_request("/").respond_with_data(
        f"<html><body><h1>年报</h1><p>见附件。</p>{links}</body></html>", content_type="text/html"
    )
    httpserver.expect_request("/broken.docx").respond_with_data(b"", status=500)
    httpserver.expect_request("/r.docx").respond_with_data(word(MADE))
    fetched = fetch_report(httpserver.url_for("/"), OPEN)
    assert (fetched.name, fetched.found_on) == (httpserver.url_for("/r.docx"), httpserver.url_for("/"))
    assert fetched.data == word(MADE)


@pytest.mark.parametrize("tag", ["<iframe src='/in'></iframe>", "<frameset><frame src='/in'></frameset>"])
def test_a_page_that_shows_the_report_in_a_frame(httpserver: HTTPServer, tag: str) -> None:
    httpserver.expect_request("/").respond_with_data(f"<html>{tag}</html>", content_type="text/html")
    httpserver.expect_request("/in").respond_with_data(page(MADE), content_type="text/html")
    found = fetch_report(httpserver.url_for("/"), OPEN)
    assert (found.data, found.found_on) == (page(MADE), httpserver.url_for("/"))


def test_a_frame_without_tables_or_of_another_host_is_not_the_report(httpserver: HTTPServer) -> None:
    elsewhere = httpserver.url_for("/in").replace("localhost", "127.0.0.1")
    sent = f"<p>年度报告</p><iframe src='/empty'></iframe><iframe src='{elsewhere}'></iframe>".encode()
    httpserver.expect_request("/").respond_with_data(sent, content_type="text/html")
    httpserver.expect_request("/empty").respond_with_data("<p>广告</p>", content_type="text/html")
    httpserver.expect_request("/in").respond_with_data(page(MADE), content_type="text/html")
    assert fetch_report(httpserver.url_for("/"), OPEN).data == sent


@pytest.mark.parametrize("link", ["/download.do?id=9", "/attach/77", "/a/report.xlsx"])
def test_an_attachment_is_known_by_its_content(httpserver: HTTPServer, link: str) -> None:
    sent = (
        f"<p>现予公布。</p><a href='{link}'>某县2024年政府信息公开工作年度报告</a><a href='/file.html'>年度报告列表</a>"
    )
    data = workbook(MADE) if link.endswith("xlsx") else word(MADE)
    httpserver.expect_request("/").respond_with_data(sent, content_type="text/html; charset=utf-8")
    httpserver.expect_request("/file.html").respond_with_data("<p>列表</p>", content_type="text/html")
    httpserver.expect_request(link.partition("?")[0]).respond_with_data(data)
    assert fetch_report(httpserver.url_for("/"), OPEN).data == data


@pytest.mark.parametrize(
    ("text", "hinted"),
    [
        ("http://127.0.0.1/", True),
        ("http://10.0.0.1/", True),
        ("http://169.254.169.254/", False),
        ("http://[::]/", False),
    ],
)
def test_the_setting_is_named_where_it_would_help(text: str, hinted: bool) -> None:
    with pytest.raises(FetchRefused) as caught:
        fetch(text, Limits())
    assert (caught.value.hint is not None) is hinted


def test_a_server_that_is_away_or_silent_is_said_so(httpserver: HTTPServer) -> None:
    def sleep(_: object) -> Response:
        time.sleep(1)
        return Response("late")

    httpserver.expect_request("/slow").respond_with_handler(sleep)
    with pytest.raises(FetchFailed, match="did not answer in time"):
        fetch(httpserver.url_for("/slow"), OPEN.model_copy(update={"fetch_seconds": 0.2}))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        with pytest.raises(FetchFailed, match="no connection to the server"):
            fetch(closed, OPEN)


@pytest.mark.parametrize("given", ["file:///etc/passwd", "ftp://host/a.html", "gopher://x"])
def test_other_kinds_of_address_are_said_to_be_none(given: str) -> None:
    (item,) = load_items(given, Limits())
    assert item.error == f"{given} is not an http or https address (give the path of a file as it is)"


def test_links_in_order_of_likeness() -> None:
    markup = (
        '<a href="a.html">年报</a><a href="b.zip">附件</a><a href="c.pdf">通知</a><a href="/d/P02024.docx">附件：2024年度报告</a>'
        '<iframe src="/pdfjs/viewer.html?file=%2Fe%2Fx.pdf"></iframe><a href="javascript:go()">年度报告.pdf</a>'
    )
    assert attachments(markup.encode(), "https://www.example.gov.cn/gk/1.html") == [
        "https://www.example.gov.cn/d/P02024.docx",
        "https://www.example.gov.cn/e/x.pdf",
        "https://www.example.gov.cn/gk/b.zip",
    ]


def test_is_address() -> None:
    assert [is_address(t) for t in ("http://a.cn/x", "HTTPS://a.cn", "reports/a.html", "ftp://a")] == [
        True,
        True,
        False,
        False,
    ]
