"""Why a live house refuses to start: a fake, the test clock, a shared code, a secret that everybody knows."""

from __future__ import annotations

from cleanbee.entrypoints.settings import DEFAULT_SECRET, Settings

FAKES = frozenset({"memory", "sandbox", "files", "city", "straight", "quick"})
WHAT_STANDS_BEHIND_A_PORT = ("store", "gateway", "vault", "courier", "geocoder", "travel", "hasher")
LEAST_SECRET = 32


class LiveRefused(Exception):
    """A live house does not start like this; ``reasons`` says why."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


def refusals(settings: Settings) -> list[str]:
    """Every reason for which these settings may not serve real people; empty when there is none."""
    found = [
        f"{port} = {getattr(settings, port)} is a fake: name a real adapter in CLEANBEE_{port.upper()}"
        for port in WHAT_STANDS_BEHIND_A_PORT
        if getattr(settings, port) in FAKES
    ]
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


def refuse_unless_fit(settings: Settings) -> None:
    """Stop a live house that is not fit to be one.

    :raises LiveRefused: with every reason.
    """
    if settings.live and (reasons := refusals(settings)):
        raise LiveRefused(reasons)
