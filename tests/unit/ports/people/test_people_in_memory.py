"""People, homes and sign-ins over the store in memory."""

from __future__ import annotations

import pytest
from tests.unit.ports.people.home_walks import HomeWalks
from tests.unit.ports.people.oneself_walks import OneselfWalks
from tests.unit.ports.people.signing_in_walks import SigningInWalks
from tests.unit.ports.people.standing_walks import StandingWalks
from tests.unit.ports.people.town import PHRASE, Build, in_memory

from cleanbee.ports.inbound.people.refresh_session import RefreshAsked
from cleanbee.ports.inbound.people.sign_in_ops import PasswordTyped
from cleanbee.ports.inbound.people.sign_out import SignOutAsked


@pytest.fixture
def build() -> Build:
    return in_memory


class TestSigningIn(SigningInWalks):
    """In memory."""


class TestHomes(HomeWalks):
    """In memory."""


class TestOneself(OneselfWalks):
    """In memory."""


class TestStanding(StandingWalks):
    """In memory."""


def test_passwords_and_tokens_are_not_printed() -> None:
    assert PHRASE not in repr(PasswordTyped("olga@cleanbee.example", PHRASE))
    assert "secret" not in repr(RefreshAsked("secret")) + repr(SignOutAsked("secret"))
