"""Somebody calls for the first time: a customer by their phone number, who can sign in by it from then on."""

from __future__ import annotations

from datetime import datetime

from cleanbee.domain.kernel import CustomerId, Granted, Refusal, Refused, Value
from cleanbee.domain.people.contact import contact, is_mail
from cleanbee.domain.people.me import LONGEST_NAME, NameMissing, in_one_line
from cleanbee.domain.people.person import Customer, Locale
from cleanbee.domain.people.sign_in import AddressMalformed


class AddressTaken(Refusal, frozen=True, kw_only=True):
    """Somebody else is reached by this phone number or mail address already."""


class Caller(Value, frozen=True, kw_only=True):
    """What somebody says of themselves on the telephone."""

    name: str
    phone: str
    email: str | None = None
    locale: Locale = "en"


class Reached(Value, frozen=True, kw_only=True):
    """A phone number and, where it was given, a mail address, in their normal forms."""

    phone: str
    mail: str | None = None


def reached_by(caller: Caller) -> Granted[Reached] | Refused[AddressMalformed]:
    """How the caller is reached."""
    phone = contact(caller.phone)
    mail = None if caller.email is None else contact(caller.email)
    if phone is None or is_mail(phone) or (caller.email is not None and (mail is None or not is_mail(mail))):
        return Refused(why=AddressMalformed())
    return Granted(value=Reached(phone=phone, mail=mail))


def newcomer(
    id: CustomerId, caller: Caller, reached: Reached, now: datetime
) -> Granted[Customer] | Refused[NameMissing]:
    """A new customer, as they said it."""
    name = in_one_line(caller.name)
    if not 1 <= len(name) <= LONGEST_NAME:
        return Refused(why=NameMissing())
    one = Customer(id=id, name=name, phone=reached.phone, email=reached.mail, locale=caller.locale, since=now)
    return Granted(value=one)
