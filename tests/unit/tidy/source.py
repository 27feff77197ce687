"""What a tidy rule reads (a source file) and what it says (a finding that tells what to do instead)."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Finding:
    """One broken house rule: where, and what to do instead."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


@dataclass(frozen=True)
class Source:
    """One Python file: its place below the root (with forward slashes) and its text, parsed once."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        return tuple(ast.walk(self.tree))

    @cached_property
    def imports(self) -> tuple[tuple[int, str], ...]:
        """Every import as (line, full dotted name): ``from os import path`` is ``os.path``."""
        return tuple(_imports(self.nodes))

    @cached_property
    def docstrings(self) -> frozenset[int]:
        """The identities of the constants that are documentation, not data."""
        return frozenset(
            id(node.value) for node in self.nodes if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        )

    @cached_property
    def bound(self) -> dict[str, str]:
        """Local name → full dotted name, for everything that the file imports."""
        bound: dict[str, str] = {}
        for node in self.nodes:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    top = alias.name.partition(".")[0]
                    bound[alias.asname or top] = alias.name if alias.asname else top
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                for alias in node.names:
                    bound[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        return bound

    @cached_property
    def named(self) -> tuple[tuple[ast.AST, str], ...]:
        """Every expression that starts with an imported name, with its full dotted name."""
        written = (node for node in self.nodes if isinstance(node, (ast.Name, ast.Attribute)))
        return tuple((node, name) for node in written if (name := self.full(node)))

    def full(self, node: ast.AST) -> str:
        """The full dotted name of an expression that starts with an imported name; else nothing."""
        first, dot, rest = dotted(node).partition(".")
        return f"{self.bound[first]}{dot}{rest}" if first in self.bound else ""

    def under(self, *prefixes: str) -> bool:
        """Whether the file is one of these files or stands in one of these folders of ``src/cleanbee``."""
        inner = self.path.removeprefix("src/cleanbee/")
        return any(inner == p or (p.endswith("/") and inner.startswith(p)) for p in prefixes)

    @property
    def in_source(self) -> bool:
        return self.path.startswith("src/cleanbee/")

    @property
    def in_tests(self) -> bool:
        return self.path.startswith("tests/")

    def finding(self, node: ast.AST | int, message: str) -> Finding:
        line = node if isinstance(node, int) else getattr(node, "lineno", 1)
        return Finding(self.path, line, message)


Rule = Callable[[Source], list[Finding]]


def _imports(nodes: tuple[ast.AST, ...]) -> Iterator[tuple[int, str]]:
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def dotted(node: ast.AST) -> str:
    """``datetime.now`` for the expression that is written so, and nothing for any other."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        inner = dotted(node.value)
        return f"{inner}.{node.attr}" if inner else ""
    return ""


@dataclass(frozen=True)
class Tree:
    """All Python files of the project, read once."""

    root: Path = field(default=ROOT)

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        found = [
            path
            for folder in ("src", "tests")
            for path in sorted((self.root / folder).rglob("*.py"))
            if "__pycache__" not in path.parts
        ]
        return tuple(Source(path.relative_to(self.root).as_posix(), path.read_text(encoding="utf-8")) for path in found)
