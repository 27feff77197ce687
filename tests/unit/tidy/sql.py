"""Piccolo's queries are the rule; raw SQL stands only in the files that ARCHITECTURE.md lists with a reason.

The list in ARCHITECTURE.md is the section under the heading ``## Raw SQL``: one bullet per file (or per folder, with
a slash at its end), its path from the root in backticks, then a colon and the reason::

    ## Raw SQL

    - `src/cleanbee/adapters/postgres/locks.py`: row locks, which Piccolo cannot say
    - `src/cleanbee/adapters/postgres/piccolo_migrations/`: constraints of migration 0001

Only files of adapters/postgres, of adapters/embedded (which makes databases) and of the benches and torture runs
(which are a second opinion about the data) may be listed. A line for a file without SQL is a finding as well.
"""

from __future__ import annotations

import ast
import re

from tests.unit.tidy.source import Finding, Source

HEADING = re.compile(r"^## Raw SQL\b.*?$(?P<body>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
LINE = re.compile(r"^[-*] `(?P<path>[^`]+)`: *(?P<reason>\S.*)$", re.MULTILINE)
MAY_BE_LISTED = (
    "src/cleanbee/adapters/postgres/",
    "src/cleanbee/adapters/embedded/",
    "src/cleanbee/entrypoints/bench/",
    "src/cleanbee/entrypoints/torture/",
)
STATEMENT = re.compile(
    r"""^\s*(
        SELECT\s.+|INSERT\s+INTO\s.+|UPDATE\s+\S+\s+(AS\s+\w+\s+)?SET\s.+|DELETE\s+FROM\s.+|WITH\s+\w+\s.*AS\s.*\(.+
        |(CREATE|ALTER|DROP)\s+(OR\s+REPLACE\s+|UNIQUE\s+|CONSTRAINT\s+)*
            (TABLE|INDEX|FUNCTION|TRIGGER|EXTENSION|DATABASE|ROLE|SCHEMA|TYPE|VIEW)\b.*
        |TRUNCATE\s.+|LOCK\s+TABLE\s.+|SET\s+(LOCAL|SESSION)\s.+|GRANT\s.+\sTO\s.+|REVOKE\s.+\sFROM\s.+
    )""",
    re.VERBOSE | re.DOTALL,
)


def listed(architecture: str) -> dict[str, str]:
    """Path → reason, out of the text of ARCHITECTURE.md."""
    section = HEADING.search(architecture)
    return {m["path"]: m["reason"] for m in LINE.finditer(section["body"])} if section else {}


def raw_sql_lines(source: Source) -> list[int]:
    """The lines on which SQL statements begin; documentation is not a statement."""
    formatted = [node for node in source.nodes if isinstance(node, ast.JoinedStr)]
    inside = {id(part) for node in formatted for part in node.values}
    plain = [
        (node.lineno, node.value)
        for node in source.nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside | source.docstrings
    ]
    texts = plain + [(node.lineno, _with_blanks_filled(node)) for node in formatted]
    return sorted(line for line, text in texts if STATEMENT.match(text))


def raw_sql_is_listed(source: Source, reasons: dict[str, str]) -> list[Finding]:
    """SQL in a file that the list does not name."""
    if not source.in_source or _entry(source.path, reasons):
        return []
    message = "raw SQL: use Piccolo's queries, or list this file with its reason under `## Raw SQL` in ARCHITECTURE.md"
    return [source.finding(line, message) for line in raw_sql_lines(source)]


def the_list_is_short(sources: tuple[Source, ...], reasons: dict[str, str]) -> list[Finding]:
    """Lines of the list that name a wrong place, or a file in which no SQL is left."""
    used = {_entry(source.path, reasons) for source in sources if source.in_source and raw_sql_lines(source)}
    found: list[Finding] = []
    for path in reasons:
        if not path.startswith(MAY_BE_LISTED):
            found.append(
                Finding("ARCHITECTURE.md", 1, f"{path}: move the SQL to adapters/postgres, then list it there")
            )
        elif path not in used:
            found.append(Finding("ARCHITECTURE.md", 1, f"{path}: no raw SQL is left there, strike its line"))
    return found


def _entry(path: str, reasons: dict[str, str]) -> str | None:
    return next((p for p in reasons if path == p or (p.endswith("/") and path.startswith(p))), None)


def _with_blanks_filled(node: ast.JoinedStr) -> str:
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)
