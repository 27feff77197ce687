"""Whether every Dart file of a folder can be read: `python read_dart.py FOLDER` ends with 1 where one cannot.

No Dart runs here, so nothing is said of its types; the grammar is the one that editors use.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import tree_sitter
import tree_sitter_dart


def unreadable(node: Any) -> Iterator[Any]:
    """The places where the grammar gave up or had to make something up."""
    if node.type == "ERROR" or node.is_missing:
        yield node
    for child in node.children:
        if child.has_error:
            yield from unreadable(child)


def main(folder: Path) -> int:
    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_dart.language()))
    files = sorted(folder.rglob("*.dart"))
    wrong = 0
    for file in files:
        for node in unreadable(parser.parse(file.read_bytes()).root_node):
            wrong += 1
            sys.stderr.write(f"{file.relative_to(folder)}:{node.start_point.row + 1}: cannot be read as Dart\n")
    sys.stdout.write(f"{len(files)} Dart files, {wrong} places that cannot be read\n")
    return 1 if wrong or not files else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
