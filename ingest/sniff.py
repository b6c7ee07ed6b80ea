"""What kind of document bytes are, by their content; a name never decides.

pdf · docx · xlsx · office (needs LibreOffice: DOC, WPS, RTF, ODT) · archive · image · html · markdown · text
"""

from __future__ import annotations

import io
import re
import zipfile

from corpus.errors import Unreadable
from ingest.encoding import decode, unmarked_utf16

PDF_HEAD_BYTES = 1024  # the standard lets %PDF stand anywhere in the first kilobyte
TEXT_HEAD_BYTES = 64 * 1024  # enough of a text to know its kind
MAX_CONTROL_SHARE = 0.08  # random bytes have a tenth of control characters, text next to none
MAX_NUL_SHARE = 0.34  # a text may be peppered with NULs (one behind every sign of a bad export), not made of them
TAR, TAR_AT = b"ustar", 257  # a tape archive says so in the header of its first member
MARKUP_TAGS = 2  # this many HTML tags near the start make a page
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
WORD_STREAM, WORKBOOK_STREAM, SLIDES_STREAM = (
    word.encode("utf-16-le") for word in ("WordDocument", "Workbook", "PowerPoint Document")
)
IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
OTHER_ARCHIVES = {b"Rar!\x1a\x07": "RAR", b"7z\xbc\xaf\x27\x1c": "7z", b"\x1f\x8b": "gzip", b"BZh": "bzip2"}
PROGRAMS = (b"\x7fELF", b"MZ")
TAG = re.compile(r"<(?:!doctype\s+html|/?(?:html|head|body|div|table|tr|td|p|span|meta|title|br|h[1-6]|font)\b)", re.I)
PAGE_TAGS = ("<!doctype", "<html", "<head", "<body", "<table", "<tr", "<td")  # Markdown may hold other tags, not these
INLINE_TAGS = ("<br", "<span", "</span", "<font", "</font")  # Markdown uses these in its cells
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
MARKDOWN = re.compile(r"^(?:#{1,6} +\S|\|?(?: *:?-{3,}:? *\|)+(?: *:?-{3,}:? *)?$|\*\*\S.*\*\* *$)", re.M)
MHTML = re.compile(rb"\A(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){1,20}", re.I)
CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")


def sniff(data: bytes, name: str) -> str:
    """The format of `data`. Unreadable, with one sentence, for what is empty, encrypted or binary."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise Unreadable(f"{name} is empty")
    if b"%PDF-" in data[:PDF_HEAD_BYTES]:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(data, name)
    if data.startswith(OLE):
        return _compound(data, name)
    if data.lstrip().startswith(b"{\\rtf"):
        return "office"
    if data.startswith(IMAGES) or (data.startswith(b"RIFF") and data[8:12] == b"WEBP"):
        return "image"
    for magic, kind in OTHER_ARCHIVES.items():
        if data.startswith(magic):
            raise Unreadable(f"{name} is a {kind} archive, which is not read here", hint="unpack it or make it a ZIP")
    if data[TAR_AT : TAR_AT + len(TAR)] == TAR:
        raise Unreadable(f"{name} is a TAR archive, which is not read here", hint="unpack it or make it a ZIP")
    if data.startswith(PROGRAMS) and (b"\x00" in data[:64] or CONTROL.search(data[:64])):
        raise Unreadable(f"{name} is a program, not a document")
    return _textual(data, name)


def _zipped(data: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Unreadable(f"{name} is a broken ZIP file", hint="fetch it again") from error
    if not names:
        raise Unreadable(f"{name} is empty")
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "OFD.xml" in names:
        raise Unreadable(f"{name} is an OFD document, which is not read here", hint="save it as PDF")
    if "ppt/presentation.xml" in names:
        raise Unreadable(f"{name} is a presentation, which is not read here", hint="save it as PDF")
    if "xl/workbook.bin" in names or _is_sheet_of_odf(data):
        raise Unreadable(f"{name} is a spreadsheet that is not read here", hint="save it as XLSX")
    office = {"mimetype", "content.xml"} <= names or "[Content_Types].xml" in names
    return "office" if office else "archive"


def _compound(data: bytes, name: str) -> str:
    if ENCRYPTED_STREAM in data:
        raise Unreadable(f"{name} is protected by a password", hint="save it without a password")
    if WORD_STREAM not in data and WORKBOOK_STREAM in data:
        raise Unreadable(f"{name} is an XLS or ET spreadsheet, which is not read here", hint="save it as XLSX")
    if WORD_STREAM not in data and SLIDES_STREAM in data:
        raise Unreadable(f"{name} is a presentation, which is not read here", hint="save it as PDF")
    return "office"


def _is_sheet_of_odf(data: bytes) -> bool:
    """Whether an OpenDocument package says in its first member that it is a spreadsheet."""
    return b"opendocument.spreadsheet" in data[:128]


def _textual(data: bytes, name: str) -> str:
    if is_mhtml(data):
        return "html"
    text = decode(_whole_lines(data), name).text
    if _is_binary(data.strip(b"\x00")[:TEXT_HEAD_BYTES]) and not (
        data.startswith((b"\xff\xfe", b"\xfe\xff")) or unmarked_utf16(data)
    ):
        raise Unreadable(f"{name} is binary data, not a document")
    if not text.strip():
        raise Unreadable(f"{name} is empty")
    if "<?mso-application" in text[:512] or "<office:document" in text[:2048]:
        return "office"
    markdown = MARKDOWN.search(text) is not None
    tags = [t.lower() for t in TAG.findall(COMMENT.sub("", text))]
    if markdown and not any(t.startswith(PAGE_TAGS) for t in tags):
        return "markdown"
    if sum(t not in INLINE_TAGS for t in tags) >= MARKUP_TAGS or (len(tags) >= MARKUP_TAGS and not markdown):
        return "html"
    return "markdown" if markdown else "text"


def _is_binary(head: bytes) -> bool:
    """Whether bytes hold more NULs or other control characters than a text does."""
    solid = len(head) - head.count(0)
    return solid < len(head) * (1 - MAX_NUL_SHARE) or len(CONTROL.findall(head)) > solid * MAX_CONTROL_SHARE


def is_mhtml(data: bytes) -> bool:
    """Whether the bytes are a page saved as one MIME message (Word's "single file web page", often named .doc)."""
    head = MHTML.match(data[:8192].lstrip().replace(b"\r\n", b"\n"))
    return bool(head) and b"mime-version:" in head[0].lower() and b"multipart/related" in head[0].lower()  # type: ignore[index]


def _whole_lines(data: bytes) -> bytes:
    """The head of `data`, cut at a line end so that no character is cut in two."""
    if len(data) <= TEXT_HEAD_BYTES:
        return data
    head = data[:TEXT_HEAD_BYTES]
    cut = head.rfind(b"\n")
    return head[: cut + 1] if cut > 0 else head
