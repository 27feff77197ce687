"""What keeps the glue short: modules that break its rules are refused by name, and no module is there twice."""

from __future__ import annotations

import re

import pytest

from cleanbee.adapters.web.glue import PARTS, SHELL, NotGlueable, glued
from cleanbee.adapters.web.site import FOLDER

OURS = {
    f"/{one.relative_to(FOLDER).as_posix()}": one.read_text("utf-8")
    for one in FOLDER.rglob("*.js")
    if one.parent.name != "vendor" and one.name != "sw.js"
}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('import { role } from "../customer/role.js";\nexport const html = role;\n', "a circle of imports"),
        ("export default 1;\n", "not by name"),
        ("export let html = 1;\n", "not by name"),
        ('import "./words.js";\nexport const html = 1;\n', "not by name"),
        ('import {\n  t,\n} from "./words.js";\nexport const html = t;\n', "not by name"),
    ],
)
def test_a_module_that_breaks_a_rule_is_named(text: str, why: str) -> None:
    with pytest.raises(NotGlueable, match=f"(?s).*{why}"):
        glued({**OURS, "/core/html.js": text})


def test_a_part_shares_what_was_there_before_it_and_brings_nothing_twice() -> None:
    files = glued(OURS)
    assert files.keys() == {SHELL, *PARTS}
    for part, before in PARTS.items():
        line = files[part] + files[before] + (files[SHELL] if before != SHELL else "")
        made = re.findall(r"^const (m_\w+) = \(\(\) => \{$", line, re.MULTILINE)
        assert len(made) == len(set(made))


def test_comments_are_for_whoever_reads_the_sources() -> None:
    assert not any(re.search(r"/\*\*|^\s*//", text, re.MULTILINE) for text in glued(OURS).values())
