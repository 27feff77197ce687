"""Everything this house can be asked, in one value: what drivers (http, jobs, the command line) are given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from cleanbee.domain.kernel import NotAllowed, NotFound
from cleanbee.domain.payment.evidence import Evidence
from cleanbee.domain.payment.papers.invoice import NotInvoicedYet
from cleanbee.domain.payment.papers.paper import NotChargedYet, Paper
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
from cleanbee.ports.inbound.payment.disputes import (
    DisputeAsked,
    ListDisputes,
    ReadDispute,
    ReadEvidence,
    SendEvidence,
    Unread,
)
from cleanbee.ports.inbound.payment.open_items import ReadOpenItems
from cleanbee.ports.inbound.payment.papers import (
    BookingPaperAsked,
    PrintPaper,
    ReadBookingReceipt,
    ReadInvoice,
    ReadStatement,
    StatementAsked,
)
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
from cleanbee.ports.inbound.payment.take_hook import TakeHook
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
from cleanbee.ports.inbound.platform.advance_clock import AdvanceClock
from cleanbee.ports.inbound.platform.lease import Drain
from cleanbee.ports.inbound.platform.place_feed import PlaceFeed
from cleanbee.ports.inbound.platform.read_app_config import ReadAppConfig
from cleanbee.ports.inbound.platform.read_changes import ReadChanges
from cleanbee.ports.inbound.platform.read_clock import ReadClock
from cleanbee.ports.inbound.platform.read_feed import ReadFeed
from cleanbee.ports.inbound.platform.relay_events import RelayEvents
from cleanbee.ports.inbound.platform.run_jobs import RunJobs
from cleanbee.ports.inbound.platform.run_timers import RunTimers
from cleanbee.ports.inbound.pricing.list_services import ListServices
from cleanbee.ports.inbound.pricing.make_quote import MakeQuote
from cleanbee.ports.inbound.pricing.read_quote import ReadQuote
from cleanbee.ports.inbound.trust.review import ReadReviews, WriteReview
from cleanbee.ports.outbound.clock import Clock, Pause, TestClock
from cleanbee.ports.outbound.ids import Dice, Ids
from cleanbee.ports.outbound.limits import Limiter
from cleanbee.ports.outbound.platform import JobQueue
from cleanbee.ports.outbound.store import Store


@dataclass(frozen=True)
class Platform:
    """What all walks share. The clock can be moved in the sandbox only."""

    relay_events: RelayEvents
    run_timers: RunTimers
    run_jobs: RunJobs
    place_feed: PlaceFeed
    read_feed: ReadFeed
    read_changes: ReadChanges
    read_clock: ReadClock
    read_app_config: ReadAppConfig
    advance_clock: AdvanceClock | None = None
    test_clock: TestClock | None = None


@dataclass(frozen=True)
class People:
    """Signing in, and the people and homes behind it."""

    request_code: RequestCode
    verify_code: VerifyCode
    sign_in_ops: SignInOps
    refresh_session: RefreshSession
    sign_out: SignOut
    authenticate: Authenticate
    recognise_browser: RecogniseBrowser
    read_me: ReadMe
    edit_me: EditMe
    create_home: CreateHome
    edit_home: EditHome
    archive_home: ArchiveHome
    list_homes: ListHomes
    read_home: ReadHome
    read_access_notes: ReadAccessNotes
    read_audit: ReadAudit
    read_looks: ReadLooks
    turn_cleaner: TurnCleaner
    find_people: FindPeople
    take_down: TakeDown
    act_for: ActFor
    turn_preference: TurnPreference
    read_preferences: ReadPreferences


@dataclass(frozen=True)
class Pricing:
    """What a clean costs."""

    list_services: ListServices
    make_quote: MakeQuote
    read_quote: ReadQuote


@dataclass(frozen=True)
class Availability:
    """Cleaners' time: their hours, what is taken, what can be had."""

    find_slots: FindSlots
    hold_slot: HoldSlot
    release_hold: ReleaseHold
    read_hours: ReadHours
    set_hours: SetHours
    take_time_off: TakeTimeOff
    end_time_off: EndTimeOff
    read_calendar: ReadCalendar
    sweep_holds: SweepHolds


@dataclass(frozen=True)
class Bookings:
    """The life of one clean. Only a sandbox plays the customer's bank."""

    place_booking: PlaceBooking
    read_booking: ReadBooking
    block_customer: BlockCustomer
    unblock_customer: UnblockCustomer
    read_blocks: ReadBlocks
    list_bookings: ListBookings
    read_person: ReadPerson
    read_queue: ReadQueue
    read_repairs: ReadRepairs
    cancel_booking: CancelBooking
    waive: Waive
    end_debt: EndDebt
    override: OverrideVisit
    judge_no_show: JudgeNoShow
    move_booking: MoveBooking
    rebook: Rebook
    read_next_visit: ReadNextVisit
    assign_cleaner: AssignCleaner
    undo_assigning: UndoAssigning
    choose: Choose
    set_off: SetOff
    give_eta: GiveEta
    check_in: CheckIn
    note_door: NoteDoor
    start_cleaning: StartCleaning
    tick_room: TickRoom
    finish_cleaning: FinishCleaning
    ask_extra_time: AskExtraTime
    approve_extra_time: ApproveExtraTime
    report_lockout: ReportLockout
    withdraw: Withdraw
    confirm_card: ConfirmCard | None = None


@dataclass(frozen=True)
class Matching:
    """Who is asked, and what they answer."""

    list_offers: ListOffers
    read_offer: ReadOffer
    accept_offer: AcceptOffer
    decline_offer: DeclineOffer
    send_offer: SendOffer
    call_cleaners: CallCleaners
    withdraw_offer: WithdrawOffer
    list_receipts: ListReceipts
    read_receipt: ReadReceipt
    contest_receipt: ContestReceipt
    answer_contest: AnswerContest
    list_assignments: ListAssignments
    assign_open: AssignOpen
    read_day_plan: ReadDayPlan
    plan_day: PlanDay
    read_plan: ReadPlan
    list_plans: ListPlans
    make_plans: MakePlans
    pass_visit_on: PassVisitOn
    read_board: ReadBoard


@dataclass(frozen=True)
class Messaging:
    """What people are told."""

    list_notices: ListNotices
    deliver_notices: DeliverNotices
    post_message: PostMessage
    read_chat: ReadChat
    mark_read: MarkRead
    send_card_link: SendCardLink


@dataclass(frozen=True)
class Figures:
    """What the office draws."""

    fill: ReadFill
    lateness: ReadLateness
    earnings: ReadEarnings
    money: ReadDayMoney


@dataclass(frozen=True)
class Trust:
    """What people say of each other."""

    write_review: WriteReview
    read_reviews: ReadReviews


class Letter(Protocol):
    """A notice as the sandbox's outbox keeps it."""

    @property
    def channel(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def template(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def made_at(self) -> datetime: ...


class Outbox(Protocol):
    """Where the sandbox's mail and SMS can be read; it never leaves the house."""

    def carried(self, newest: int = 100) -> Sequence[Letter]:
        """What was carried, newest first."""
        ...


@dataclass(frozen=True)
class SandboxBank:
    """What the sandbox's bank knows by name, each with what it does: cards, cleaners' accounts, manners, stories."""

    cards: Mapping[str, str]
    accounts: Mapping[str, str]
    manners: Mapping[str, str]
    stories: Mapping[str, str]


@dataclass(frozen=True)
class ReadySignIn:
    """Somebody of the sandbox's city whom anybody may be, with the code or password that lets them in."""

    key: str
    role: Literal["customer", "cleaner", "ops"]
    name: str
    phone: str = ""
    email: str = ""
    secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class Tiles:
    """From where clients take the tiles of a map, and whom they name for them."""

    url: str
    attribution: str = ""


@dataclass(frozen=True)
class Payments:
    """The money of a clean."""

    show_payments: ShowPayments

    prepare_card: PrepareCard
    open_card_form: OpenCardForm
    save_card: SaveCard
    list_cards: ListCards
    remove_card: RemoveCard
    pay_booking: PayBooking
    settle_operation: SettleOperation
    settle_operations: SettleOperations
    take_hook: TakeHook
    work_inbox: WorkInbox
    read_payment: ReadPayment
    read_timeline: ReadTimeline
    read_quote_timeline: ReadQuoteTimeline
    read_open_items: ReadOpenItems
    reconcile_gateway: ReconcileGateway
    check_books: CheckBooks
    read_ledger: ReadLedger
    read_account: ReadAccount
    read_journals: ReadJournals
    read_payout_account: ReadPayoutAccount
    prove_identity: ProveIdentity
    change_account: ChangeAccount
    read_operation: ReadOperation
    abandon_operation: AbandonOperation
    list_payouts: ListPayouts
    read_payout: ReadPayout
    cash_out: CashOut
    block_payout: TurnPayout
    unblock_payout: TurnPayout
    run_payouts: RunPayouts
    ask_refund: AskRefund
    approve_refund: ApproveRefund
    drop_refund: DropRefund
    read_refund: ReadRefund
    list_refunds: ListRefunds
    read_receipt: ReadBookingReceipt
    print_receipt: PrintPaper[BookingPaperAsked, Paper, NotFound | NotAllowed | NotChargedYet]
    grant_credit: GrantCredit
    refund_credit: RefundCredit
    read_credit: ReadCredit
    redeem_code: RedeemCode
    make_promotion: MakePromotion
    end_promotion: EndPromotion
    list_promotions: ListPromotions
    read_invoice: ReadInvoice
    print_invoice: PrintPaper[BookingPaperAsked, Paper, NotFound | NotAllowed | NotInvoicedYet]
    read_statement: ReadStatement
    print_statement: PrintPaper[StatementAsked, Paper, NotFound | NotAllowed]
    give_tip: GiveTip
    list_disputes: ListDisputes
    read_dispute: ReadDispute
    read_evidence: ReadEvidence
    print_evidence: PrintPaper[DisputeAsked, Evidence, Unread]
    send_evidence: SendEvidence


@dataclass(frozen=True)
class House:
    """What drivers need to know of this deployment; ``secret_key`` seals tokens and cursors, ``code`` is shared;
    ``zone`` is that of the office's clock.

    ``proxies`` of ours stand in front, each of which says from where a request came. Clients older than
    ``oldest_clients`` are asked to upgrade.
    """

    live: bool
    url: str
    secret_key: str = field(repr=False)
    code: str = field(default="", repr=False)
    limits: bool = True
    at_once: int = 10
    proxies: int = 0
    oldest_clients: Mapping[str, tuple[int, int, int]] = field(default_factory=dict[str, tuple[int, int, int]])
    tiles: Tiles | None = None
    zone: str = "UTC"


@dataclass
class Health:
    """Whether this process should be sent requests: set ``draining`` before it stops."""

    ready: Callable[[], Awaitable[str | None]]
    draining: bool = False

    async def why_not(self) -> str | None:
        """Why this process is not ready, in a few words; None when it is."""
        return "draining" if self.draining else await self.ready()


@dataclass(frozen=True)
class App:
    """The house: use cases by context, the drains by name, and the ports that drivers need themselves."""

    house: House
    health: Health
    people: People
    pricing: Pricing
    availability: Availability
    booking: Bookings
    matching: Matching
    payment: Payments
    messaging: Messaging
    trust: Trust
    figures: Figures
    platform: Platform
    drains: Mapping[str, Drain]
    store: Store
    clock: Clock
    pause: Pause
    dice: Dice
    ids: Ids
    door: Limiter
    limiter: Limiter
    queue: JobQueue
    outbox: Outbox | None = None
    bank: SandboxBank | None = None
    sign_ins: Sequence[ReadySignIn] = ()
