"""Every operation of the API: the router, the policy tests, the matrix and the OpenAPI document read this one table."""

from __future__ import annotations

from cleanbee.adapters.http import (
    assignments,
    audit,
    availability,
    bank,
    booking,
    booking_lists,
    calendar,
    clock,
    credits,
    day_plans,
    desk,
    disputes,
    homes,
    ledger,
    matching,
    messaging,
    open_items,
    operations,
    papers,
    payment,
    payouts,
    people,
    plans,
    pricing,
    promotions,
    receipts,
    refunds,
    timeline,
    tips,
    visits,
    webhooks,
)
from cleanbee.adapters.http.route import Route

ROUTES: tuple[Route, ...] = (
    *people.ROUTES,
    *homes.ROUTES,
    *audit.ROUTES,
    *pricing.ROUTES,
    *availability.ROUTES,
    *calendar.ROUTES,
    *booking.ROUTES,
    *booking_lists.ROUTES,
    *visits.ROUTES,
    *desk.ROUTES,
    *matching.ROUTES,
    *receipts.ROUTES,
    *assignments.ROUTES,
    *day_plans.ROUTES,
    *plans.ROUTES,
    *payment.ROUTES,
    *timeline.ROUTES,
    *ledger.ROUTES,
    *payouts.ROUTES,
    *refunds.ROUTES,
    *papers.ROUTES,
    *disputes.ROUTES,
    *credits.ROUTES,
    *promotions.ROUTES,
    *tips.ROUTES,
    *open_items.ROUTES,
    *operations.ROUTES,
    *webhooks.ROUTES,
    *messaging.ROUTES,
    *clock.ROUTES,
    *bank.ROUTES,
)


def mounted(*, live: bool) -> tuple[Route, ...]:
    """The operations of a deployment: the sandbox's own are not there in live."""
    return tuple(route for route in ROUTES if not (live and route.sandbox))
