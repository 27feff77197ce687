"""Which due work belongs together, so that a deployment can say what each of its workers does."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fnmatch import fnmatchcase

from cleanbee.domain.kernel import Value


class Queue(Value, frozen=True, kw_only=True):
    """A queue: its drains, the kinds of timers it acts on (``*``: any end), and the named jobs that its drains run."""

    name: str
    about: str
    drains: tuple[str, ...] = ()
    timers: tuple[str, ...] = ()
    jobs: tuple[str, ...] = ()


QUEUES: tuple[Queue, ...] = (
    Queue(name="events", about="hands events on and gives them their places in the feed", drains=("outbox", "feed")),
    Queue(
        name="money",
        about="what the gateway told, and what it is asked: holds, captures and voids",
        drains=("inbox", "payments"),
        timers=("payment.*", "dispute.*", "booking.card_until"),
    ),
    Queue(name="messaging", about="what people are told", drains=("notices",), timers=("notice.*",)),
    Queue(name="reminders", about="reminders before a clean", timers=("notice.reminder_*",)),
    Queue(
        name="matching",
        about="offers, the search for a cleaner, and plans of days",
        drains=("plans",),
        timers=("offer.*", "booking.fill_by", "booking.choice_until"),
    ),
    Queue(name="visits", about="the day of the clean", timers=("booking.*",)),
    Queue(
        name="upkeep",
        about="lapsed holds and quotes, and the named jobs",
        drains=("holds", "jobs"),
        timers=("availability.*", "quote.*", "*"),
        jobs=("assign_open", "run_payouts", "sweep_holds", "reconcile_gateway", "check_books", "purge_expired"),
    ),
)

# A drain that did something wakes these: what it kept may be theirs to go on with.
FOLLOWERS = ("outbox", "payments", "notices", "feed")


class UnknownQueue(Exception):
    """There is no queue of this name."""


def queue_of(kind: str) -> str:
    """The one queue that acts on a kind of timer: the most precise pattern counts."""
    fits = [(len(pattern), queue.name) for queue in QUEUES for pattern in queue.timers if fnmatchcase(kind, pattern)]
    return max(fits)[1]


def queues_with(drain: str) -> tuple[str, ...]:
    """The queue that runs a drain; for ``timers`` every queue that has some; none for an unknown name."""
    return tuple(
        queue.name for queue in QUEUES if drain in queue.drains or (drain == "timers" and len(queue.timers) > 0)
    )


def chosen(only: Collection[str], without: Collection[str]) -> tuple[Queue, ...]:
    """The queues a worker serves: those named, or all; never those it goes without.

    :raises UnknownQueue: a name that is no queue's.
    """
    known = {queue.name for queue in QUEUES}
    for name in (*only, *without):
        if name not in known:
            raise UnknownQueue(name)
    return tuple(queue for queue in QUEUES if (not only or queue.name in only) and queue.name not in without)


def kinds_by_queue(kinds: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """Every kind of timer under the queue that acts on it."""
    sorted_kinds: dict[str, list[str]] = {}
    for kind in sorted(kinds):
        sorted_kinds.setdefault(queue_of(kind), []).append(kind)
    return {name: tuple(some) for name, some in sorted_kinds.items()}
