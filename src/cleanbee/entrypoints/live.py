"""Why a live house refuses to start: a fake, the test clock, a shared code, a secret that everybody knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from email.utils import parseaddr

from cleanbee.entrypoints.adapters import NoSuchAdapter, find
from cleanbee.entrypoints.settings import DEFAULT_SECRET, Settings
from cleanbee.ports.outbound.fitness import is_for_real_people

WHAT_STANDS_BEHIND_A_PORT = (
    "store", "gateway", "vault", "hooks", "courier", "templates", "printer", "geocoder", "travel", "scorer", "planner",
    "assigner", "acceptance", "estimates", "reshuffle", "search", "mirror",
    "hasher", "limiter", "queue",
)  # fmt: skip
LEAST_SECRET, LEAST_LETTERS = 32, 8
LEAST_ARGON2_KIB, LEAST_ARGON2_PASSES = 19_456, 2
"""What OWASP's page on the storage of passwords asks for at least."""
NOWHERE = "cleanbee.example"
LIVE_STRIPE_KEYS = ("sk_live_", "rk_live_")


class LiveRefused(Exception):
    """A live house does not start like this; ``reasons`` says why."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


def opening_of(port: str, name: str) -> object:
    """What opens an adapter.

    :raises NoSuchAdapter: nobody offers it.
    """
    return find(port, name).load()


def refusals(settings: Settings, opening: Callable[[str, str], object] = opening_of) -> list[str]:
    """Every reason for which these settings may not serve real people; empty when there is none."""
    found = [no for port in WHAT_STANDS_BEHIND_A_PORT if (no := _unfit(port, getattr(settings, port), opening))]
    if not settings.live:
        found.append("mode = sandbox has the test clock: set CLEANBEE_MODE=live")
    if settings.shared_code or not settings.live:
        found.append("a shared sign-in code lets anybody in: leave CLEANBEE_SHARED_CODE empty in live mode")
    if settings.sandbox_url:
        found.append("sandbox_url leads to the fakes: leave CLEANBEE_SANDBOX_URL empty")
    return [*found, *_guessable(settings), *_unreachable(settings), *_moneyless(settings), *_nameless(settings)]


def _nameless(settings: Settings) -> Iterator[str]:
    """What an invoice may not leave out."""
    if not settings.company_address:
        yield "invoices say where the company is: set CLEANBEE_COMPANY_ADDRESS, lines with |"
    if not settings.company_tax_number:
        yield "invoices have a tax number on them: set CLEANBEE_COMPANY_TAX_NUMBER"


def _guessable(settings: Settings) -> Iterator[str]:
    """What would let secrets, passwords and codes be guessed."""
    key = settings.secret_key
    if key == DEFAULT_SECRET:
        yield "secret_key is the default that everybody knows: set CLEANBEE_SECRET_KEY"
    elif len(key) < LEAST_SECRET:
        yield f"secret_key has fewer than {LEAST_SECRET} characters: set a longer CLEANBEE_SECRET_KEY"
    elif len(set(key)) < LEAST_LETTERS or key in (key + key)[1:-1]:
        yield "secret_key repeats itself and could be guessed: let dice choose CLEANBEE_SECRET_KEY"
    if settings.hasher == "argon2" and settings.argon2_kib < LEAST_ARGON2_KIB:
        yield f"argon2_kib makes guessing cheap: {LEAST_ARGON2_KIB} or more in CLEANBEE_ARGON2_KIB"
    if settings.hasher == "argon2" and settings.argon2_passes < LEAST_ARGON2_PASSES:
        yield f"argon2_passes makes guessing cheap: {LEAST_ARGON2_PASSES} or more in CLEANBEE_ARGON2_PASSES"
    if not settings.limits:
        yield "without limits passwords and codes can be guessed: leave CLEANBEE_LIMITS on"
    elif settings.limiter == "redis" and not settings.redis_url:
        yield "limiter = redis has no server, so each process counts for itself: set REDIS_URL"


def _unreachable(settings: Settings) -> Iterator[str]:
    """What would lead people, or their mail, nowhere."""
    if not settings.public_url.startswith("https://"):
        yield "public_url is where people reach this house: set CLEANBEE_PUBLIC_URL to its https:// address"
    if settings.courier == "smtp" and not settings.smtp_url:
        yield "courier = smtp has no server: set CLEANBEE_SMTP_URL"
    for name in ("desk_mail", "mail_from"):
        if parseaddr(getattr(settings, name))[1].partition("@")[2] in {"", NOWHERE}:
            yield f"{name} leads nowhere: set CLEANBEE_{name.upper()} to an address of your own"


def _moneyless(settings: Settings) -> Iterator[str]:
    """What would keep real money from moving, or from moving where it should."""
    if "stripe" not in {settings.gateway, settings.vault}:
        return
    if settings.gateway != settings.vault:
        yield "gateway and vault are not both stripe: a card saved at one is unknown at the other"
    if not settings.stripe_key.startswith(LIVE_STRIPE_KEYS):
        yield "stripe_key is no live key: set CLEANBEE_STRIPE_KEY to one that begins with sk_live_ or rk_live_"
    if not settings.stripe_publishable_key.startswith("pk_live_"):
        yield "without a publishable key nobody can type a card in: set CLEANBEE_STRIPE_PUBLISHABLE_KEY to pk_live_…"
    told = [one.strip() for one in settings.stripe_hook_secrets.split(",") if one.strip()]
    if not told or not all(one.startswith("whsec_") for one in told):
        yield "without Stripe's signing secrets its messages are refused: set CLEANBEE_STRIPE_HOOK_SECRETS to whsec_…"
    if settings.stripe_url:
        yield "stripe_url leads away from Stripe: leave CLEANBEE_STRIPE_URL empty"


def _unfit(port: str, name: str, opening: Callable[[str, str], object]) -> str | None:
    """Why this adapter may not stand behind this port of a live house: only one that says it may, may."""
    try:
        if is_for_real_people(opening(port, name)):
            return None
    except NoSuchAdapter as absent:
        return str(absent)
    said = "is a fake or does not say that it may serve real people"
    return f"{port} = {name} {said}: name a real adapter in CLEANBEE_{port.upper()}"


def refuse_unless_fit(settings: Settings) -> None:
    """Stop a live house that is not fit to be one.

    :raises LiveRefused: with every reason.
    """
    if settings.live and (reasons := refusals(settings)):
        raise LiveRefused(reasons)
