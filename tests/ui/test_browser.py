"""The page itself, in a real browser: a question is asked, a citation opened, the cell seen marked."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
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

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")]


@pytest.fixture(scope="module")
def address(sample_data):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "ui", "ui", "--port", str(port), "--data-dir", str(sample_data)]
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
def page(address):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        made = browser.new_page(viewport={"width": 1280, "height": 1000})
        made.goto(address)
        made.wait_for_selector("textarea", timeout=PATIENCE_MS)
        yield made
        browser.close()


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


def test_no_request_leaves_the_machine(page, address):
    seen = []
    page.on("request", lambda request: seen.append(request.url))
    page.reload()
    page.wait_for_selector("textarea", timeout=PATIENCE_MS)
    page.wait_for_timeout(1500)
    outside = [u for u in seen if not u.startswith((address, address.replace("http", "ws"), "data:", "blob:"))]
    assert outside == []
