"""Somebody calls for the first time: a customer by their phone number, who can sign in by it from then on."""

from __future__ import annotations

from datetime import datetime

from cleanbee.domain.kernel import CustomerId, Granted, Refusal, Refused, Value
from cleanbee.domain.people.contact import contact, is_mail
from cleanbee.domain.people.me import LONGEST_NAME, NameMissing, in_one_line
from cleanbee.domain.people.person import Customer, Locale
from cleanbee.domain.people.sign_in import AddressMalformed


class AddressTaken(Refusal, frozen=True, kw_only=True):
    """A cleaner is reached by this phone number, and signs in by it."""


class Caller(Value, frozen=True, kw_only=True):
    """What somebody says of themselves on the telephone.

    One address alone: nobody has proved it yet, and with a second one two people could sign in to one account.
    """

    name: str
    phone: str
    locale: Locale = "en"


def reached_by(caller: Caller) -> Granted[str] | Refused[AddressMalformed]:
    """The caller's phone number in its normal form."""
    phone = contact(caller.phone)
    return Refused(why=AddressMalformed()) if phone is None or is_mail(phone) else Granted(value=phone)


def newcomer(id: CustomerId, caller: Caller, phone: str, now: datetime) -> Granted[Customer] | Refused[NameMissing]:
    """A new customer, as they said it."""
    name = in_one_line(caller.name)
    if not 1 <= len(name) <= LONGEST_NAME:
        return Refused(why=NameMissing())
    one = Customer(id=id, name=name, phone=phone, locale=caller.locale, since=now)
    return Granted(value=one)
