"""Which characters bytes stand for. Shared by every reader of text.

Chinese pages are UTF-8 or GB18030 (of which GBK and GB2312 are parts), often declared wrongly. Chinese text in GBK is
practically never valid UTF-8, so bytes that are valid UTF-8 are UTF-8 whatever is declared. Nearly any Big5 is valid
GB18030 as well, and means nothing there: Big5 is known by the words of the form that it gives.
"""

from __future__ import annotations

import codecs
import re

from corpus.errors import Unreadable
from corpus.models import Model

DECLARATION_BYTES = 4096  # how far into a page a <meta charset> is looked for
MAX_BAD_SHARE = 0.02  # more undecodable characters than this, and the bytes are not text
UTF16_NUL_SHARE = 0.03  # figures and line ends in UTF-16 have a NUL at every other byte
UTF16_ASCII_SHARE = 0.4  # text of nothing but ASCII is half NULs in UTF-16
CHINESE = "gb18030"
TRADITIONAL = ("big5hkscs", "cp950")  # Big5 with the additions of Hong Kong, or of Windows
BIG5_WORDS = (
    "政府信息公開",
    "政府資訊公開",
    "主動公開",
    "行政許可",
    "行政處罰",
    "行政復議",
    "行政複議",
    "予以公開",
    "結轉",
    "總體情況",
    "總計",
    "自然人",
)
SIMPLIFIED_WORDS = ("政府信息公开", "主动公开", "行政许可", "行政处罚", "行政复议", "予以公开", "总体情况", "年度报告")
SIGNS = 2  # so many different words of the form, in an encoding that the bytes allow, are no chance
GB_NAMES = frozenset({"gb2312", "gbk", "gb18030", "x-gbk", "gb_2312-80", "csgb2312", "cp936", "936", "hz-gb-2312"})
BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
META = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_\-:]{2,20})""", re.IGNORECASE)
WESTERN = frozenset({"iso8859-1", "cp1252", "ascii", "iso8859-15"})  # declared out of habit, never meant for Chinese
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ud800-\udfff]"
)


class Decoded(Model):
    """`text` without NUL, control and zero-width characters; `lossy` when some bytes stood for nothing."""

    text: str
    encoding: str
    lossy: bool = False


def decode(data: bytes, name: str, declared: str | None = None) -> Decoded:
    """The text of `data`. `declared` is what the transport says; a <meta> in the bytes is looked for as well.

    Order: byte-order mark, strict UTF-8, Big5 that gives the form's words, what is declared, GB18030. Unreadable when no
    reading makes sense.
    """
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return _clean(data[len(bom) :].decode(encoding, "replace"), encoding)
    if encoding16 := unmarked_utf16(data):
        return _clean(data.decode(encoding16, "replace"), encoding16)
    strict = _strict(data, "utf-8")
    if strict is None and (traditional := _big5(data)) is not None:
        return traditional
    said = [] if sum(word.encode(CHINESE) in data for word in SIMPLIFIED_WORDS) >= SIGNS else _declared(data, declared)
    candidates = ["utf-8", *said, CHINESE]
    for encoding in candidates:
        text = strict if encoding == "utf-8" else _strict(data, encoding)
        if text is not None:
            return _clean(text, encoding)
    return _best_loss(data, name, candidates)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _big5(data: bytes) -> Decoded | None:
    """The text where the bytes are Big5, whatever they declare: it holds words of the form in traditional characters."""
    if sum(word.encode("big5") in data for word in BIG5_WORDS) < SIGNS:
        return None  # spares most pages a reading
    readings = [(data.decode(encoding, "replace"), encoding) for encoding in TRADITIONAL]
    text, encoding = min(readings, key=lambda reading: reading[0].count("\ufffd"))
    if sum(word in text for word in BIG5_WORDS) < SIGNS or text.count("\ufffd") > len(text) * MAX_BAD_SHARE:
        return None
    return _clean(text, encoding)


def _declared(data: bytes, declared: str | None) -> list[str]:
    match = META.search(data[:DECLARATION_BYTES])
    names = [declared, match[1].decode("ascii") if match else None]
    return [known for name in names if name and (known := _codec(name))]


def _codec(name: str) -> str | None:
    """The Python codec of a charset's name; None when unknown or never right for Chinese."""
    name = name.strip().lower()
    if name in GB_NAMES:
        return CHINESE
    try:
        known = codecs.lookup(name).name
    except LookupError:
        return None
    usable = known.startswith(("utf", "gb", "big5", "euc", "cp950")) and known not in WESTERN
    return known if usable else None


def unmarked_utf16(data: bytes) -> str | None:
    """The UTF-16 that bytes without a mark are in, by where their NULs stand; None where they are not."""
    head = data[:DECLARATION_BYTES]
    if len(head) < 8 or head.count(0) < len(head) * UTF16_NUL_SHARE:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if even and odd and min(even, odd) * 4 > max(even, odd):
        return None  # NULs everywhere: not text
    if head.count(0) < len(head) * UTF16_ASCII_SHARE and _is_utf8(head.replace(b"\x00", b"")):
        return None  # text with stray NULs
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return encoding


def _is_utf8(head: bytes) -> bool:
    """Whether bytes are UTF-8 as far as they go; the last character may be cut."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _best_loss(data: bytes, name: str, candidates: list[str]) -> Decoded:
    readings = [(data.decode(encoding, "replace"), encoding) for encoding in dict.fromkeys(candidates)]
    text, encoding = min(readings, key=lambda reading: reading[0].count("\ufffd"))
    if text.count("\ufffd") > max(1, len(text) * MAX_BAD_SHARE):
        raise Unreadable(f"{name} is not text in any encoding that is known here", hint="save it as UTF-8")
    return _clean(text, encoding, lossy=True)


def _clean(text: str, encoding: str, *, lossy: bool = False) -> Decoded:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Decoded(text=INVISIBLE.sub("", text), encoding=encoding, lossy=lossy or "\ufffd" in text)
