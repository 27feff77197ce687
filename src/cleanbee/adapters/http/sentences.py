"""Every no of the business in a sentence that says the way out; the codes stay, the sentences are translated."""

from __future__ import annotations

from collections.abc import Mapping

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

NOT_STARTED = "The visit has not come that far yet."
WORK_STARTED = "The work has begun already."
ALREADY_OVER = "It is over already."
NOT_NOW = "That cannot be done in its present phase."

IN_PHASE: Mapping[str, str] = {
    **dict.fromkeys(("awaiting_card", "requested", "offered", "awaiting_choice", "confirmed"), NOT_STARTED),
    **dict.fromkeys(("en_route", "at_door"), NOT_STARTED),
    "in_progress": WORK_STARTED,
    **dict.fromkeys(("locked_out", "completed", "settled", "cancelled", "expired"), ALREADY_OVER),
}
"""What the phase of a booking says to whoever asked for a move that it does not have."""

OF_CODE: Mapping[str, str] = {
    "unknown": "We know no such code: look at how it is written, and type it once more.",
    "already_redeemed": "You have redeemed this code already: what it brought stands in your credit.",
    "not_yet": "This code can be redeemed later: come back on its first day.",
    "over": "This code can no longer be redeemed: use another one.",
    "newcomers_only": "This code is for who books for the first time: use another one.",
    "other_currency": "This code brings nothing in the currency that you pay in: use another one.",
    "used_up": "This code was redeemed as often as it may be: use another one.",
}
"""Why a code brings nothing."""

SENTENCES: Mapping[type[Refusal], str] = {
    kernel.VersionMoved: "It has changed since you read it: read it again and decide again.",
    sign_in.AddressMalformed: "Give a phone number with its country code (+49…), or an e-mail address.",
    address.OutsideArea: "Nobody serves this address yet.",
    address.AddressUnknown: "There is no such address, or more than one: give street, number and town.",
    home.NotesTooLong: "The notes are too long to be read at a door: shorten them.",
    home.PinTooShort: "A PIN has at least four characters: a shorter one can be guessed.",
    home.HomeInUse: "A clean is planned here: cancel it first.",
    newcomer.AddressTaken: "A cleaner of ours is reached by this number: a customer signs in by another one.",
    me.NameMissing: "A name has 1 to 120 characters.",
    me.TooMany: "The list is longer than it may be: remove an entry first.",
    me.CleanersOnly: "Leave these fields out: only cleaners have them.",
    me.PayFloorTooLow: "Your own pay floor cannot be below the house's.",
    standing.DocumentInvalid: "A paper is missing or no longer good: hand in a new one first.",
    standing.EvidenceIncomplete: "Say what happened, with evidence, before somebody is suspended for it.",
    quote.ServiceNotOffered: "This kind of clean is not offered: see the list of services.",
    quote.ExtraUnknown: "This extra is not offered: see the list of services.",
    quote.TooLong: "That is more than one cleaner may do in one visit: choose fewer rooms or extras.",
    quote.PayAboveNet: "This price cannot be made: tell the office.",
    slot.SlotExpired: "The slot was shown too long ago: search again.",
    claim.SlotTaken: "Somebody else was first: choose another slot.",
    claim.HoldExpired: "The hold has lapsed: the slot may still be free, try it.",
    claim.OffGrid: "Starts stand on the quarter hours of the home's clock.",
    claim.TooSoon: "That is too soon for a cleaner to be there: choose a later slot.",
    claim.BeyondHorizon: "Calendars are not open that far ahead: choose an earlier day.",
    claim.OutsideHours: "The cleaner does not work then: choose another slot.",
    claim.CannotReach: "The cleaner cannot be there in time: choose another slot.",
    claim.RestTooShort: "The cleaner needs a rest there: choose another slot.",
    claim.DayFull: "The cleaner's day is full: choose another day or another cleaner.",
    claim.TooManyHolds: "You keep as many slots on hold as you may: release one, or book it.",
    claim.PromisesInside: "Visits are promised in that time: hand them over first.",
    booking.QuoteExpired: "The price is too old, or was used: ask for a new one.",
    booking.HomeDiffers: "The price was made for another address: ask for one for this home.",
    booking.CardNotSaved: "You have no saved card under that id: save one first.",
    booking.NeedsCleanerConsent: "So close to the start the cleaner has to agree: ask our office, which asks them.",
    booking.LateMoveUsed: "So close to the start a clean is moved once: keep it, or cancel it and book anew.",
    booking.TooManyMoves: "The clean was moved as often as it may be: cancel it and book anew.",
    booking.NotOnTeam: "Only the cleaner who comes can do this.",
    booking.TooEarly: "It is too early for that.",
    booking.TooFar: "You are too far from the home: go nearer, or give the home's PIN.",
    arrival.PositionMissing: "Say where you are, or give the home's PIN.",
    arrival.NoPinHere: "This home has no PIN: go nearer, or ask our office, which can vouch for you.",
    arrival.PinWrong: "That is not the home's PIN: ask whoever lives there, go nearer, or ask our office.",
    arrival.PinLocked: "A wrong PIN was given too often: go nearer, or ask our office, which can vouch for you.",
    override.NothingToOverride: "Nothing stands in the way: the money is held, or the office has vouched for it.",
    booking.MoneyNotSecured: "The card is not secured, so no work may begin: the office has been told.",
    booking.StillWaiting: "The time to wait at the door is not over.",
    booking.EvidenceMissing: "Something is missing before nobody-at-home counts: see what.",
    booking.ChoiceClosed: "The time to choose is over.",
    booking.NotAnOption: "That is not among the choices.",
    booking.TooLongEta: "An arrival time may be at most an hour away, and at most an hour after the booked start.",
    missed.CountedAsMissed: "The visit counted as missed before this was told: it is kept, and our office looks.",
    open_item.NothingToJudge: "Nobody has said that they came, or it was judged already.",
    occurred.ToldTooLate: "A step is told within 24 hours: tell our office what happened.",
    occurred.NotYetHappened: "That is still to come: set your telephone's clock, or leave the time out.",
    rooms.RoomUnknown: "The clean was not sold with this room: tick off one of its own.",
    booking.AgreementMissing: "Ask the cleaner first, and write down in `agreed` how you heard their yes.",
    kernel.ReasonMissing: "Say why; a waiver takes one of the known reasons.",
    reveal.TooLate: "The visit is over.",
    reveal.WhyMissing: "Say why you need to know the way in: it is kept beside your name.",
    offer.OfferGone: "The offer has been answered, or taken back.",
    offer.OfferLapsed: "The time to answer is over.",
    offer.TakenByAnother: "Somebody else said yes first; it costs you nothing. See `GET /v1/offers` for more.",
    offer.NotTheChosenCleaner: "The customer wants one certain cleaner.",
    offer.SeatHasOffer: "Somebody else is being asked: wait for the answer, or take the offer back.",
    offer.NobodyToAsk: "Nobody else can be asked just now: assign somebody who agrees, or try again later.",
    offer.AskedBefore: "This cleaner has been asked already.",
    offer.BelowPayFloor: "The pay per hour, travel counted, is below what the cleaner asks for.",
    offer.NoLongerEligible: "Something changed since the offer was made.",
    receipt.ContestTooLate: "The time in which this could be doubted is over: write to the office all the same.",
    receipt.ContestedBefore: "You have doubted this already: the answer comes, or stands, with it.",
    receipt.ContestEmpty: "Say in your own words what is wrong, so that a human can look at it.",
    receipt.NothingToAnswer: "Nobody doubts this, or every doubt has been answered.",
    payment.PaymentDeclined: "The card was declined: try another one.",
    payment.WindowTooLong: "No card can be held for so long a visit.",
    payment.CardUnknown: "The card could not be saved: enter it once more.",
    payment.NothingToPay: "There is nothing for you to pay now.",
    abandon.StillTried: "It is still asked for again under its own key: wait until then, and look once more.",
    invoice.NotInvoicedYet: "There is no invoice for this clean yet: it is written when its money has come.",
    credit.MoreThanUsed: "Credit paid less than that for this clean: give back at most `most`.",
    credit.CreditTooLarge: "That is more than may be promised at once: promise less.",
    extra.AlreadyAsked: "More time is asked for once a visit, and was.",
    extra.NotAsked: "Nobody asks for more time here now.",
    extra.PastTheEnd: "The booked time is over: more of it is asked for and agreed to before its end.",
    extra.NextVisitLate: "The next visit would begin late: ask for at most `most_min` minutes.",
    paper.NotChargedYet: "No money was taken for this clean yet: its money timeline says when it will be.",
    payout_account.AccountUnknown: "The gateway knows no account under that token: set it up there again.",
    payout_account.AccountNotReady: "There is no account that pay can be sent to: name one first.",
    cash_out.NotCaptured: "Nothing is payable yet: pay comes with the customer's money, a day after the clean.",
    cash_out.PayInDispute: "A customer's bank disputes what this pay is for: it is sent when that is decided.",
    cash_out.PayKept: "Our office keeps this pay for now and says why: ask them.",
    cash_out.CashOutTooSmall: "The fee would take all of it: it is sent for nothing when the week is over.",
    cash_out.FeeNotAgreed: "That is not the fee as it is now: look at it, then agree to it.",
    refund.NotCaptured: "Nothing was taken for this clean yet: wait for the capture, or waive the fee.",
    refund.PaidWithoutCard: "No card paid for this clean, so none gets it back: pay it back the way it came.",
    refund.MoreThanCaptured: "So much of the charge is not left: give back at most what is; tips are the cleaner's.",
    refund.OtherCurrency: "It was paid or promised in another currency: use that one.",
    refund.Disputed: "The customer's bank disputes this charge and decides it: send evidence, or let it go.",
    refund.NeedsSecondPerson: "Above the limit somebody else of the office has to agree, or do it: ask a colleague.",
    promotion.PromotionMalformed: "Such a promotion cannot be made: put right what `what` names.",
    promotion.CodeTaken: "Another promotion has this code: choose another one.",
    chat.ChatClosed: "Nobody can be written to about this clean now: wait until somebody comes, or call the office.",
    chat.TooFast: "That were many messages at once: wait a minute, then go on.",
    chat.MessageEmpty: "Write something before you send it.",
    review.ReviewTooLate: "A clean can be reviewed for a week; that is over. If something went wrong, call the office.",
    review.ReviewedBefore: "You have reviewed this clean already: a review stays as it was written.",
    review.TagUnknown: "Choose from the words in `known`.",
    chat.MessageIdTaken: "This id stands for another message: make a new one.",
    dispute.EvidenceTooLate: "The bank takes no more evidence: wait for its decision.",
    tip.NotDone: "Nobody has cleaned here yet, so there is nobody to thank: wait for the end of the clean.",
    tip.Unpaid: "The clean itself is not paid for yet: settle it first.",
    tip.TipTooLate: "Tips can be given for a week after the clean: thank them with the next one.",
    tip.TipTooLarge: "All tips for one clean are limited: give at most what is left of that.",
    advance_clock.OnlyForward: "Time only goes forward: choose an instant after now.",
    advance_clock.TooFarAhead: "That is too far ahead: a year at once, and never beyond 2099.",
}


def sentence(why: Refusal) -> str:
    """What this no means to whoever hears it, in English."""
    if isinstance(why, kernel.NotInPhase):
        return IN_PHASE.get(why.phase, NOT_NOW)
    if isinstance(why, promotion.PromotionInvalid):
        return OF_CODE[why.because]
    return SENTENCES[type(why)]
