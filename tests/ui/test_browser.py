"""The page itself, in a real browser: a question is asked, a citation opened, the cell seen marked."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from urllib.request import urlopen

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE_MS = 60_000
INSIDE_ITS_SOURCE = """mark => {
  const inner = mark.getBoundingClientRect(), outer = mark.closest('.gk-source').getBoundingClientRect();
  return outer.top <= inner.top && inner.bottom <= outer.bottom + 1 && inner.height > 0;
}"""
NEAR_THE_TOP = "said => { const top = said.getBoundingClientRect().top; return 0 <= top && top < 300; }"

pytestmark = [
    pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.xdist_group("browser"),  # one server for all of them
]  # fmt: skip


@contextmanager
def served(data):
    """The address of a server of our own over these stores."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "ui", "ui", "--port", str(port), "--data-dir", str(data)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ))
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                urlopen(f"{url}/_stcore/health", timeout=2).read()  # noqa: S310 - our own server on loopback
                break
            except OSError:
                time.sleep(0.25)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(scope="module")
def address(sample_data):
    with served(sample_data) as url:
        yield url


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        made = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield made
        made.close()


@pytest.fixture
def page(browser, address):
    made = browser.new_page(viewport={"width": 1280, "height": 1000})
    made.goto(address)
    made.wait_for_selector("textarea", timeout=PATIENCE_MS)
    yield made
    made.close()


def title_is(page, words):
    page.locator("h1", has_text=words).first.wait_for(timeout=PATIENCE_MS)
    return page.locator("h1").first.inner_text() == words


def test_from_question_to_marked_cell(page):
    box = page.locator("textarea").first
    box.fill("哪个县2024年行政诉讼最多？")
    box.press("Enter")
    page.wait_for_selector(".gk-answer", timeout=PATIENCE_MS)
    answer = page.locator(".gk-answer").first.inner_text()
    assert "同心县" in answer
    assert "殷都区" in answer
    citation = page.locator('[data-testid="stExpander"]').filter(has_text="[c1]").first
    citation.locator("summary").click()
    mark = citation.locator("mark")
    mark.wait_for(timeout=PATIENCE_MS)
    assert mark.inner_text() in ("0", "1", "2")
    assert mark.evaluate(INSIDE_ITS_SOURCE)  # both places at one moment: the page may still be scrolling


def test_the_beginning_of_an_answer_is_what_is_seen(page):
    for turn, question in enumerate(("哪个县2024年行政诉讼最多？", "2024年各县收到的申请各是多少？")):
        box = page.locator("textarea").first
        box.fill(question)
        box.press("Enter")
        said = page.locator('[data-testid="stChatMessage"]').filter(has_text=question)
        said.wait_for(timeout=PATIENCE_MS)
        page.locator(f'.gk-turn[data-turn="{turn}"]').wait_for(state="attached", timeout=PATIENCE_MS)
        page.wait_for_timeout(1500)
        element = said.element_handle()
        page.wait_for_function(NEAR_THE_TOP, arg=element, timeout=PATIENCE_MS)
        page.wait_for_timeout(1000)
        assert page.evaluate(NEAR_THE_TOP, element)


def test_a_cell_printed_on_its_own_line_is_seen_marked(page):
    box = page.locator("textarea").first
    box.fill("同心县政府办公室2023年收到多少件申请？")
    box.press("Enter")
    citation = page.locator('[data-testid="stExpander"]').filter(has_text="[c1]").first
    citation.locator("summary").click(timeout=PATIENCE_MS)
    mark = citation.locator("mark")
    mark.wait_for(timeout=PATIENCE_MS)
    assert mark.inner_text() == "16"
    assert mark.evaluate(INSIDE_ITS_SOURCE)


def test_words_from_outside_are_shown_as_they_are(page, address):
    asked, dialogs = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(f"{address}/check")
    words = f"$x^2$ **粗** :smile: [链](javascript:alert(1)) ![图]({address}/planted.png) <script>alert(2)</script>"
    box = page.locator("textarea").first
    box.fill(f"{words}同心县2024年收到申请41件。")
    box.press("Control+Enter")
    page.get_by_role("button", name="核查", exact=True).click(timeout=PATIENCE_MS)
    claims = page.locator('[data-testid="stExpander"]')
    claims.first.wait_for(timeout=PATIENCE_MS)
    page.wait_for_timeout(1000)
    assert "$x^2$ **粗**" in " ".join(claims.locator("summary").all_inner_texts())
    assert page.locator(".katex, .gk-source script, summary img, summary a").count() == 0
    assert not any("planted" in url for url in asked)
    assert dialogs == []


def test_a_question_asked_meanwhile_loses_none(page):
    box = page.locator("textarea").first
    for question in ("哪个县2024年行政诉讼最多？", "那行政复议呢？", "社旗县2024年收到多少件申请？"):
        box.fill(question)
        box.press("Enter")
        page.wait_for_timeout(150)
    page.wait_for_function("document.querySelectorAll('.gk-answer').length === 3", timeout=PATIENCE_MS)
    asked = page.locator('[data-testid="stChatMessage"]').all_inner_texts()[::2]
    assert [text.split("\n")[-1] for text in asked] == [
        "哪个县2024年行政诉讼最多？", "那行政复议呢？", "社旗县2024年收到多少件申请？",
    ]  # fmt: skip


def test_no_request_leaves_the_machine(page, address):
    seen = []
    page.on("request", lambda request: seen.append(request.url))
    page.reload()
    page.wait_for_selector("textarea", timeout=PATIENCE_MS)
    page.wait_for_timeout(1500)
    outside = [u for u in seen if not u.startswith((address, address.replace("http", "ws"), "data:", "blob:"))]
    assert outside == []


def test_the_language_is_kept_over_the_pages_and_a_reload(page):
    sidebar = page.locator('[data-testid="stSidebar"]')
    sidebar.locator("label").filter(has_text="English").click()
    assert title_is(page, "Ask the open-information annual reports")
    for words in ("Corpus", "Fact-check", "Audit", "Eval"):
        sidebar.get_by_role("link", name=words, exact=True).click()
        assert title_is(page, words)
    page.reload()
    assert title_is(page, "Eval")
    sidebar.locator("label").filter(has_text="中文").click()
    assert title_is(page, "评测")
    sidebar.get_by_role("link", name="审读", exact=True).click()
    assert title_is(page, "审读")


def test_the_first_visitor_of_a_server_may_come_by_a_deep_link(browser, sample_data):
    with served(sample_data) as url:
        page = browser.new_page()
        for path, words in (
            ("eval", "评测"),
            ("check?language=English", "Fact-check"),
            ("chat", "政府信息公开年报问答"),
        ):
            page.goto(f"{url}/{path}")
            assert title_is(page, words)
            assert page.get_by_text("Page not found").count() == 0
        page.close()
