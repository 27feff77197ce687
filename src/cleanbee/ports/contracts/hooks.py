"""What reading the gateway's own messages promises: its bytes, its second, its secret, or nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import pytest

from cleanbee.ports.outbound.payment import HookRefused, Hooks


class HooksContract:
    """Messages that the gateway sent, and what looks like them."""

    def open_hooks(self) -> Hooks:
        """Hooks that know the gateway's secret and the one before it."""
        raise NotImplementedError

    def signed(self, at: datetime, *, old_secret: bool = False) -> tuple[bytes, str]:
        """A message that the gateway sends at that instant, as bytes, and its signature."""
        raise NotImplementedError

    async def now(self) -> datetime:
        """The present."""
        raise NotImplementedError

    async def test_a_message_is_read_as_it_was_sent(self) -> None:
        now = await self.now()
        raw, signature = self.signed(now)
        message = self.open_hooks().read(raw, signature, now)
        assert message is not None and message.id
        assert self.open_hooks().read(raw, signature, now) == message

    async def test_the_secret_before_still_counts(self) -> None:
        now = await self.now()
        assert self.open_hooks().read(*self.signed(now, old_secret=True), now) is not None

    async def test_one_bit_that_was_flipped_anywhere_is_found(self) -> None:
        now = await self.now()
        raw, signature = self.signed(now)
        for place in range(len(raw)):
            changed = bytearray(raw)
            changed[place] ^= 1 << (place % 8)
            self._refused(bytes(changed), signature, now)
        for place in range(len(signature)):
            changed = bytearray(signature.encode())
            changed[place] ^= 1 << (place % 7)
            self._refused(raw, changed.decode("ascii"), now)

    async def test_the_same_words_in_other_bytes_are_not_what_was_signed(self) -> None:
        now = await self.now()
        raw, signature = self.signed(now)
        again = msgspec.json.format(raw, indent=3)
        assert again != raw and msgspec.json.decode(again) == msgspec.json.decode(raw)
        self._refused(again, signature, now)

    @pytest.mark.parametrize(("age", "well"), [(301, False), (300, True), (1, True)])
    async def test_a_message_lives_five_minutes(self, age: int, well: bool) -> None:
        now = (await self.now()).replace(microsecond=0)
        raw, signature = self.signed(now - timedelta(seconds=age))
        if well:
            assert self.open_hooks().read(raw, signature, now) is not None
        else:
            self._refused(raw, signature, now)

    @pytest.mark.parametrize("signature", ["", ",", "t=,v1=", "t=x,v1=aa", "v1=aa", "t=1", f"t={'9' * 30},v1=00"])
    async def test_what_is_no_signature_is_refused(self, signature: str) -> None:
        now = await self.now()
        self._refused(self.signed(now)[0], signature, now)

    def _refused(self, raw: bytes, signature: str, now: datetime) -> None:
        with pytest.raises(HookRefused):
            self.open_hooks().read(raw, signature, now)
