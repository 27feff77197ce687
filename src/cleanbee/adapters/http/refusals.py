"""Every refusal of the domain in the words of the API; a test walks all refusals and fails on one without a row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from cleanbee.adapters.http.language import text
from cleanbee.adapters.http.names import BOOKING, encode
from cleanbee.adapters.http.problems import Code, No
from cleanbee.adapters.http.sentences import sentence
from cleanbee.domain import kernel
from cleanbee.domain.availability import claim, slot
from cleanbee.domain.booking import arrival, booking, extra, missed, occurred, override, reveal, rooms
from cleanbee.domain.kernel import Refusal
from cleanbee.domain.matching import offer, receipt
from cleanbee.domain.messaging import chat
from cleanbee.domain.payment import (
    abandon,
    cash_out,
    credit,
    dispute,
    open_item,
    payment,
    payout_account,
    promotion,
    refund,
    tip,
)
from cleanbee.domain.payment.papers import invoice, paper
from cleanbee.domain.people import address, home, me, newcomer, sign_in, standing
from cleanbee.domain.pricing import quote
from cleanbee.domain.trust import review
from cleanbee.ports.inbound.platform import advance_clock

CODES: Mapping[type[Refusal], Code] = {
    kernel.NotFound: Code.not_found,
    kernel.NotAllowed: Code.forbidden,
    kernel.NotInPhase: Code.illegal_transition,
    kernel.VersionMoved: Code.precondition_failed,
    # people
    sign_in.CodeWrong: Code.code_wrong,
    sign_in.PasswordWrong: Code.unauthenticated,
    sign_in.TokenUnknown: Code.unauthenticated,
    sign_in.TokenReused: Code.unauthenticated,
    sign_in.AddressMalformed: Code.refused,
    address.OutsideArea: Code.refused,
    address.AddressUnknown: Code.refused,
    home.NotesTooLong: Code.refused,
    home.PinTooShort: Code.refused,
    home.HomeInUse: Code.refused,
    me.NameMissing: Code.refused,
    newcomer.AddressTaken: Code.refused,
    me.TooMany: Code.refused,
    me.PayFloorTooLow: Code.refused,
    me.CleanersOnly: Code.refused,
    standing.DocumentInvalid: Code.refused,
    standing.EvidenceIncomplete: Code.refused,
    # pricing
    quote.ServiceNotOffered: Code.refused,
    quote.ExtraUnknown: Code.refused,
    quote.TooLong: Code.refused,
    quote.PayAboveNet: Code.refused,
    # availability
    slot.SlotExpired: Code.slot_expired,
    claim.SlotTaken: Code.slot_taken,
    claim.HoldExpired: Code.hold_expired,
    claim.OffGrid: Code.refused,
    claim.TooSoon: Code.refused,
    claim.BeyondHorizon: Code.refused,
    claim.OutsideHours: Code.refused,
    claim.CannotReach: Code.refused,
    claim.RestTooShort: Code.refused,
    claim.DayFull: Code.refused,
    claim.TooManyHolds: Code.refused,
    claim.PromisesInside: Code.refused,
    # booking
    booking.QuoteExpired: Code.refused,
    booking.HomeDiffers: Code.refused,
    booking.CardNotSaved: Code.refused,
    booking.NeedsCleanerConsent: Code.refused,
    booking.LateMoveUsed: Code.refused,
    booking.TooManyMoves: Code.refused,
    booking.NotOnTeam: Code.refused,
    booking.TooEarly: Code.refused,
    booking.TooFar: Code.refused,
    arrival.PositionMissing: Code.refused,
    arrival.NoPinHere: Code.refused,
    arrival.PinWrong: Code.refused,
    arrival.PinLocked: Code.refused,
    override.NothingToOverride: Code.refused,
    booking.MoneyNotSecured: Code.refused,
    booking.StillWaiting: Code.refused,
    booking.EvidenceMissing: Code.refused,
    booking.ChoiceClosed: Code.refused,
    booking.NotAnOption: Code.refused,
    booking.TooLongEta: Code.refused,
    occurred.ToldTooLate: Code.refused,
    missed.CountedAsMissed: Code.refused,
    open_item.NothingToJudge: Code.refused,
    occurred.NotYetHappened: Code.refused,
    rooms.RoomUnknown: Code.refused,
    booking.AgreementMissing: Code.refused,
    kernel.ReasonMissing: Code.refused,
    reveal.TooLate: Code.refused,
    reveal.WhyMissing: Code.refused,
    # matching
    offer.OfferGone: Code.offer_gone,
    offer.OfferLapsed: Code.offer_gone,
    offer.TakenByAnother: Code.offer_gone,
    offer.NotYours: Code.not_found,
    offer.NotTheChosenCleaner: Code.refused,
    offer.SeatHasOffer: Code.refused,
    offer.NobodyToAsk: Code.refused,
    offer.AskedBefore: Code.refused,
    offer.BelowPayFloor: Code.refused,
    offer.NoLongerEligible: Code.refused,
    receipt.ContestTooLate: Code.refused,
    receipt.ContestedBefore: Code.refused,
    receipt.ContestEmpty: Code.refused,
    receipt.NothingToAnswer: Code.refused,
    # payment
    payment.PaymentDeclined: Code.payment_declined,
    payment.WindowTooLong: Code.refused,
    payment.CardUnknown: Code.refused,
    payment.NothingToPay: Code.refused,
    abandon.StillTried: Code.refused,
    credit.CreditTooLarge: Code.refused,
    credit.MoreThanUsed: Code.refused,
    extra.AlreadyAsked: Code.refused,
    extra.NotAsked: Code.refused,
    extra.PastTheEnd: Code.refused,
    extra.NextVisitLate: Code.refused,
    paper.NotChargedYet: Code.refused,
    invoice.NotInvoicedYet: Code.refused,
    payout_account.AccountUnknown: Code.refused,
    payout_account.AccountNotReady: Code.refused,
    cash_out.NotCaptured: Code.refused,
    cash_out.PayInDispute: Code.refused,
    cash_out.PayKept: Code.refused,
    cash_out.CashOutTooSmall: Code.refused,
    cash_out.FeeNotAgreed: Code.refused,
    refund.NotCaptured: Code.refused,
    refund.PaidWithoutCard: Code.refused,
    refund.MoreThanCaptured: Code.refused,
    refund.OtherCurrency: Code.refused,
    refund.Disputed: Code.refused,
    refund.NeedsSecondPerson: Code.refused,
    promotion.PromotionInvalid: Code.refused,
    promotion.PromotionMalformed: Code.refused,
    promotion.CodeTaken: Code.refused,
    dispute.EvidenceTooLate: Code.refused,
    chat.ChatClosed: Code.refused,
    chat.TooFast: Code.refused,
    chat.MessageEmpty: Code.refused,
    chat.MessageIdTaken: Code.id_taken,
    review.ReviewTooLate: Code.refused,
    review.ReviewedBefore: Code.refused,
    review.TagUnknown: Code.refused,
    tip.NotDone: Code.refused,
    tip.Unpaid: Code.refused,
    tip.TipTooLate: Code.refused,
    tip.TipTooLarge: Code.refused,
    # platform
    advance_clock.OnlyForward: Code.refused,
    advance_clock.TooFarAhead: Code.refused,
}

TOLD_ELSEWHERE = frozenset({Code.not_found, Code.forbidden, Code.unauthenticated, Code.code_wrong})
"""These say nothing beyond their code: a word more would tell what is not theirs to know."""


def no_of(why: Refusal) -> No:
    """The problem that says this refusal: its own word as ``reason``, its numbers as ``facts``."""
    code = CODES[type(why)]
    if code in TOLD_ELSEWHERE:
        return No(code)
    more: dict[str, Any] = {"reason": why.code, "detail": text(sentence(why))}
    if isinstance(why, kernel.VersionMoved):
        return No(code, {**more, "current": why.current})
    facts = {name: fact(getattr(why, name)) for name in type(why).__struct_fields__}
    return No(code, {**more, "facts": facts} if facts else more)


def fact(value: object) -> str | list[str]:
    """A fact as text, several of them as a list: an address may hold commas of its own."""
    if isinstance(value, tuple):
        return [said(one) for one in value]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] any tuple
    return said(value)


def said(value: object) -> str:
    """A fact as text."""
    match value:
        case datetime():
            return value.isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case UUID():
            return encode(BOOKING, value)
        case kernel.Money():
            return f"{value.amount} {value.currency}"
        case _:
            return str(value)
