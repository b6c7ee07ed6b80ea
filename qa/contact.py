"""The contact clause: phone, fax, address, e-mail, website and postcode, cut out exactly."""

from __future__ import annotations

import re

from qa.quoting import Flat, Span

DASH = "-—–－―‐"
PHONE = rf"(?:0\d{{2,3}}[{DASH}]*\d{{7,8}}(?:[{DASH}]\d{{1,6}})?|1[3-9]\d{{9}}|(?<!\d)\d{{7,8}}(?!\d)|(?<!\d)[48]00[{DASH}]?\d{{3}}[{DASH}]?\d{{4}})"
PHONES = rf"{PHONE}(?:[、,，/或和及]{PHONE})*"
EMAIL = r"[a-z0-9._%+\-]+@[a-z0-9.\-]+\.[a-z]{2,}"
URL = r"(?:https?://|www\.)[a-z0-9./_\-?=&%#:~]+[a-z0-9/]"
COLON = r"(?:号码)?(?:及传真|/传真)?(?:为|是|[:：])?"
WHERE = r"[^；;，,。）)\n（(]{4,60}"

# topic → patterns, best first; what they match is the quote
PATTERNS: dict[str, tuple[str, ...]] = {
    "contact_phone": (rf"(?:联系|咨询|办公|服务|监督)?电话{COLON}{PHONES}", rf"(?:联系方式|联系人[^。；;]{{0,12}}){COLON}{PHONES}"),
    "contact_fax": (rf"(?:电话及|电话/)?传真{COLON}{PHONES}",),
    "contact_email": (rf"(?:电子)?(?:邮箱|邮件|信箱|e-?mail)(?:地址)?{COLON}{EMAIL}", EMAIL),
    "contact_website": (rf"(?:网址|网站(?:地址)?|官网|主页){COLON}{URL}", rf"(?<![a-z0-9]){URL}"),
    "contact_postcode": (rf"(?:邮编|邮政编码|邮码){COLON}\d{{6}}",),
    "contact_hours": (rf"(?:办公|工作|受理|(?:对外)?服务|上班)时间{COLON}[^。；;）)\n]{{4,60}}",),
    "contact_address": (
        rf"(?:联系|通讯|通信|办公|单位)?地址(?:为|是|[:：])(?!{EMAIL}|https?){WHERE}",
        r"(?:位于|地处)[^；;，,。）)\n]{4,60}",
    ),
}  # fmt: skip


def find(topic_id: str, flat: Flat) -> list[Span]:
    """Spans of the clause that answer the topic, by the first pattern that matches, in print order."""
    for pattern in PATTERNS.get(topic_id, ()):
        found = [Span(flat, m.start(), m.end()) for m in re.finditer(pattern, flat.text)]
        if found:
            return found
    return []
