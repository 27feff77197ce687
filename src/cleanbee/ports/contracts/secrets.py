"""What password hashing promises: the password fits its own hash, and nothing else does."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

from cleanbee.ports.outbound.secrets import Hasher


class HasherContract:
    """Hashing passwords."""

    def open_hasher(self) -> AbstractAsyncContextManager[Hasher]:
        """A hasher."""
        raise NotImplementedError

    async def test_a_password_fits_its_own_hash_and_no_other_does(self) -> None:
        async with self.open_hasher() as hasher:
            kept = await hasher.hash("correct horse")
            assert await hasher.verify(kept, "correct horse")
            assert not await hasher.verify(kept, "correct horse ")
            assert not await hasher.verify(kept, "")

    async def test_a_hash_does_not_show_the_password_and_differs_each_time(self) -> None:
        async with self.open_hasher() as hasher:
            first, second = await hasher.hash("correct horse"), await hasher.hash("correct horse")
            assert "horse" not in first
            assert first != second

    async def test_somebody_without_a_hash_has_no_password(self) -> None:
        async with self.open_hasher() as hasher:
            assert not await hasher.verify(None, "correct horse")
            assert not await hasher.verify(None, "")

    async def test_letters_of_every_script_make_a_password(self) -> None:
        async with self.open_hasher() as hasher:
            kept = await hasher.hash("pässwörd 密码 🐝")
            assert await hasher.verify(kept, "pässwörd 密码 🐝")
            assert not await hasher.verify(kept, "passwort 密码 🐝")
