"""The use cases of each context over their ports."""

from __future__ import annotations

from functools import partial

from cleanbee.domain.messaging.card_link import PAGE as CARD_PAGE
from cleanbee.domain.payment.papers.packet import packet
from cleanbee.domain.payment.papers.sheet import sheet_of
from cleanbee.entrypoints.ports import Ports
from cleanbee.entrypoints.walks import news_roads
from cleanbee.ports.inbound.app import (
    Availability,
    Bookings,
    Figures,
    Matching,
    Messaging,
    Payments,
    People,
    Pricing,
    Trust,
)
from cleanbee.ports.inbound.availability.calendar import EndTimeOff, ReadCalendar
from cleanbee.ports.inbound.availability.find_slots import FindSlots
from cleanbee.ports.inbound.availability.hold_slot import HoldSlot
from cleanbee.ports.inbound.availability.hours import ReadHours, SetHours
from cleanbee.ports.inbound.availability.release_hold import ReleaseHold
from cleanbee.ports.inbound.availability.sweep_holds import SweepHolds
from cleanbee.ports.inbound.booking.assign_cleaner import AssignCleaner, UndoAssigning
from cleanbee.ports.inbound.booking.block_customer import BlockCustomer, ReadBlocks, UnblockCustomer
from cleanbee.ports.inbound.booking.cancel_booking import CancelBooking, Waive
from cleanbee.ports.inbound.booking.check_in import CheckIn
from cleanbee.ports.inbound.booking.choose import Choose
from cleanbee.ports.inbound.booking.confirm_card import ConfirmCard
from cleanbee.ports.inbound.booking.end_debt import EndDebt
from cleanbee.ports.inbound.booking.extra_time import ApproveExtraTime, AskExtraTime
from cleanbee.ports.inbound.booking.finish_cleaning import FinishCleaning
from cleanbee.ports.inbound.booking.give_eta import GiveEta
from cleanbee.ports.inbound.booking.judge_no_show import JudgeNoShow
from cleanbee.ports.inbound.booking.list_bookings import ListBookings
from cleanbee.ports.inbound.booking.move_booking import MoveBooking
from cleanbee.ports.inbound.booking.note_door import NoteDoor
from cleanbee.ports.inbound.booking.override_visit import OverrideVisit
from cleanbee.ports.inbound.booking.pay_booking import PayBooking
from cleanbee.ports.inbound.booking.place_booking import PlaceBooking
from cleanbee.ports.inbound.booking.read_booking import ReadBooking
from cleanbee.ports.inbound.booking.read_person import ReadPerson
from cleanbee.ports.inbound.booking.read_queue import ReadQueue
from cleanbee.ports.inbound.booking.read_repairs import ReadRepairs
from cleanbee.ports.inbound.booking.rebook import ReadNextVisit, Rebook
from cleanbee.ports.inbound.booking.report_lockout import ReportLockout
from cleanbee.ports.inbound.booking.set_off import SetOff
from cleanbee.ports.inbound.booking.start_cleaning import StartCleaning
from cleanbee.ports.inbound.booking.tick_room import TickRoom
from cleanbee.ports.inbound.booking.withdraw import Withdraw
from cleanbee.ports.inbound.matching.answer_offer import AcceptOffer, DeclineOffer
from cleanbee.ports.inbound.matching.assign_open import AssignOpen
from cleanbee.ports.inbound.matching.bind_late import BindLate
from cleanbee.ports.inbound.matching.contest_receipt import AnswerContest, ContestReceipt
from cleanbee.ports.inbound.matching.make_plans import MakePlans
from cleanbee.ports.inbound.matching.pass_visit_on import PassVisitOn
from cleanbee.ports.inbound.matching.plan_day import ListPlans, PlanDay, ReadPlan
from cleanbee.ports.inbound.matching.read_assignments import ListAssignments
from cleanbee.ports.inbound.matching.read_board import ReadBoard
from cleanbee.ports.inbound.matching.read_day_plan import ReadDayPlan
from cleanbee.ports.inbound.matching.read_offers import ListOffers, ReadOffer
from cleanbee.ports.inbound.matching.read_receipts import ListReceipts, ReadReceipt
from cleanbee.ports.inbound.matching.send_offer import CallCleaners, SendOffer, WithdrawOffer
from cleanbee.ports.inbound.matching.take_time_off import TakeTimeOff
from cleanbee.ports.inbound.messaging.chat import MarkRead, PostMessage, ReadChat
from cleanbee.ports.inbound.messaging.deliver_notices import DeliverNotices
from cleanbee.ports.inbound.messaging.list_notices import ListNotices
from cleanbee.ports.inbound.messaging.send_card_link import SendCardLink
from cleanbee.ports.inbound.payment.abandon_operation import AbandonOperation, ReadOperation
from cleanbee.ports.inbound.payment.cards import ListCards, OpenCardForm, PrepareCard, RemoveCard, SaveCard
from cleanbee.ports.inbound.payment.check_books import CheckBooks
from cleanbee.ports.inbound.payment.credits import GrantCredit, ReadCredit, RefundCredit
from cleanbee.ports.inbound.payment.disputes import ListDisputes, ReadDispute, ReadEvidence, SendEvidence
from cleanbee.ports.inbound.payment.open_items import ReadOpenItems
from cleanbee.ports.inbound.payment.papers import PrintPaper, ReadBookingReceipt, ReadInvoice, ReadStatement
from cleanbee.ports.inbound.payment.payout_account import ChangeAccount, ProveIdentity, ReadPayoutAccount
from cleanbee.ports.inbound.payment.payouts import CashOut, ListPayouts, ReadPayout, TurnPayout
from cleanbee.ports.inbound.payment.promotions import EndPromotion, ListPromotions, MakePromotion, RedeemCode
from cleanbee.ports.inbound.payment.read_account import ReadAccount, ReadJournals
from cleanbee.ports.inbound.payment.read_figures import ReadDayMoney, ReadEarnings, ReadFill, ReadLateness
from cleanbee.ports.inbound.payment.read_ledger import ReadLedger, ReadPayment
from cleanbee.ports.inbound.payment.read_timeline import ReadQuoteTimeline, ReadTimeline
from cleanbee.ports.inbound.payment.reconcile_gateway import ReconcileGateway
from cleanbee.ports.inbound.payment.refunds import ApproveRefund, AskRefund, DropRefund, ListRefunds, ReadRefund
from cleanbee.ports.inbound.payment.run_payouts import RunPayouts
from cleanbee.ports.inbound.payment.settle_operation import SettleOperation, SettleOperations
from cleanbee.ports.inbound.payment.show_payments import ShowPayments
from cleanbee.ports.inbound.payment.take_fact import TakeFact
from cleanbee.ports.inbound.payment.take_hook import TakeHook
from cleanbee.ports.inbound.payment.take_news import TakeNews
from cleanbee.ports.inbound.payment.tips import GiveTip
from cleanbee.ports.inbound.payment.work_inbox import WorkInbox
from cleanbee.ports.inbound.people.act_for import ActFor
from cleanbee.ports.inbound.people.archive_home import ArchiveHome
from cleanbee.ports.inbound.people.authenticate import Authenticate
from cleanbee.ports.inbound.people.create_home import CreateHome
from cleanbee.ports.inbound.people.edit_home import EditHome
from cleanbee.ports.inbound.people.edit_me import EditMe
from cleanbee.ports.inbound.people.find_people import FindPeople
from cleanbee.ports.inbound.people.list_homes import ListHomes
from cleanbee.ports.inbound.people.read_access_notes import ReadAccessNotes
from cleanbee.ports.inbound.people.read_audit import ReadAudit
from cleanbee.ports.inbound.people.read_home import ReadHome
from cleanbee.ports.inbound.people.read_looks import ReadLooks
from cleanbee.ports.inbound.people.read_me import ReadMe
from cleanbee.ports.inbound.people.recognise_browser import RecogniseBrowser
from cleanbee.ports.inbound.people.refresh_session import RefreshSession
from cleanbee.ports.inbound.people.request_code import RequestCode
from cleanbee.ports.inbound.people.sign_in_ops import SignInOps
from cleanbee.ports.inbound.people.sign_out import SignOut
from cleanbee.ports.inbound.people.take_down import TakeDown
from cleanbee.ports.inbound.people.turn_cleaner import TurnCleaner
from cleanbee.ports.inbound.people.turn_preference import ReadPreferences, TurnPreference
from cleanbee.ports.inbound.people.verify_code import VerifyCode
from cleanbee.ports.inbound.pricing.list_services import ListServices
from cleanbee.ports.inbound.pricing.make_quote import MakeQuote
from cleanbee.ports.inbound.pricing.read_quote import ReadQuote
from cleanbee.ports.inbound.trust.review import ReadReviews, WriteReview
from cleanbee.ports.outbound.payment import BankPage


def people(ports: Ports) -> People:
    """Signing in, people and homes."""
    store, machine = ports.store, ports.machine
    return People(
        request_code=RequestCode(store, machine.ids, machine.dice),
        verify_code=VerifyCode(store, machine.dice, machine.clock),
        sign_in_ops=SignInOps(store, ports.hasher, machine.dice, machine.clock),
        refresh_session=RefreshSession(store, machine.dice, machine.clock),
        sign_out=SignOut(store, machine.clock),
        authenticate=Authenticate(store, machine.clock),
        recognise_browser=RecogniseBrowser(store, machine.clock),
        read_me=ReadMe(store),
        edit_me=EditMe(store),
        create_home=CreateHome(store, ports.geocoder, machine.ids),
        edit_home=EditHome(store),
        archive_home=ArchiveHome(store),
        list_homes=ListHomes(store),
        read_home=ReadHome(store),
        read_access_notes=ReadAccessNotes(store),
        read_audit=ReadAudit(store),
        read_looks=ReadLooks(store),
        turn_cleaner=TurnCleaner(store, machine.clock),
        find_people=FindPeople(store),
        take_down=TakeDown(store, ports.machine.ids),
        act_for=ActFor(store),
        turn_preference=TurnPreference(store),
        read_preferences=ReadPreferences(store),
    )


def pricing(ports: Ports) -> Pricing:
    """Quotes."""
    return Pricing(
        list_services=ListServices(ports.store),
        make_quote=MakeQuote(ports.store, ports.geocoder, ports.machine.ids),
        read_quote=ReadQuote(ports.store),
    )


def bookings(ports: Ports, settle: SettleOperation) -> Bookings:
    """The life of a clean."""
    store, ids = ports.store, ports.machine.ids
    place = PlaceBooking(store, ids, ports.travel, settle, BindLate(ids, ports.travel, ports.reshuffle))
    return Bookings(
        place_booking=place,
        read_booking=ReadBooking(store),
        block_customer=BlockCustomer(store),
        unblock_customer=UnblockCustomer(store),
        read_blocks=ReadBlocks(store),
        list_bookings=ListBookings(store),
        read_person=ReadPerson(store),
        read_queue=ReadQueue(store, ports.travel, ports.estimates, ports.scorer),
        read_repairs=ReadRepairs(store, ports.travel, ports.estimates, ports.scorer),
        cancel_booking=CancelBooking(store, ids),
        waive=Waive(store, ids),
        end_debt=EndDebt(store, ids),
        override=OverrideVisit(store),
        judge_no_show=JudgeNoShow(store),
        move_booking=MoveBooking(store, ports.machine.ids, ports.travel),
        rebook=Rebook(store, ids, place),
        read_next_visit=ReadNextVisit(store, ports.machine.ids),
        assign_cleaner=AssignCleaner(store, ids, ports.travel),
        undo_assigning=UndoAssigning(store, ids, ports.travel),
        choose=Choose(store, ids),
        set_off=SetOff(store),
        give_eta=GiveEta(store),
        check_in=CheckIn(store, ids, ports.travel),
        note_door=NoteDoor(store),
        start_cleaning=StartCleaning(store),
        tick_room=TickRoom(store),
        finish_cleaning=FinishCleaning(store, ids),
        ask_extra_time=AskExtraTime(store),
        approve_extra_time=ApproveExtraTime(store, ids, settle),
        report_lockout=ReportLockout(store, ids),
        withdraw=Withdraw(store, BindLate(ids, ports.travel, ports.reshuffle)),
        confirm_card=ConfirmCard(store, ports.gateway, settle) if isinstance(ports.gateway, BankPage) else None,
    )


def payments(ports: Ports, url: str) -> Payments:
    """The money of a clean."""
    store, ids = ports.store, ports.machine.ids
    settle = SettleOperation(store, ports.gateway, TakeFact(store, ids))
    receipt, statement = ReadBookingReceipt(store, ports.seller), ReadStatement(store, ports.seller)
    bill = ReadInvoice(store)
    return Payments(
        show_payments=ShowPayments(store),
        prepare_card=PrepareCard(ports.vault),
        open_card_form=OpenCardForm(ports.vault, f"{url}{CARD_PAGE}"),
        save_card=SaveCard(store, ids, ports.vault),
        list_cards=ListCards(store),
        remove_card=RemoveCard(store),
        pay_booking=PayBooking(store, ids, settle),
        settle_operation=settle,
        settle_operations=SettleOperations(store, settle),
        take_hook=TakeHook(store, ports.machine.clock, ports.hooks, ports.queue),
        work_inbox=work_inbox(ports),
        read_payment=ReadPayment(store),
        read_timeline=ReadTimeline(store),
        read_quote_timeline=ReadQuoteTimeline(store),
        read_open_items=ReadOpenItems(store),
        reconcile_gateway=reconcile_gateway(ports),
        check_books=CheckBooks(store, ids),
        read_ledger=ReadLedger(store),
        read_account=ReadAccount(store),
        read_journals=ReadJournals(store),
        read_payout_account=ReadPayoutAccount(store),
        prove_identity=ProveIdentity(store, ids, ports.machine.dice),
        change_account=ChangeAccount(store, ports.vault),
        read_operation=ReadOperation(store),
        abandon_operation=AbandonOperation(store, ports.gateway, ids),
        list_payouts=ListPayouts(store),
        read_payout=ReadPayout(store),
        cash_out=CashOut(store, ids),
        block_payout=TurnPayout(store, "payout.block"),
        unblock_payout=TurnPayout(store, "payout.unblock"),
        run_payouts=RunPayouts(store, ids, ports.machine.pause, ports.machine.dice),
        ask_refund=AskRefund(store, ids),
        approve_refund=ApproveRefund(store, ids),
        drop_refund=DropRefund(store, ids),
        read_refund=ReadRefund(store),
        list_refunds=ListRefunds(store),
        read_receipt=receipt,
        print_receipt=PrintPaper(receipt, sheet_of, ports.printer),
        grant_credit=GrantCredit(store, ids),
        refund_credit=RefundCredit(store, ids),
        read_credit=ReadCredit(store),
        redeem_code=RedeemCode(store, ids),
        make_promotion=MakePromotion(store, ids),
        end_promotion=EndPromotion(store),
        list_promotions=ListPromotions(store),
        read_invoice=bill,
        print_invoice=PrintPaper(bill, sheet_of, ports.printer),
        read_statement=statement,
        print_statement=PrintPaper(statement, sheet_of, ports.printer),
        give_tip=GiveTip(store, ids, settle),
        list_disputes=ListDisputes(store),
        read_dispute=ReadDispute(store),
        read_evidence=ReadEvidence(store),
        print_evidence=PrintPaper(ReadEvidence(store), partial(packet, seller=ports.seller), ports.printer),
        send_evidence=SendEvidence(store, ids),
    )


def reconcile_gateway(ports: Ports) -> ReconcileGateway:
    """Our books against the gateway's."""
    store, machine = ports.store, ports.machine
    take_fact = TakeFact(store, machine.ids)
    return ReconcileGateway(store, ports.gateway, machine.ids, take_fact, machine.pause, machine.dice)


def work_inbox(ports: Ports) -> WorkInbox:
    """Acting on what the gateway told."""
    machine = ports.machine
    return WorkInbox(ports.store, machine.ids, machine.pause, machine.dice, TakeNews(news_roads(ports)))


def availability(ports: Ports) -> Availability:
    """Cleaners' time."""
    store, ids = ports.store, ports.machine.ids
    return Availability(
        find_slots=FindSlots(store, ports.starts),
        hold_slot=HoldSlot(store, ids, ports.travel),
        release_hold=ReleaseHold(store),
        read_hours=ReadHours(store),
        set_hours=SetHours(store),
        take_time_off=TakeTimeOff(store, ids, ports.travel, BindLate(ids, ports.travel, ports.reshuffle)),
        end_time_off=EndTimeOff(store),
        read_calendar=ReadCalendar(store),
        sweep_holds=SweepHolds(store),
    )


def matching(ports: Ports) -> Matching:
    """Offers and their answers."""
    store = ports.store
    return Matching(
        list_offers=ListOffers(store),
        read_offer=ReadOffer(store),
        accept_offer=AcceptOffer(store, ports.machine.ids, ports.travel),
        decline_offer=DeclineOffer(store),
        send_offer=SendOffer(store, ports.machine.ids, ports.travel),
        call_cleaners=CallCleaners(store, ports.machine.ids, ports.travel, ports.scorer),
        withdraw_offer=WithdrawOffer(store),
        list_receipts=ListReceipts(store),
        read_receipt=ReadReceipt(store),
        contest_receipt=ContestReceipt(store),
        answer_contest=AnswerContest(store),
        list_assignments=ListAssignments(store),
        assign_open=assign_open(ports),
        read_day_plan=ReadDayPlan(store, ports.travel, ports.estimates),
        plan_day=PlanDay(store, ports.machine.ids, ports.queue),
        read_plan=ReadPlan(store),
        list_plans=ListPlans(store),
        make_plans=MakePlans(store, ports.machine.ids, ports.travel, ports.planner),
        pass_visit_on=pass_visit_on(ports),
        read_board=ReadBoard(store, ports.travel, ports.estimates),
    )


def assign_open(ports: Ports) -> AssignOpen:
    """The job that gives open bookings away together."""
    ids, travel = ports.machine.ids, ports.travel
    return AssignOpen(
        store=ports.store,
        ids=ids,
        travel=travel,
        scorer=ports.scorer,
        assigner=ports.assigner,
        acceptance=ports.acceptance,
        late=BindLate(ids, travel, ports.reshuffle),
        pause=ports.machine.pause,
        dice=ports.machine.dice,
    )


def pass_visit_on(ports: Ports) -> PassVisitOn:
    """Carrying out one move of a plan."""
    return PassVisitOn(store=ports.store, late=BindLate(ports.machine.ids, ports.travel, ports.reshuffle))


def figures(ports: Ports, zone: str) -> Figures:
    """What the office draws, by its own clock."""
    store = ports.store
    return Figures(
        fill=ReadFill(store, zone),
        lateness=ReadLateness(store, zone),
        earnings=ReadEarnings(store, zone),
        money=ReadDayMoney(store, zone),
    )


def trust(ports: Ports) -> Trust:
    """What people say of each other."""
    return Trust(write_review=WriteReview(ports.store, ports.machine.ids), read_reviews=ReadReviews(ports.store))


def messaging(ports: Ports, url: str) -> Messaging:
    """What people are told."""
    return Messaging(
        post_message=PostMessage(ports.store, ports.machine.ids),
        read_chat=ReadChat(ports.store),
        mark_read=MarkRead(ports.store),
        send_card_link=SendCardLink(ports.store, url),
        list_notices=ListNotices(ports.store, ports.templates),
        deliver_notices=DeliverNotices(ports.store, ports.courier, ports.templates, ports.machine.dice),
    )
