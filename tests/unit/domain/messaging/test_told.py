"""The table of what people are told, and the wording kept as data, speak of the same things."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cleanbee.adapters.files.templates import TomlTemplates
from cleanbee.domain.messaging.code import TEMPLATE
from cleanbee.domain.messaging.deadlines import DEADLINES, OTHERWISE
from cleanbee.domain.messaging.gaps import DEADLINE, GAPS
from cleanbee.domain.messaging.happened import FOLLOWS
from cleanbee.domain.messaging.notices_for import STREETLESS
from cleanbee.domain.messaging.reminders import REMINDERS
from cleanbee.domain.messaging.told import TEMPLATES

FILE = Path(__file__).parents[4] / "seed" / "notices.toml"
WORDINGS = TomlTemplates(FILE)
TABLES = tomllib.loads(FILE.read_text("utf-8"))


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("template", sorted(TEMPLATES))
def test_a_wording_has_no_gap_that_the_business_does_not_fill(template: str, language: str) -> None:
    assert WORDINGS.wording(template, language).gaps <= set(TEMPLATES[template].gaps)


@pytest.mark.parametrize("template", sorted(TEMPLATES))
def test_no_word_is_kept_that_the_reader_does_not_read(template: str) -> None:
    read = WORDINGS.wording(template, "en").gaps | WORDINGS.wording(template, "de").gaps
    assert set(TEMPLATES[template].gaps) <= read


@pytest.mark.parametrize("template", sorted(TEMPLATES))
def test_the_business_and_the_wording_agree_on_audience_roads_and_urgency(template: str) -> None:
    told, table = TEMPLATES[template], TABLES[template]
    assert (told.audience, list(told.roads), told.critical, told.everywhere) == (
        table["audience"],
        table["channels"],
        table["critical"],
        table.get("everywhere", False),
    )


def test_every_gap_has_somebody_who_fills_it() -> None:
    assert {gap for told in TEMPLATES.values() for gap in told.gaps} <= GAPS.keys() | {DEADLINE}


def test_a_sign_in_code_is_worded_in_both_languages() -> None:
    for language in ("en", "de"):
        assert WORDINGS.wording(TEMPLATE, language).gaps == {"code", "minutes"}


def test_the_reminders_and_the_events_lead_to_templates_that_exist() -> None:
    assert {template for _, templates in REMINDERS.values() for template in templates} <= TEMPLATES.keys()
    assert len(FOLLOWS) > 15


def test_a_language_we_do_not_speak_is_answered_in_english() -> None:
    assert WORDINGS.wording("finished", "pt") == WORDINGS.wording("finished", "en")
    with pytest.raises(LookupError):
        WORDINGS.wording("no_such_template", "en")


def test_a_template_names_a_deadline_exactly_where_the_business_knows_one() -> None:
    naming = {name for name, told in TEMPLATES.items() if DEADLINE in told.gaps}
    assert naming == DEADLINES.keys()
    assert {name for name, told in TEMPLATES.items() if told.answer} <= naming


def test_whoever_is_told_something_else_instead_is_told_it_as_urgently() -> None:
    for name, other in OTHERWISE.items():
        if other is not None:
            one, two = TEMPLATES[name], TEMPLATES[other]
            assert (one.audience, one.roads, one.critical, one.everywhere) == (
                two.audience, two.roads, two.critical, two.everywhere
            )  # fmt: skip
            assert other not in OTHERWISE


def test_every_template_that_tells_a_cleaner_where_somebody_lives_has_one_without_it() -> None:
    telling = {name for name, told in TEMPLATES.items() if told.audience == "cleaner" and "address" in told.gaps}
    assert telling == STREETLESS.keys()
    assert not {"notes", "key", "code", "alarm"} & {gap for told in TEMPLATES.values() for gap in told.gaps}
