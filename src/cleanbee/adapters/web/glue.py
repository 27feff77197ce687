"""Our modules glued into a few files, since each request costs a journey: no tool, as we write them so that it is easy.

A module imports by name, once a line; it exports constants and functions where they stand; nothing that is exported is
assigned anew; no circle of imports. Each module becomes a function that gives its exports; comments and indents go.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Mapping, Sequence

SHELL = "/core/shell.js"
PARTS: Mapping[str, str] = {
    "/customer/role.js": SHELL,
    "/customer/later.js": "/customer/role.js",
    "/cleaner/role.js": SHELL,
    "/ops/role.js": SHELL,
    "/ui/timeslider.js": SHELL,
}
"""Each part that is read when it is wanted, and the part that is there before it, whose modules it shares."""

_IMPORT = re.compile(r'^import (.+?) from "([^"]+)";$', re.MULTILINE)
_LAZY = re.compile(r'import\("(\.[^"]+)"\)')
_EXPORT = re.compile(r"^export (?=(?:async )?function\*? |const )", re.MULTILINE)
_EXPORTED = re.compile(r"^export (?:async )?(?:function\*?|const) (\w+)", re.MULTILINE)
_BLOCK = re.compile(r"/\*.*?\*/", re.DOTALL)
_LINE = re.compile(r"^\s*//.*$", re.MULTILINE)
_INDENT = re.compile(r"^[ \t]+|\n(?=\n)", re.MULTILINE)
_OTHER = re.compile(r"^(?:export (?!\{\};)|import )", re.MULTILINE)


class NotGlueable(Exception):
    """A module is not written in the way that makes glueing easy: which one, and what is in it."""


def glued(modules: Mapping[str, str]) -> dict[str, str]:
    """The shell, and each part with what only it needs, under the paths of their first modules.

    What of `core/` more than one part needs goes with the shell, since it holds what all of them see alike.

    :raises NotGlueable: a module breaks the rules.
    """
    bare = {name: _bare(text) for name, text in modules.items()}
    wanted = Counter(name for part in PARTS for name in _in_order(bare, [part], frozenset()))
    shared = sorted(name for name, parts in wanted.items() if name.startswith("/core/") and parts > 1)
    inside: dict[str, list[str]] = {SHELL: _in_order(bare, [*shared, SHELL], frozenset())}
    givers = dict.fromkeys(inside[SHELL], SHELL)
    files = {SHELL: _file(bare, inside[SHELL], {})}
    for part, before in PARTS.items():
        seen = {name: giver for name, giver in givers.items() if giver in _line(before)}
        inside[part] = _in_order(bare, [part], frozenset(seen))
        givers |= {name: part for name in inside[part] if name not in givers}
        files[part] = _file(bare, inside[part], seen)
    return files


def _line(part: str) -> set[str]:
    """A part and all that is there before it."""
    return {part} | (_line(PARTS[part]) if part in PARTS else set())


def _bare(text: str) -> str:
    """A module without its comments and indents."""
    return _INDENT.sub("", _LINE.sub("", _BLOCK.sub("", text))).strip() + "\n"


def _in_order(bare: Mapping[str, str], roots: Sequence[str], known: frozenset[str]) -> list[str]:
    """Whatever the roots need and is not known yet, each after all that it needs itself."""
    order: list[str] = []

    def visit(name: str, above: tuple[str, ...]) -> None:
        if name in above:
            raise NotGlueable(f"a circle of imports: {' > '.join([*above, name])}")
        if name in order or name in known:
            return
        for needed in _needs(bare[name], name):
            visit(needed, (*above, name))
        order.append(name)

    for root in roots:
        visit(root, ())
    return order


def _needs(text: str, name: str) -> list[str]:
    return [_path(name, found[2]) for found in _IMPORT.finditer(text) if found[2].startswith(".")]


def _path(name: str, told: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), told))


def _file(bare: Mapping[str, str], order: Sequence[str], seen: Mapping[str, str]) -> str:
    vendored = sorted({found[2] for name in order for found in _IMPORT.finditer(bare[name])} - _ours(bare, order))
    borrowed = sorted({(seen[one], one) for name in order for one in _needs(bare[name], name) if one in seen})
    heads = [f'import * as v{number} from "{one}";' for number, one in enumerate(vendored)]
    heads += [f'import {{{_name(one)}}} from "{giver}";' for giver, one in borrowed]
    own = _EXPORTED.findall(bare[order[-1]])
    exports = [f"export const {{{','.join(own)}}} = {_name(order[-1])};"] if own else []
    exports.append(f"export {{{','.join(map(_name, order))}}};")
    return "\n".join([*heads, *(_module(bare[name], name, vendored) for name in order), *exports]) + "\n"


def _ours(bare: Mapping[str, str], order: Sequence[str]) -> set[str]:
    return {found[2] for name in order for found in _IMPORT.finditer(bare[name]) if found[2].startswith(".")}


def _module(text: str, name: str, vendored: Sequence[str]) -> str:
    def taken(found: re.Match[str]) -> str:
        what, told = found[1], found[2]
        giver = _name(_path(name, told)) if told.startswith(".") else f"v{vendored.index(told)}"
        if what.startswith("* as "):
            return f"const {what[5:]} = {giver};"
        by_name = what.startswith("{")
        return f"const {what.replace(' as ', ': ')} = {giver};" if by_name else f"const {what} = {giver}.default;"

    exports = _EXPORTED.findall(text)
    body = _LAZY.sub(lambda found: f'import("{_path(name, found[1])}")', _EXPORT.sub("", _IMPORT.sub(taken, text)))
    if _OTHER.search(body):
        raise NotGlueable(f"{name}: an import or export that is not by name, on one line, of a constant or function")
    body = body.replace("export {};\n", "")
    return f"const {_name(name)} = (() => {{\n{body}return {{{','.join(exports)}}};\n}})();"


def _name(path: str) -> str:
    return "m" + re.sub(r"\W", "_", path.removesuffix(".js"))
