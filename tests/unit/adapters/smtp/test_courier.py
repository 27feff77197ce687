"""Mail arrives at an SMTP server as it was worded, or the sender learns that it did not."""

from __future__ import annotations

import pytest
from tests.unit.adapters.smtp.mail_server import MailServer, mail_server

from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.adapters.smtp.courier import SmtpCourier, server_at
from cleanbee.domain.kernel import with_
from cleanbee.domain.messaging.notice import Notice, Recipient
from cleanbee.ports.contracts.nouns import Nouns
from cleanbee.ports.outbound.messaging import CourierDown

SENDER = "CleanBee <hello@cleanbee.example>"
TEXT = "Bestätigt: Mi., 4. März\n\nJoyce kommt um 09:30.\n.Punkt am Anfang\n"


def letter() -> Notice:
    nouns = Nouns(SeededIds(3))
    notice = nouns.notice(nouns.ids.new())
    to = Recipient(person=notice.to.person, channel="mail", address="mia@honigfeld.example", locale="de")
    return with_(notice, to=to)


def courier(server: MailServer) -> SmtpCourier:
    return SmtpCourier(f"smtp://127.0.0.1:{server.port}", SENDER)


async def test_a_mail_arrives_with_its_subject_its_words_and_its_addresses() -> None:
    async with mail_server() as server:
        await courier(server).deliver(letter(), TEXT)
    (arrived,) = server.letters
    assert server.envelopes == [("hello@cleanbee.example", "mia@honigfeld.example")]
    assert arrived["Subject"] == "Bestätigt: Mi., 4. März"
    assert arrived["From"] == SENDER
    assert arrived.get_content().splitlines() == ["Joyce kommt um 09:30.", ".Punkt am Anfang"]


async def test_the_same_notice_always_bears_the_same_message_id_so_that_mailboxes_know_a_repeat() -> None:
    async with mail_server() as server:
        for _ in range(2):
            await courier(server).deliver(letter(), TEXT)
    assert {mail["Message-ID"] for mail in server.letters} == {f"<{letter().id}@cleanbee.example>"}


async def test_a_server_that_is_not_there_means_try_later() -> None:
    async with mail_server() as server:
        gone = courier(server)
    with pytest.raises(CourierDown):
        await gone.deliver(letter(), TEXT)


async def test_an_address_the_server_refuses_means_not_delivered() -> None:
    async with mail_server(frozenset({"mia@honigfeld.example"})) as server:
        with pytest.raises(CourierDown):
            await courier(server).deliver(letter(), TEXT)
    assert server.letters == []


async def test_a_server_that_hangs_up_unanswered_means_try_again_though_it_may_have_arrived() -> None:
    async with mail_server(hangs_up=True) as server:
        with pytest.raises(CourierDown):
            await courier(server).deliver(letter(), TEXT)
    assert len(server.letters) == 1


async def test_a_subject_cannot_smuggle_in_another_header() -> None:
    async with mail_server() as server:
        await courier(server).deliver(letter(), "Hello\rBcc: all@honigfeld.example\n\nbody")
    assert all(mail["Bcc"] is None for mail in server.letters)


def test_a_mail_server_is_named_by_a_url_and_its_password_is_not_shown() -> None:
    found = server_at("smtps://bee:hon%40ey@mail.example")
    assert (found.host, found.port, found.user, found.password, found.tls) == (
        "mail.example", 465, "bee", "hon@ey", True
    )  # fmt: skip
    assert "hon" not in repr(found)
    assert server_at("smtp://mail.example:2525").port == 2525


@pytest.mark.parametrize("wrong", ["http://mail.example", "smtp://", "mail.example"])
def test_anything_else_is_no_mail_server(wrong: str) -> None:
    with pytest.raises(ValueError, match="smtp"):
        server_at(wrong)
