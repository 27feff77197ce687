"""What ids and dice promise: nothing twice, ids that sort by age, secrets of full length."""

from __future__ import annotations

import base64
import re

from cleanbee.ports.outbound.ids import Dice, Ids

MANY = 2_000


class IdsContract:
    """Ids."""

    def ids(self) -> Ids:
        """Where ids come from."""
        raise NotImplementedError

    def test_no_id_comes_twice_and_later_ones_sort_later(self) -> None:
        ids = self.ids()
        drawn = [ids.new() for _ in range(MANY)]
        assert len(set(drawn)) == MANY
        assert drawn == sorted(drawn)

    def test_ids_have_the_shape_of_version_seven(self) -> None:
        ids = self.ids()
        assert {(one.version, one.variant) for one in (ids.new() for _ in range(50))} == {(7, "specified in RFC 4122")}


class DiceContract:
    """Chance and secrets."""

    def dice(self) -> Dice:
        """Where chance comes from."""
        raise NotImplementedError

    def test_codes_have_six_digits_and_vary(self) -> None:
        dice = self.dice()
        codes = [dice.code() for _ in range(200)]
        assert all(re.fullmatch(r"[0-9]{6}", code) for code in codes)
        assert len(set(codes)) > 150

    def test_tokens_carry_256_bits_and_none_comes_twice(self) -> None:
        dice = self.dice()
        tokens = [dice.token() for _ in range(200)]
        assert len(set(tokens)) == 200
        assert all(re.fullmatch(r"[A-Za-z0-9_-]+", token) for token in tokens)
        assert all(len(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))) == 32 for token in tokens)

    def test_fractions_lie_between_nothing_and_one(self) -> None:
        dice = self.dice()
        drawn = [dice.fraction() for _ in range(500)]
        assert min(drawn) >= 0.0 and max(drawn) < 1.0
        assert min(drawn) < 0.2 and max(drawn) > 0.8
