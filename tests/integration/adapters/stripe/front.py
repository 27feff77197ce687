"""What Stripe has and localstripe lacks, as a small server in front of it; everything else is passed through.

localstripe 1.15 speaks an older Stripe. Added here, in the shapes that Stripe documents, and proving only that our
adapter asks and reads rightly, nothing about Stripe itself:

* keys: the same key is given the same answer, another question under it is refused, one still in flight is a conflict;
* names of today's API: ``allowed_payment_method_types``, ``return_url``, ``transfer_group``, ``metadata`` of a capture;
* ``capture_before``, and holds that lapse on a clock of its own; a capture of what was let go is refused;
* decline codes, by the card's own metadata; a customer who is absent and is wanted is a refusal;
* the bank's link; metadata copied to the charge; fees of 1.5 % and 25; lists by customer and by time;
* refunds of no more than was taken, and a part of a hold as one line of the balance;
* pages where a card is typed in (Checkout, in its set-up mode);
* Connect and disputes, which localstripe does not have at all: see ``connect_server`` and ``dispute_server``.

``faults`` spoils the next calls on their way: that is where broken connections and errors of Stripe's own come from.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode

import httpx
import msgspec
from aiohttp import web
from tests.integration.adapters.stripe.connect_server import Connect
from tests.integration.adapters.stripe.dispute_server import Disputes
from tests.integration.adapters.stripe.wire import Answer, Asked, Form, error

from cleanbee.adapters.system.clock import SystemClock

Fault = Literal["pass", "saved_500", "lost", "limit", "no_key", "conflict", "nonsense"]
PRESENT, ABSENT = timedelta(days=7), timedelta(days=4, hours=18)
FEE_BP, FEE_EACH = 150, 25
EVERYTHING = "100000"
NEW_NAMES = {"allowed_payment_method_types[0]": "payment_method_types[0]"}
UNKNOWN_NAMES = ("return_url", "transfer_group")


@dataclass
class Kept:
    """What was asked under a key, and the answer once there is one."""

    asked: Asked
    answer: Answer | None = None


@dataclass
class Front:
    """One front, with what it adds to the payments behind it."""

    upstream: httpx.AsyncClient
    connect: Connect
    disputes: Disputes = field(default_factory=Disputes)
    ahead: timedelta = timedelta(0)
    faults: list[Fault] = field(default_factory=list[Fault])
    calls: list[Asked] = field(default_factory=list[Asked])
    url: str = ""
    _pages: dict[str, str] = field(default_factory=dict[str, str])
    _kept: dict[str, Kept] = field(default_factory=dict[str, Kept])
    _decline: dict[str, str] = field(default_factory=dict[str, str])
    _absent: set[str] = field(default_factory=set[str])
    _until: dict[str, int] = field(default_factory=dict[str, int])
    _over: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])

    async def now(self) -> datetime:
        """The time here."""
        return (await SystemClock().now()).astimezone(UTC) + self.ahead

    def forget_keys(self) -> None:
        """A day has passed since each key was used."""
        self._kept.clear()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one request, or spoil it as planned."""
        asked = Asked(
            method=request.method,
            path=request.path,
            form=Form(parse_qsl((await request.read()).decode(), keep_blank_values=True)),
            query=Form(request.query.items()),
            account=request.headers.get("Stripe-Account", ""),
            key=request.headers.get("Idempotency-Key", "") if request.method == "POST" else "",
        )
        self.calls.append(asked)
        fault = self.faults.pop(0) if self.faults else None
        match fault:
            case "limit":
                return _reply(error(429, code="rate_limit"))
            case "no_key":
                return _reply(error(401, message="Invalid API Key provided"))
            case "conflict":
                return _reply(error(409, type="idempotency_error", code="idempotency_key_in_use"))
            case "nonsense":
                return web.Response(status=502, body=b"<html>Bad Gateway</html>")
            case _:
                pass
        answer = await self._once(asked, fault)
        if fault == "lost":
            assert request.transport is not None
            request.transport.close()
        return _reply(answer, await self.now())

    async def _once(self, asked: Asked, fault: Fault | None) -> Answer:
        """One effect per key."""
        if not asked.key:
            return await self._answer(asked)
        before = self._kept.get(asked.key)
        if before is not None and before.asked != asked:
            return error(400, type="idempotency_error", message="Keys for idempotent requests can only be used once")
        if before is not None:
            return before.answer or error(409, type="idempotency_error", code="idempotency_key_in_use")
        kept = self._kept[asked.key] = Kept(asked)
        answer = await self._answer(asked)
        kept.answer = (
            error(500, type="api_error", message="An unknown error occurred") if fault == "saved_500" else answer
        )
        return kept.answer

    async def _answer(self, asked: Asked) -> Answer:
        words = asked.path.removeprefix("/v1/").split("/")
        if words[0] in {"accounts", "transfers", "payouts", "disputes", "checkout"}:
            return await self._beside(asked, words, await self.now())
        match asked.method, words:
            case "POST", ["payment_intents"]:
                return await self._pay(asked)
            case "GET", ["payment_intents"]:
                return await self._list(asked)
            case "POST", ["payment_intents", intent, "capture"]:
                return await self._capture(asked, intent)
            case "POST", ["payment_intents", intent, "cancel"]:
                await self._lapse(intent)
                return await self._told(await self.pass_on(asked), code="payment_intent_unexpected_state")
            case "GET", ["payment_intents", intent]:
                await self._lapse(intent)
                return await self._told(await self.pass_on(asked), code="resource_missing")
            case "POST", ["payment_methods"]:
                answer = await self.pass_on(asked)
                self._decline[answer.body.get("id", "")] = asked.form.get("metadata[decline_code]", "card_declined")
                return answer
            case "POST", ["refunds"]:
                return await self._refund(asked)
            case "GET", ["balance_transactions"]:
                return await self._statement(asked)
            case _:
                return await self._told(await self.pass_on(asked), code="resource_missing")

    async def _beside(self, asked: Asked, words: list[str], now: datetime) -> Answer:
        """What localstripe does not have."""
        if words[0] == "checkout":
            return await (self._page(asked) if asked.method == "POST" else self._page_as_it_is(asked, words[-1]))
        if words[0] == "disputes":
            return self.disputes.answer(asked, words)
        return self.connect.answer(asked, words, now)

    async def _page(self, asked: Asked) -> Answer:
        """A page where a card is typed in: a set-up behind it, whose secret is what its address opens."""
        wanted = asked.form
        assert wanted["mode"] == "setup" and "{CHECKOUT_SESSION_ID}" in wanted["success_url"], wanted
        form = {"customer": wanted["customer"], "usage": "off_session", "payment_method_types[0]": "card"}
        form["metadata[owner]"] = wanted["setup_intent_data[metadata][owner]"]
        made = await self.pass_on(replace(asked, path="/v1/setup_intents", form=form))
        id = f"cs_test_{len(self._pages)}"
        self._pages[id] = made.body["id"]
        url = f"https://checkout.stripe.example/c/{id}#{made.body['client_secret']}"
        return Answer(200, {"id": id, "object": "checkout.session", "mode": "setup", "url": url})

    async def _page_as_it_is(self, asked: Asked, session: str) -> Answer:
        if session not in self._pages:
            return error(404, code="resource_missing")
        query = {"expand[0]": "payment_method"}
        setup = await self.pass_on(replace(asked, path=f"/v1/setup_intents/{self._pages[session]}", query=query))
        return Answer(200, {"id": session, "object": "checkout.session", "url": None, "setup_intent": setup.body})

    async def pass_on(self, asked: Asked) -> Answer:
        """Let localstripe answer."""
        form = {NEW_NAMES.get(name, name): value for name, value in asked.form.items() if name not in UNKNOWN_NAMES}
        reply = await self.upstream.request(
            asked.method,
            asked.path,
            params=dict(asked.query),
            content=urlencode(form).encode() if asked.method == "POST" else None,
            headers={"content-type": "application/x-www-form-urlencoded"} if asked.method == "POST" else None,
        )
        return Answer(reply.status_code, msgspec.json.decode(reply.content))

    async def _pay(self, asked: Asked) -> Answer:
        absent = asked.form.get("off_session") == "true"
        answer = await self.pass_on(asked)
        ours = asked.form.get("metadata[operation]")
        made = [one for one in await self._all("payment_intents") if one["metadata"].get("operation") == ours]
        if not made:
            return await self._told(answer, code="resource_missing", param="payment_method")
        intent = made[-1]
        if absent:
            self._absent.add(intent["id"])
        if absent and intent["status"] == "requires_action":
            no = {"type": "card_error", "code": "authentication_required", "decline_code": "authentication_required"}
            self._over[intent["id"]] = {
                "status": "requires_payment_method",
                "next_action": None,
                "last_payment_error": no,
            }
            return Answer(402, {"error": {**no, "payment_intent": await self._shown(intent)}})
        if answer.status == 402:
            no = self._why(intent["payment_method"])
            return Answer(402, {"error": {**no, "payment_intent": await self._shown(intent)}})
        return Answer(200, await self._shown(intent))

    async def _list(self, asked: Asked) -> Answer:
        customer = asked.query.get("customer")
        theirs = [one for one in await self._all("payment_intents") if one["customer"] == customer]
        return asked.page([await self._shown(one) for one in reversed(theirs)])

    async def _capture(self, asked: Asked, intent: str) -> Answer:
        await self._lapse(intent)
        found = await self._get(intent)
        if found is None:
            return error(404, code="resource_missing", param="intent")
        if found["status"] != "requires_capture":
            return error(400, code="payment_intent_unexpected_state", payment_intent=await self._shown(found))
        amount = asked.form.get("amount_to_capture", str(found["amount"]))
        marks = Form((name, value) for name, value in asked.form.items() if name.startswith("metadata["))
        if marks:
            await self.pass_on(Asked(method="POST", path=f"/v1/payment_intents/{intent}", form=marks))
        answer = await self.pass_on(asked.with_form({"amount_to_capture": amount}))
        if answer.status != 200:
            return await self._told(answer, code="amount_too_large", param="amount_to_capture")
        self._over.setdefault(intent, {})["amount_received"] = int(amount)
        taken = await self._get(intent)
        assert taken is not None
        return Answer(200, await self._shown(taken))

    async def _refund(self, asked: Asked) -> Answer:
        intent = await self._get(asked.form.get("payment_intent", ""))
        if intent is None:
            return error(404, code="resource_missing", param="payment_intent")
        if intent["status"] != "succeeded":
            return error(400, message="This PaymentIntent does not have a successful charge to refund.")
        over = self._over.setdefault(intent["id"], {})
        left = over.get("amount_received", intent["amount"]) - over.get("amount_refunded", 0)
        if int(asked.form["amount"]) > left:
            code = "charge_already_refunded" if left == 0 else "amount_too_large"
            return error(400, code=code, param="amount")
        over["amount_refunded"] = over.get("amount_refunded", 0) + int(asked.form["amount"])
        return await self.pass_on(asked)

    async def _statement(self, asked: Asked) -> Answer:
        lines = await self._all("balance_transactions", expand=("data.source", "data.source.payment_intent"))
        found = [*(self._line(one) for one in lines if not _rest_of_a_hold(one)), *self.connect.lines]
        first, end = int(asked.query.get("created[gte]", "0")), int(asked.query.get("created[lt]", "99999999999"))
        within = [one for one in found if first <= one["created"] < end]
        return asked.page(sorted(within, key=lambda one: one["created"], reverse=True))

    def _line(self, line: dict[str, Any]) -> dict[str, Any]:
        """A charge's line with what was really taken, and Stripe's fee on that."""
        if line["type"] != "charge":
            return line
        amount = self._over.get(line["source"]["payment_intent"]["id"], {}).get("amount_received", line["amount"])
        fee = amount * FEE_BP // 10_000 + FEE_EACH
        return {**line, "amount": amount, "fee": fee, "net": amount - fee}

    async def _all(self, what: str, expand: tuple[str, ...] = ()) -> list[dict[str, Any]]:
        query = Form({"limit": EVERYTHING} | {f"expand[{place}]": one for place, one in enumerate(expand)})
        answer = await self.pass_on(Asked(method="GET", path=f"/v1/{what}", query=query))
        return answer.body["data"]

    async def _get(self, intent: str) -> dict[str, Any] | None:
        answer = await self.pass_on(Asked(method="GET", path=f"/v1/payment_intents/{intent}"))
        return answer.body if answer.status == 200 else None

    async def _lapse(self, intent: str) -> None:
        """A hold whose time is over is let go, as the bank does it."""
        until = self._until.get(intent)
        if until is not None and (await self.now()).timestamp() >= until:
            await self.pass_on(Asked(method="POST", path=f"/v1/payment_intents/{intent}/cancel"))

    async def _shown(self, intent: dict[str, Any]) -> dict[str, Any]:
        """The intent with what localstripe leaves out."""
        shown = {**intent, **self._over.get(intent["id"], {})}
        if shown["status"] == "requires_action":
            url = f"https://hooks.stripe.example/redirect/{shown['id']}"
            shown["next_action"] = {"type": "redirect_to_url", "redirect_to_url": {"url": url, "return_url": None}}
        if shown["status"] == "requires_capture":
            life = ABSENT if shown["id"] in self._absent else PRESENT
            self._until.setdefault(shown["id"], int((await self.now() + life).timestamp()) + 1)
        if isinstance(shown.get("latest_charge"), dict):
            details = {"type": "card", "card": {"capture_before": self._until.get(shown["id"])}}
            shown["latest_charge"] = {
                **shown["latest_charge"],
                "metadata": shown["metadata"],
                "payment_method_details": details,
            }
        if (shown.get("last_payment_error") or {}).get("code") == "card_declined":
            shown["last_payment_error"] = self._why(shown["payment_method"])
        return shown

    def _why(self, method: str) -> dict[str, Any]:
        return {"type": "card_error", "code": "card_declined", "decline_code": self._decline.get(method)}

    async def _told(self, answer: Answer, **more: str) -> Answer:
        """localstripe's refusals name no code, and its intents are shown as today's."""
        if answer.status < 400:
            intent = answer.body.get("object") == "payment_intent"
            return Answer(answer.status, await self._shown(answer.body)) if intent else answer
        return Answer(answer.status, {"error": {"type": "invalid_request_error", **more, **answer.body["error"]}})


def _rest_of_a_hold(line: dict[str, Any]) -> bool:
    """localstripe takes a whole hold and refunds what was not asked for; at Stripe that rest was never taken."""
    return line["type"] == "refund" and line["source"]["payment_intent"] is None


def _reply(answer: Answer, now: datetime | None = None) -> web.Response:
    headers = {"Request-Id": "req_of_a_test"}
    if now is not None:
        headers["Date"] = format_datetime(now, usegmt=True)
    return web.Response(
        status=answer.status, body=msgspec.json.encode(answer.body), content_type="application/json", headers=headers
    )


@asynccontextmanager
async def front(upstream: str) -> AsyncGenerator[Front]:
    """A front before this localstripe, on a port of its own."""
    async with httpx.AsyncClient(base_url=upstream, auth=("sk_test_front", ""), trust_env=False) as http:
        await http.delete("/_config/data")
        one = Front(upstream=http, connect=Connect())
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", one.serve)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        try:
            host, port = runner.addresses[0][:2]
            one.url = f"http://{host}:{port}"
            yield one
        finally:
            await runner.cleanup()
