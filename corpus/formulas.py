"""Formulas over cells: parsed once, evaluated in Decimal, and printable with the values put in.

formula = term (("+" | "-") term)* ; term = factor ("/" factor)* ; factor = id["@" applicant] | "(" formula ")"
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache

from corpus.models import Model

TOKEN = re.compile(r"\s*([a-z][a-z0-9_.]*(?:@[a-z_]+)?|[()+\-/])")


class Ref(Model):
    """A cell in a formula; `applicant` None means: the one asked for."""

    indicator: str
    applicant: str | None = None


class Op(Model):
    op: str
    left: Node
    right: Node


Node = Ref | Op
Op.model_rebuild()


@lru_cache(maxsize=512)
def parse(formula: str) -> Node:
    """The syntax tree. ValueError names what cannot be read."""
    tokens: list[str] = []
    position = 0
    while position < len(formula.rstrip()):
        match = TOKEN.match(formula, position)
        if match is None:
            raise ValueError(f"formula cannot be read at {formula[position:]!r}")
        tokens.append(match[1])
        position = match.end()
    node, rest = _sum(tokens)
    if rest:
        raise ValueError(f"formula has something left over: {' '.join(rest)}")
    return node


def _sum(tokens: list[str]) -> tuple[Node, list[str]]:
    node, tokens = _quotient(tokens)
    while tokens and tokens[0] in "+-":
        right, rest = _quotient(tokens[1:])
        node, tokens = Op(op=tokens[0], left=node, right=right), rest
    return node, tokens


def _quotient(tokens: list[str]) -> tuple[Node, list[str]]:
    node, tokens = _factor(tokens)
    while tokens and tokens[0] == "/":
        right, rest = _factor(tokens[1:])
        node, tokens = Op(op="/", left=node, right=right), rest
    return node, tokens


def _factor(tokens: list[str]) -> tuple[Node, list[str]]:
    if not tokens:
        raise ValueError("formula ends too early")
    if tokens[0] == "(":
        node, rest = _sum(tokens[1:])
        if not rest or rest[0] != ")":
            raise ValueError("formula lacks a closing parenthesis")
        return node, rest[1:]
    indicator, _, applicant = tokens[0].partition("@")
    return Ref(indicator=indicator, applicant=applicant or None), tokens[1:]


def refs(node: Node) -> tuple[Ref, ...]:
    """The cells a formula reads, in order."""
    return (node,) if isinstance(node, Ref) else refs(node.left) + refs(node.right)


def evaluate(node: Node, value: Callable[[Ref], Decimal | None]) -> Decimal | None:
    """The result, or None where an operand is None or a divisor is zero."""
    if isinstance(node, Ref):
        return value(node)
    left, right = evaluate(node.left, value), evaluate(node.right, value)
    if left is None or right is None:
        return None
    if node.op == "/":
        return None if right == 0 else left / right
    return left + right if node.op == "+" else left - right
