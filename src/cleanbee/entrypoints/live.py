"""Why a live house refuses to start: a fake, the test clock, a shared code, a secret that everybody knows."""

from __future__ import annotations

from collections.abc import Callable

from cleanbee.entrypoints.adapters import NoSuchAdapter, find
from cleanbee.entrypoints.settings import DEFAULT_SECRET, Settings
from cleanbee.ports.outbound.fitness import is_for_real_people

WHAT_STANDS_BEHIND_A_PORT = (
    "store", "gateway", "vault", "courier", "templates", "geocoder", "travel", "scorer", "planner",
    "assigner", "acceptance", "reshuffle", "search", "mirror",
    "hasher", "limiter", "queue",
)  # fmt: skip
LEAST_SECRET = 32


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
    if settings.secret_key == DEFAULT_SECRET:
        found.append("secret_key is the default that everybody knows: set CLEANBEE_SECRET_KEY")
    elif len(settings.secret_key) < LEAST_SECRET:
        found.append(f"secret_key has fewer than {LEAST_SECRET} characters: set a longer CLEANBEE_SECRET_KEY")
    if not settings.limits:
        found.append("without limits passwords and codes can be guessed: leave CLEANBEE_LIMITS on")
    if settings.sandbox_url:
        found.append("sandbox_url leads to the fakes: leave CLEANBEE_SANDBOX_URL empty")
    return found


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
