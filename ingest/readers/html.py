"""Web pages: their text without page furniture, their tables with spans resolved.

lxml parses (no network, no entities of its own, no scripts run); one walk over its events makes lines and grids.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from corpus.document import Document, Table
from corpus.errors import LimitExceeded, Unreadable
from corpus.normalize import without_glosses
from corpus.settings import Limits
from ingest import chrome
from ingest.encoding import decode
from ingest.markup import (
    DATA_CELLS,
    LOWERED_DIGITS,
    OBJECT,
    RAISED_DIGITS,
    Composer,
    Line,
    Piece,
    RawCell,
    place,
)
from ingest.sniff import is_mhtml

MAX_DEPTH = 2000  # elements inside one another; real pages stay below a hundred, broken ones reach some hundreds
MAX_TABLE_DEPTH = 12  # tables inside one another
MAX_ELEMENTS = 3_000_000
FURNITURE_SHARE = 0.3  # an element with a furniture name that holds more of the page than this is the page
FURNITURE_CHECKS = 300  # how many elements are weighed so, at most
ICON_PIXELS = 100  # no table is printed so small
SPACER_PIXELS = 3  # a picture no wider or higher is there for its space
HEADINGS = {f"h{n}": n for n in range(1, 7)}
BLOCKS = frozenset({
    "address", "article", "blockquote", "body", "center", "dd", "details", "dir", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "html", "legend", "li", "main",
    "menu", "ol", "p", "pre", "section", "summary", "ul", "caption", "h1", "h2", "h3", "h4", "h5", "h6",
})  # fmt: skip
BOLD = frozenset({"b", "strong"})
STRUCK = frozenset({"del", "s", "strike"})
INLINE = frozenset({"span", "font", "i", "em", "u", "a", "b", "strong"})  # a cell that is raised is just aligned
GROUPS = frozenset({"thead", "tbody", "tfoot"})
RAISED = {"sup": RAISED_DIGITS, "sub": LOWERED_DIGITS, "small": {}}
META_NAMES = {
    "pubdate": "published", "publishdate": "published", "article:published_time": "published", "date": "published",
    "contentsource": "source", "source": "source", "author": "author", "sitename": "site", "articletitle": "title",
    "og:title": "title", "columnname": "column",
}  # fmt: skip
HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:;|!|$)"
    r"|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)|(?:text-indent|left|top)\s*:\s*-\d{3,}|mso-hide\s*:\s*all"
    r"|(?<![\w-])color\s*:\s*transparent|clip\s*:\s*rect\(\s*[01](?:px)?\b"
    r"|(?<![\w-])(?:width|height)\s*:\s*0(?:px)?\s*;(?=.*overflow\s*:\s*hidden)",
    re.IGNORECASE | re.DOTALL,
)
UNTIL_LOADED = re.compile(r"visibility\s*:\s*hidden|opacity\s*:\s*0", re.IGNORECASE)  # a script shows it
STRIKING = re.compile(r"text-decoration[\w-]*\s*:[^;]*line-through", re.IGNORECASE)
RAISING = re.compile(r"vertical-align\s*:\s*(super|sub)\b", re.IGNORECASE)
WHITE = re.compile(
    r"(?<![\w-])color\s*:\s*(?:#fff(?:fff)?(?![0-9a-f])|white\b|rgba?\(\s*255\s*,\s*255\s*,\s*255)", re.IGNORECASE
)
BACKGROUND = re.compile(r"background", re.IGNORECASE)
FOR_READERS_ALOUD = (".sr-only", ".visually-hidden", ".screen-reader-text")  # whatever sheet hides them
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
RULE_NAME = re.compile(r"[.#][\w-]+")
SHEET_NOTE = re.compile(r"/\*.*?\*/", re.DOTALL)
HIDING_RULE = re.compile(r"display\s*:\s*none", re.IGNORECASE)
MEDIA_RULE = re.compile(r"@media[^{}]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
SOURCE_BREAK = re.compile(
    r"(?<=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef])[ \t]*\n\s*(?=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef])"
)
WHITE_SPACE = re.compile(r"[ \t\n\r\f\u00a0]+")
MAX_ATTRIBUTES = 500  # of one element; the parser's time grows with the square of their number
TAG_START = re.compile(r"<[A-Za-z][^\s>/]*")
ATTRIBUTE = re.compile(r"""[\s/]+[^\s>/=][^\s>/=]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]*))?""")
PAGE_END = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)  # the parser forgets what follows; browsers show it
PAGE = re.compile(r"<(?:!doctype|html|head|body)\b", re.IGNORECASE)
MARKDOWN_HEAD = re.compile(r"^#{1,6} +\S", re.MULTILINE)
TABLE = re.compile(r"(<table\b.*?</table\s*>)", re.IGNORECASE | re.DOTALL)
XML_HEAD = re.compile(r"^\s*<\?xml[^>]*\?>")


def read(data: bytes, name: str, limits: Limits) -> Document:
    """The document in a page's bytes. LimitExceeded or Unreadable, with one sentence."""
    decoded = decode(*(_mime_page(data, name) if is_mhtml(data) else (data, name)))
    root = parse(without_glosses(_lines_kept(decoded.text)), name)
    walk = _Walk(limits=limits, name=name, rules=_rules(root), page_chars=_visible_chars(root))
    composer = Composer(limits, name)
    composer.add(chrome.without_furniture(walk.run(root)))
    if not composer.blocks:
        raise Unreadable(f"{name} is a page without text", hint=_instead(root, walk.pictures))
    title = root.findtext(".//title")
    return Document(
        format="html",
        text=composer.text(),
        blocks=tuple(composer.blocks),
        title=" ".join(title.split()) if title and title.strip() else None,
        metadata=tuple(_metadata(root)),
        warnings=tuple(_warnings(decoded.lossy, walk.pictures, composer)),
        attempts=(f"html as {decoded.encoding}",),
    )


def _lines_kept(text: str) -> str:
    """Of Markdown that holds HTML tables, with the line ends outside them as breaks; a page as it is."""
    if PAGE.search(text) or not MARKDOWN_HEAD.search(text):
        return text
    return "".join(part if TABLE.match(part) else part.replace("\n", "<br>\n") for part in TABLE.split(text))


def _instead(root: Any, pictures: int) -> str:
    """What to do about a page without text."""
    if next(root.iter("iframe", "frame", "embed", "object"), None) is not None:
        return "what it shows is in a frame; give the address of that"
    if pictures:
        return "what it shows are pictures; save and give those"
    return "its content may be loaded by a script; save it from a browser"


def _warnings(lossy: bool, pictures: int, composer: Composer) -> Iterator[str]:
    if lossy:
        yield "some characters could not be decoded"
    if pictures and not any(isinstance(b, Table) and len(b.cells) >= DATA_CELLS for b in composer.blocks):
        yield f"the page shows {pictures} pictures, which are not read; its tables may be among them"


def _mime_page(data: bytes, name: str) -> tuple[bytes, str, str | None]:
    """The page inside a MIME message, and its charset."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and payload.strip():
                return payload, name, part.get_content_charset()
    raise Unreadable(f"{name} is a saved page without its text")


def parse(text: str, name: str) -> Any:
    """The root element of a page; nothing is fetched or run."""
    from lxml import etree  # a C library: only when there is a page
    from lxml import html as lxml_html

    _check_tags(text, name)

    parser = lxml_html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True, recover=True
    )
    try:
        root = lxml_html.document_fromstring(PAGE_END.sub("", XML_HEAD.sub("", text)).encode("utf-8"), parser=parser)
    except etree.LxmlError as error:
        raise Unreadable(f"{name} is a page that cannot be parsed") from error
    return root


def _check_tags(text: str, name: str) -> None:
    """LimitExceeded for an element with more attributes than any page has."""
    at = 0
    while start := TAG_START.search(text, at):
        at, count = start.end(), 0
        while attribute := ATTRIBUTE.match(text, at):
            at, count = attribute.end(), count + 1
            if count > MAX_ATTRIBUTES:
                raise LimitExceeded(f"{name} has an element of more than {MAX_ATTRIBUTES} attributes")


def _visible_chars(root: Any) -> int:
    return sum(len(text.strip()) for text in root.itertext())


Rules = tuple[tuple[frozenset[str], str], ...]


def _rules(root: Any) -> Rules:
    """What the page's own style sheets hide, strike out, raise or lower: the classes (.x) and ids (#x) that an element
    must have, and how it is then styled."""
    rules = [(frozenset((name,)), "display:none") for name in FOR_READERS_ALOUD]
    for style in root.iter("style"):
        for selectors, how in RULE.findall(MEDIA_RULE.sub("", SHEET_NOTE.sub("", style.text or ""))):
            if not any(kind.search(how) for kind in (HIDING_RULE, STRIKING, RAISING)):
                continue
            for selector in selectors.split(","):
                last = re.split(r"[\s>+~]+", selector.strip())[-1]
                if names := frozenset(RULE_NAME.findall(last)) if ":" not in last else None:
                    rules.append((names, how))
    return tuple(rules)


def _metadata(root: Any) -> Iterator[tuple[str, str]]:
    for meta in root.iter("meta"):
        key = (meta.get("name") or meta.get("property") or "").strip().lower()
        content = " ".join((meta.get("content") or "").split())
        if key in META_NAMES and content:
            yield META_NAMES[key], content


@dataclass
class _Inline:
    """The line being gathered in one place (the page, or a cell)."""

    pieces: list[Piece] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    bold: int = 0
    links: int = 0
    linked: int = 0
    raw: bool = False  # inside <pre>, line ends count

    def flush(self, level: int | None = None) -> None:
        text = SOURCE_BREAK.sub("", "".join(self.parts))
        text = WHITE_SPACE.sub(" ", text).strip()
        if text:
            if level is None and self.bold >= len("".join(text.split())):
                level = 0
            self.pieces.append(Line(text, level, self.links, self.linked))
        self.parts, self.bold, self.links, self.linked = [], 0, 0, 0


@dataclass
class _Table:
    groups: list[list[list[RawCell]]] = field(default_factory=lambda: [[]])
    cell: Any = None  # the <td> that is open
    cells: int = 0


@dataclass
class _Walk:
    """One walk over the parse events. `places` holds the page's line and that of each open cell."""

    limits: Limits
    name: str
    rules: Rules
    page_chars: int
    places: list[_Inline] = field(default_factory=lambda: [_Inline()])
    tables: list[_Table] = field(default_factory=list)
    level: int | None = None
    bold: int = 0
    links: int = 0
    checks: int = 0
    pictures: int = 0
    raised: list[tuple[Any, dict[int, str]]] = field(default_factory=list)  # the elements above the line that are open

    def run(self, root: Any) -> list[Piece]:
        from lxml import etree

        walker = etree.iterwalk(root, events=("start", "end"))
        depth = count = 0
        skipped: list[Any] = []
        for event, element in walker:
            if event == "start":
                depth, count = depth + 1, count + 1
                if depth > MAX_DEPTH or count > MAX_ELEMENTS:
                    raise LimitExceeded(f"{self.name} is nested or long beyond any real page")
                if self._left_out(element):
                    skipped.append(element)
                    walker.skip_subtree()
                    continue
                self._open(element)
                self._text(element.text)
            else:
                depth -= 1
                if skipped and skipped[-1] is element:
                    skipped.pop()
                else:
                    self._close(element)
                if element is not root:
                    self._text(element.tail)
        self.places[0].flush()
        return self.places[0].pieces

    def _text(self, text: str | None) -> None:
        if not text:
            return
        here = self.places[-1]
        if here.raw and "\n" in text:
            *lines, text = text.split("\n")
            for line in lines:
                here.parts.append(line)
                here.flush(self.level)
        here.parts.append(text.translate(self.raised[-1][1]) if self.raised else text)
        solid = len("".join(text.split()))
        here.bold += solid if self.bold else 0
        here.linked += solid if self.links else 0

    def _left_out(self, element: Any) -> bool:
        tag = element.tag
        if not isinstance(tag, str) or tag in STRUCK:
            return True
        if tag in chrome.elements() and tag != "head":
            return True
        if tag == "head" or self._hidden(element):
            return True
        return tag not in ("html", "body") and self._furniture(element)

    def _hidden(self, element: Any) -> bool:
        style = element.get("style") or ""
        if element.get("hidden") is not None:
            return True
        if style and (HIDING.search(style) or STRIKING.search(style)) and not self._loading(element, style):
            return True
        if any(HIDING_RULE.search(how) or STRIKING.search(how) for how in self._told(element)):
            return True
        white = (style and WHITE.search(style)) or (element.get("color") or "").lower() in ("#fff", "#ffffff", "white")
        return bool(white) and not _on_colour(element)

    def _loading(self, element: Any, style: str) -> bool:
        """Whether an element is unseen only until a script shows it: it holds most of the page."""
        if HIDING.search(UNTIL_LOADED.sub("", style)) or STRIKING.search(style):
            return False
        return sum(len(text.strip()) for text in element.itertext()) > self.page_chars * FURNITURE_SHARE

    def _told(self, element: Any) -> Iterator[str]:
        """How the page's own style sheets style an element."""
        words = {f".{word}" for word in (element.get("class") or "").split()}
        words |= {f"#{name}"} if (name := element.get("id")) else set()
        return (how for names, how in self.rules if names <= words)

    def _raised(self, element: Any) -> dict[str, str] | None:
        """What the digits of an element that stands above or below its line are written as; None for any other."""
        if element.tag in RAISED:
            return RAISED[element.tag]
        styles = (element.get("style") or "", *self._told(element))
        raised = next((m for how in styles if (m := RAISING.search(how))), None)
        if raised is None or element.tag not in INLINE:
            return None
        return RAISED["sup" if raised[1].lower() == "super" else "sub"]

    def _furniture(self, element: Any) -> bool:
        names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}"
        if not names.strip() or not chrome.named_furniture(names) or self.checks >= FURNITURE_CHECKS:
            return False
        self.checks += 1
        if sum(1 for _ in element.iter("td", "th")) >= DATA_CELLS:
            return False
        return sum(len(text.strip()) for text in element.itertext()) < self.page_chars * FURNITURE_SHARE

    def _open(self, element: Any) -> None:
        tag = element.tag
        here = self.places[-1]
        if tag == "table":
            here.flush(self.level)
            if len(self.tables) >= MAX_TABLE_DEPTH:
                raise LimitExceeded(f"{self.name} has tables nested more than {MAX_TABLE_DEPTH} deep")
            self.tables.append(_Table())
        elif tag in GROUPS and self.tables:
            self.tables[-1].groups.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].groups[-1].append([])
        elif tag in ("td", "th") and self.tables and self.tables[-1].cell is None:
            self._open_cell(element)
        elif tag in BLOCKS or tag in ("td", "th", "tr"):
            here.flush(self.level)
            self.level = HEADINGS.get(tag, self.level)
            here.raw = here.raw or tag == "pre"
        elif tag == "br":
            here.flush(self.level)
        else:
            self._open_inline(element)

    def _open_inline(self, element: Any) -> None:
        tag, here = element.tag, self.places[-1]
        if (digits := self._raised(element)) is not None:
            here.parts.append(" ")  # a raised note mark is no digit of the number before it
            lone = set("".join(element.itertext()).strip()) <= set("0123456789")
            self.raised.append((element, str.maketrans(digits if lone else {})))
        if tag in BOLD:
            self.bold += 1
        elif tag == "a":
            self.links += 1
            here.links += 1
        elif tag == "img" and len(self.places) == 1:
            self.pictures += not _is_small(element, ICON_PIXELS)
        elif tag in ("img", "input") and len(self.places) > 1:
            here.parts.append(_shown(element))

    def _open_cell(self, element: Any) -> None:
        table = self.tables[-1]
        table.cell = element
        table.cells += 1
        if table.cells > self.limits.max_table_cells:
            raise LimitExceeded(
                f"{self.name} has a table of more than {self.limits.max_table_cells:,} cells",
                hint="raise GONGKAI_LIMIT_MAX_TABLE_CELLS if that is meant",
            )
        if not table.groups[-1]:
            table.groups[-1].append([])
        self.places.append(_Inline())

    def _close(self, element: Any) -> None:
        tag = element.tag
        if self.raised and self.raised[-1][0] is element:
            self.raised.pop()
            self.places[-1].parts.append(" ")
        if tag == "table" and self.tables:
            table = self.tables.pop()
            grid = place(table.groups, self.limits, self.name)
            if grid.slots:
                self.places[-1].pieces.append(grid)
        elif tag in ("td", "th") and self.tables and self.tables[-1].cell is element:
            cell = self.places.pop()
            cell.flush()
            pieces = tuple(cell.pieces)
            self.tables[-1].cell = None
            self.tables[-1].groups[-1][-1].append(RawCell(pieces, _span(element, "rowspan"), _span(element, "colspan")))
        elif tag in GROUPS and self.tables:
            self.tables[-1].groups.append([])
        elif tag in BLOCKS:
            self.places[-1].flush(self.level)
            self.level = None if tag in HEADINGS else self.level
            self.places[-1].raw = self.places[-1].raw and tag != "pre"
        elif tag in BOLD:
            self.bold -= 1
        elif tag == "a":
            self.links -= 1


def _span(element: Any, which: str) -> int:
    """The span that an element claims; 1 where it claims nonsense, 0 (to the group's end) only for rows."""
    match = re.match(r"\s*\+?(\d{1,9})", element.get(which) or "")
    value = int(match[1]) if match else 1
    return value if value or which == "rowspan" else 1


def _shown(element: Any) -> str:
    """What a picture or a filled field in a cell shows: a mark for a picture, the value of a text field."""
    if element.tag == "input":
        return str(element.get("value") or "") if (element.get("type") or "text").lower() in ("text", "number") else ""
    return "" if _is_small(element, SPACER_PIXELS) else OBJECT


def _is_small(picture: Any, pixels: int) -> bool:
    sizes = [re.match(r"\d+", picture.get(key) or "") for key in ("width", "height")]
    return any(size and int(size[0]) <= pixels for size in sizes)


def _on_colour(element: Any) -> bool:
    """Whether an element or one around it has a background of its own, on which white is seen."""
    while element is not None:
        if element.get("bgcolor") or element.get("background") or BACKGROUND.search(element.get("style") or ""):
            return True
        element = element.getparent()
    return False
