"""STAND-IN until the real one is there."""

import re

from corpus.document import Document
from corpus.models import Body, Model


class Identified(Model):
    body: Body
    year: int | None
    title: str | None
    warnings: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def identify(document: Document, source_name: str) -> Identified:
    del source_name
    match = re.search(r"([一-鿿]{2,30}?)\s*(20\d\d)\s*年\s*政府信息公开工作年", document.text)
    if not match:
        return Identified(body=Body(name=None), year=None, title=None)
    return Identified(body=Body(name=match[1]), year=int(match[2]), title=match[0])
