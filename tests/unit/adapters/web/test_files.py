"""The rules of the client's files that no compiler keeps."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path
from typing import get_args

import pytest

from cleanbee.adapters.web.site import FOLDER, UNSERVED
from cleanbee.domain.availability.diary import NoFit
from cleanbee.domain.matching import eligible

VENDOR = FOLDER / "vendor"
LINES_MOST = 300
WRITTEN = sorted(
    one
    for one in FOLDER.rglob("*")
    if one.suffix in {".js", ".css", ".html"} and VENDOR not in one.parents and one.suffix not in UNSERVED
)
SCRIPTS = [one for one in WRITTEN if one.suffix == ".js"]
VIEWS = [one for one in SCRIPTS if one.parent.name in {"ui", "customer", "cleaner", "ops"}]
LANGUAGES = {one.stem: json.loads(one.read_text("utf-8")) for one in (FOLDER / "words").glob("*.json")}
VENDORED = json.loads((VENDOR / "VENDOR.json").read_text("utf-8"))
MADE_OF_CODES = {
    "badge", "card_brand", "choice", "cleaner_state", "dispute", "evidence", "extra_time", "input", "kind",
    "language", "line", "look", "money", "open_item", "outcome", "pay", "pay_line", "payout", "pet", "phase",
    "refund", "refund_reason", "role", "room", "rule", "sandbox", "state", "tag", "term", "tried",
    "why",
}  # fmt: skip
"""Families of words whose last part is a code of the API."""
CONTRACT = json.loads((FOLDER.parents[4] / "docs" / "openapi.json").read_text("utf-8"))["components"]["schemas"]
NAMED = [
    ("open_item", "OpenItem", "kind"), ("payout", "Payout", "phase"), ("pay_line", "PayLine", "what"),
    ("extra_time", "ExtraTime", "state"), ("outcome", "Place", "outcome"), ("refund", "Refund", "phase"),
    ("refund_reason", "Refund", "reason"), ("money", "MoneyLine", "what"),
    ("kind", "Offer", "kind"), ("phase", "BoardBar", "phase"), ("dispute", "Dispute", "phase"),
    ("why", "AwaitingChoice", "reason"), ("choice", "AwaitingChoice", "options"),
]  # fmt: skip
"""Which words stand for which codes of the contract, where it lists them."""


def name(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix()


@pytest.mark.parametrize("path", WRITTEN, ids=name)
def test_a_file_written_by_hand_can_be_read_at_one_sitting(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LINES_MOST, "cut it in two"


@pytest.mark.parametrize("one", VENDORED, ids=lambda one: one["file"])
def test_what_others_wrote_is_byte_for_byte_what_they_published(one: dict[str, str]) -> None:
    assert sha256((VENDOR / one["file"]).read_bytes()).hexdigest() == one["sha256"]
    assert {"name", "version", "inside", "licence"} <= one.keys()
    assert one["name"] in (VENDOR / "LICENCES.txt").read_text("utf-8") or one["licence"] == "OFL-1.1"


def test_nothing_lies_in_the_vendor_folder_unnamed() -> None:
    listed = {one["file"] for one in VENDORED}
    assert {one.name for one in VENDOR.glob("*.js")} == {one for one in listed if one.endswith(".js")}


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_only_what_is_vendored_or_ours_is_imported(path: Path) -> None:
    specifiers = {one["specifier"] for one in VENDORED if "specifier" in one}
    for found in re.findall(r"(?:from|import)\s*\(?\s*\"([^\"]+)\"", code(path)):
        if found.startswith("."):
            assert (path.parent / found).resolve().is_file(), found
        else:
            assert found in specifiers, f"{found} is not in vendor/VENDOR.json"


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_one_file_alone_asks_the_server(path: Path) -> None:
    allowed = {"core/api.js", "core/words.js", "sw.js"}
    assert name(path) in allowed or not re.search(r"\bfetch\(|XMLHttpRequest|EventSource|sendBeacon", code(path))


@pytest.mark.parametrize("path", VIEWS, ids=name)
def test_views_hold_no_words(path: Path) -> None:
    for text in re.findall(r">([^<>`]*?)<", re.sub(r"\$\{[^{}]*\}", "", code(path).replace("=>", "=="))):
        told = re.sub(r"\$\{.*", "", text, flags=re.DOTALL)
        assert not re.search(r"[A-Za-zÄÖÜäöüß]{3,}\s+[A-Za-zÄÖÜäöüß]{2,}", told) or "(" in told or "=" in told, text


@pytest.mark.parametrize("path", WRITTEN, ids=name)
def test_no_symbol_stands_for_an_icon(path: Path) -> None:
    for letter in path.read_text("utf-8"):
        code_point = ord(letter)
        assert not (0x2190 <= code_point <= 0x21FF or 0x2300 <= code_point <= 0x2BFF or code_point >= 0x1F000), letter


def test_both_languages_say_the_same_things_with_the_same_gaps() -> None:
    english, german = LANGUAGES["en"], LANGUAGES["de"]
    assert english.keys() == german.keys()
    for key in english:
        assert gaps(english[key]) == gaps(german[key]), key


def test_every_word_that_is_asked_for_is_there_and_every_word_is_asked_for() -> None:
    text = "\n".join(code(one) for one in SCRIPTS)
    asked = {one for one in re.findall(r"\"([a-z_]+(?:\.[a-z_0-9]+)*)\"", text) if one in LANGUAGES["en"]}
    by_code = {key for key in LANGUAGES["en"] if key.split(".")[0] in MADE_OF_CODES}
    by_part = {
        key for key in LANGUAGES["en"] for start in re.findall(r"`([a-z_.]+)\$\{", text) if key.startswith(start)
    }
    assert set(LANGUAGES["en"]) == asked | by_code | by_part
    for key in re.findall(r"\b(?:t|rich)\(\"([^\"]+)\"", text):
        assert key in LANGUAGES["en"], key


def test_every_family_of_codes_has_words() -> None:
    families = {key.split(".")[0] for key in LANGUAGES["en"]}
    assert families >= MADE_OF_CODES
    text = "\n".join(code(one) for one in SCRIPTS)
    assert set(re.findall(r"\bnamed\(\"([a-z_]+)\"", text)) <= MADE_OF_CODES


@pytest.mark.parametrize(("family", "shape", "part"), NAMED, ids=[f"{one[1]}-{one[2]}" for one in NAMED])
def test_every_code_that_the_contract_names_has_a_word_of_its_own(family: str, shape: str, part: str) -> None:
    told = CONTRACT[shape]["properties"][part]
    codes = (told.get("items") or told)["enum"]
    said = {key for key in LANGUAGES["en"] if key.startswith(f"{family}.")}
    assert {f"{family}.{code}" for code in codes} <= said


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_no_script_says_how_much_how_long_or_how_far(path: Path) -> None:
    """Amounts, shares, deadlines and limits come from the server; a script has numbers of its own for drawing alone."""
    text = code(path)
    assert not re.search(r"maxlength=(?!\"6\")|\b\d+(?:[.,]\d+)?\s*(?:%|€|EUR\b)(?![\w;\"'`])", text)
    assert not re.search(r"\b[A-Z_]*(?:DAYS|HOURS|PERCENT|PRICE|FEE|NOTICE|DEADLINE)[A-Z_]*\s*=\s*\d", text)


def gaps(text: str | dict[str, str]) -> set[str]:
    """The names of what is put in; a plural's forms may each leave some out."""
    whole = text if isinstance(text, str) else " ".join(text.values())
    return set(re.findall(r"\{(\w+)\}", whole))


def code(path: Path) -> str:
    """A script without its comments."""
    return re.sub(r"/\*.*?\*/|^\s*//.*$", "", path.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)


def test_whatever_keeps_somebody_from_coming_has_its_words() -> None:
    people = {value for name, value in vars(eligible).items() if name.isupper() and isinstance(value, str)}
    rules = people | {one.__struct_config__.tag for one in get_args(NoFit)}
    assert {f"rule.{one}" for one in rules} == {key for key in LANGUAGES["en"] if key.startswith("rule.")}
