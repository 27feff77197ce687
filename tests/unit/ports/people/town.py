"""A small town over the memory adapters: Mia with a home, Joyce who cleans, Olga of the office."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cleanbee.adapters.memory.clock import ManualClock
from cleanbee.adapters.memory.courier import MemoryCourier
from cleanbee.adapters.memory.geo import GazetteerGeocoder
from cleanbee.adapters.memory.geo import Town as Place_
from cleanbee.adapters.memory.ids import SeededDice, SeededIds
from cleanbee.adapters.memory.secrets import QuickHasher
from cleanbee.adapters.memory.store import MemoryStore
from cleanbee.domain.kernel import Place, SignInId, with_
from cleanbee.domain.messaging.notice import Notice
from cleanbee.domain.people.actor import AsCleaner, AsCustomer, AsOps
from cleanbee.domain.people.address import Located
from cleanbee.domain.people.person import Cleaner, Customer, Home, OpsAccount
from cleanbee.domain.platform.policy import standard
from cleanbee.ports.contracts.nouns import Nouns
from cleanbee.ports.inbound.people.authenticate import Authenticate
from cleanbee.ports.inbound.people.recognise_browser import RecogniseBrowser
from cleanbee.ports.inbound.people.refresh_session import RefreshSession
from cleanbee.ports.inbound.people.request_code import CodeAsked, CodeSent, RequestCode
from cleanbee.ports.inbound.people.sign_in_ops import SignInOps
from cleanbee.ports.inbound.people.sign_out import SignOut
from cleanbee.ports.inbound.people.tokens import Tokens
from cleanbee.ports.inbound.people.verify_code import CodeTyped, VerifyCode
from cleanbee.ports.outbound.clock import TestClock
from cleanbee.ports.outbound.store import Store

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
PHRASE = "sandbox-olga"
MIDDLE = Place(lat_e6=51_842_000, lon_e6=10_786_000)
LINDENWEG = Located(address="Lindenweg 12, Honigfeld", place=MIDDLE, zone="Europe/Berlin", served=True)
NOWHERE = with_(LINDENWEG, address="1 Nowhere St", served=False)


def _gazetteer() -> GazetteerGeocoder:
    honigfeld = Place_(key="honigfeld", name="Honigfeld", zone="Europe/Berlin", middle=MIDDLE, radius_m=6000)
    two = (with_(LINDENWEG, address="Kirchgasse 2"), with_(LINDENWEG, address="Rua da Escola 2"))
    known = {"Lindenweg 12": (LINDENWEG,), "1 Nowhere St": (NOWHERE,), "2 Ambiguous Rd": two}
    return GazetteerGeocoder([honigfeld], [], known, down_at=("3 Silent Rd",))


@dataclass
class Town:
    """Everybody, and the use cases of signing in. ``real`` is real time, ``clock`` is business time."""

    clock: TestClock
    real: ManualClock
    ids: SeededIds
    dice: SeededDice
    store: Store
    hasher: QuickHasher
    nouns: Nouns
    customer: Customer
    cleaner: Cleaner
    account: OpsAccount
    home: Home
    geocoder: GazetteerGeocoder = field(default_factory=_gazetteer)
    courier: MemoryCourier = field(default_factory=MemoryCourier)

    @property
    def mia(self) -> AsCustomer:
        return AsCustomer(id=self.customer.id)

    @property
    def joyce(self) -> AsCleaner:
        return AsCleaner(id=self.cleaner.id)

    @property
    def olga(self) -> AsOps:
        return AsOps(id=self.account.id, role=self.account.role)

    @property
    def request(self) -> RequestCode:
        return RequestCode(self.store, self.ids, self.dice)

    @property
    def verify(self) -> VerifyCode:
        return VerifyCode(self.store, self.dice, self.real)

    @property
    def refresh(self) -> RefreshSession:
        return RefreshSession(self.store, self.dice, self.real)

    @property
    def authenticate(self) -> Authenticate:
        return Authenticate(self.store, self.real)

    @property
    def recognise(self) -> RecogniseBrowser:
        return RecogniseBrowser(self.store, self.real)

    @property
    def sign_out(self) -> SignOut:
        return SignOut(self.store, self.real)

    @property
    def sign_in_ops(self) -> SignInOps:
        return SignInOps(self.store, self.hasher, self.dice, self.real)

    async def now(self) -> datetime:
        """What the business clock shows."""
        return await self.clock.read()

    async def go_to(self, at: datetime) -> None:
        """Move the business clock to an instant."""
        await self.clock.freeze(at)

    async def later(self, by: timedelta) -> None:
        """Move the business clock on."""
        await self.clock.freeze(await self.clock.read() + by)

    async def notices(self) -> list[Notice]:
        """Everything that may be sent by now, oldest first."""
        async with self.store.begin() as work:
            return list(await work.notices.due(await work.now() + timedelta(days=30), 1000))

    async def ask_code(self, address: str) -> tuple[SignInId, str]:
        """Ask for a code, and read it out of the notice that carries it."""
        sent = await self.request(CodeAsked(address=address))
        assert isinstance(sent, CodeSent)
        mine = [one for one in await self.notices() if one.subject == sent.sign_in]
        return sent.sign_in, mine[0].words["code"] if mine else "------"

    async def sign_in(self, address: str = "mia@honigfeld.example") -> Tokens:
        """A device of whoever has this address."""
        sign_in, code = await self.ask_code(address)
        tokens = await self.verify(CodeTyped(sign_in=sign_in, code=code))
        assert isinstance(tokens, Tokens), tokens
        return tokens


Build = Callable[[], Awaitable[Town]]


async def in_memory() -> Town:
    """The town over the store in memory."""
    clock, ids = ManualClock(NOW), SeededIds(1)
    return await town(clock, MemoryStore(clock, ids), ids)


async def town(clock: TestClock, store: Store, ids: SeededIds) -> Town:
    """A town where nothing has happened yet, on a Monday at nine by its clocks."""
    nouns, hasher = Nouns(ids), QuickHasher()
    customer = with_(nouns.customer(), phone="+15550100001", email="mia@honigfeld.example", locale="en")
    cleaner = with_(nouns.cleaner(), phone="+15550100201", email="joyce@honigfeld.example")
    password = await hasher.hash(PHRASE)
    account = with_(nouns.ops(), email="olga@cleanbee.example", role="admin", password_hash=password)
    home = with_(nouns.home(customer), address="Lindenweg 12, Honigfeld", place=MIDDLE, zone="Europe/Berlin")
    place = Town(
        clock=clock,
        real=ManualClock(NOW),
        ids=ids,
        dice=SeededDice(2),
        store=store,
        hasher=hasher,
        nouns=nouns,
        customer=customer,
        cleaner=cleaner,
        account=account,
        home=home,
    )
    async with place.store.begin() as work:
        await work.books.add(nouns.book())
        await work.books.add(standard())
        await work.customers.add(customer)
        await work.cleaners.add(cleaner)
        await work.ops.add(account)
        await work.homes.add(home)
    return place
