"""The bank's page, as the sandbox plays it: the customer agrees to a hold, or not."""

from __future__ import annotations

from cleanbee.adapters.http.booking import booking_answer
from cleanbee.adapters.http.booking_shapes import Booking
from cleanbee.adapters.http.problems import Code, No
from cleanbee.adapters.http.route import Call, Route
from cleanbee.adapters.http.wire import Given
from cleanbee.domain.kernel import BookingId
from cleanbee.ports.inbound.booking.confirm_card import ConfirmAsked


class ConfirmGiven(Given, frozen=True, kw_only=True):
    """What you say to your bank."""

    agreed: bool = True


async def _confirm(call: Call[ConfirmGiven, None]) -> object:
    confirm = call.app.booking.confirm_card
    if confirm is None:
        raise No(Code.not_found)
    ask = ConfirmAsked(actor=call.actor, booking=BookingId(call.id("booking_id")), agreed=call.body.agreed)
    return await confirm(ask)


ROUTES = (
    Route(
        method="POST", path="/v1/test_helpers/bookings/{booking_id}/confirm_card", operation_id="confirmCard",
        tag="platform", summary="Follow the bank's link, in the sandbox", action="booking.pay", audience="customer",
        rate="write", ask=_confirm, show=booking_answer, body=ConfirmGiven, answers={200: Booking},
        no=(Code.refused, Code.dependency_down), sandbox=True, example={"agreed": True},
    ),
)  # fmt: skip
