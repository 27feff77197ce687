"""Signing in and out, and what people see and change of themselves."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.cookies import can_keep, forgotten, ours, written
from cleanbee.adapters.http.language import spoken
from cleanbee.adapters.http.limits import account_counted
from cleanbee.adapters.http.names import (
    CLEANER,
    CUSTOMER,
    OPS,
    SIGN_IN,
    CleanerRef,
    PersonRef,
    SignInRef,
    decode,
    encode,
)
from cleanbee.adapters.http.problems import Code, No, wrong
from cleanbee.adapters.http.route import Answer, Call, Route
from cleanbee.adapters.http.wire import Given, Instant, Name, Version, Wire, given, or_unset, utc
from cleanbee.domain.kernel import CleanerId, SignInId
from cleanbee.domain.people import me as domain
from cleanbee.ports.inbound.people.edit_me import MeEdited
from cleanbee.ports.inbound.people.read_me import MeWanted
from cleanbee.ports.inbound.people.refresh_session import RefreshAsked
from cleanbee.ports.inbound.people.request_code import CodeAsked, CodeSent
from cleanbee.ports.inbound.people.sign_in_ops import PasswordTyped
from cleanbee.ports.inbound.people.sign_out import SignedOut, SignOutAsked
from cleanbee.ports.inbound.people.tokens import CookieKept, Tokens
from cleanbee.ports.inbound.people.verify_code import CodeTyped

Keep = Literal["tokens", "cookie"]
Role = Literal["customer", "cleaner", "support", "finance", "admin"]
Locale = Literal["en", "de"]
Token = Annotated[str, Meta(min_length=1, max_length=512)]
Address = Annotated[str, Meta(min_length=3, max_length=254)]
PayFloor = Annotated[int, Meta(ge=0, le=100_000, description="Minor units per hour.")]

_PREFIX = {"customer": CUSTOMER, "cleaner": CLEANER}
_BLOCKED = {CUSTOMER, CLEANER}


class NewSignIn(Given, frozen=True, kw_only=True):
    """A phone number with its country code, or an e-mail address: exactly one of them.

    With a ``name``, whoever is not known yet becomes a customer by typing the code; known people stay who they are.
    """

    phone: Annotated[str, Meta(min_length=3, max_length=32, examples=["+15550100001"])] | UnsetType = UNSET
    email: Address | UnsetType = UNSET
    name: Name | UnsetType = UNSET


class SignIn(Wire, frozen=True, kw_only=True):
    """A code is on its way, if there is anybody."""

    object: Literal["sign_in"] = "sign_in"
    id: SignInRef
    expires_at: Instant


class CodeGiven(Given, frozen=True, kw_only=True):
    """The code as it was typed, and how the sign-in is kept: by an app in tokens, by a browser in a cookie."""

    code: Annotated[str, Meta(min_length=1, max_length=16, examples=["000000"])]
    keep: Keep = "tokens"


class PasswordGiven(Given, frozen=True, kw_only=True):
    """How the operations team signs in, and how the sign-in is kept."""

    email: Address
    password: Annotated[str, Meta(min_length=1, max_length=200)]
    keep: Keep = "tokens"


class RefreshGiven(Given, frozen=True, kw_only=True):
    """The refresh token of one device; it is used up by this."""

    refresh_token: Token


class Me(Wire, frozen=True, kw_only=True):
    """Yourself."""

    object: Literal["me"] = "me"
    id: PersonRef
    role: Role
    name: Name
    locale: Locale
    phone: Annotated[str, Meta(max_length=32)] | UnsetType = UNSET
    email: Annotated[str, Meta(max_length=254)] | UnsetType = UNSET
    favourites: Annotated[list[CleanerRef], Meta(max_length=200)]
    blocked: Annotated[list[PersonRef], Meta(max_length=200)]
    instant: bool | UnsetType = UNSET
    pets_ok: bool | UnsetType = UNSET
    pay_floor_per_h: PayFloor | UnsetType = UNSET
    version: Version


class Session(Wire, frozen=True, kw_only=True, tag_field="kept", tag="tokens"):
    """The tokens of one device; the access token is short-lived, the refresh token rotates."""

    object: Literal["session"] = "session"
    access_token: Token
    access_expires_at: Instant
    refresh_token: Token
    refresh_expires_at: Instant
    me: Me


class BrowserSession(Wire, frozen=True, kw_only=True, tag_field="kept", tag="cookie"):
    """The sign-in of one browser, in a cookie that no script sees; changes show ``csrf_token`` as ``X-CSRF-Token``.

    The token is also a header of every later answer, so that a page that was loaded anew has it from its first one.
    """

    object: Literal["session"] = "session"
    csrf_token: Token
    me: Me


SignedIn = Session | BrowserSession


class MeChanges(Given, frozen=True, kw_only=True):
    """What is to change; what is absent stays."""

    name: Name | UnsetType = UNSET
    locale: Locale | UnsetType = UNSET
    favourites: Annotated[list[CleanerRef], Meta(max_length=200)] | UnsetType = UNSET
    blocked: Annotated[list[PersonRef], Meta(max_length=200)] | UnsetType = UNSET
    instant: bool | UnsetType = UNSET
    pets_ok: bool | UnsetType = UNSET
    pay_floor_per_h: PayFloor | UnsetType = UNSET


async def _request(call: Call[NewSignIn, None]) -> object:
    told = [one for one in (given(call.body.phone), given(call.body.email)) if one is not None]
    if len(told) != 1:
        raise wrong("", "Give a phone number or an e-mail address, one of them.")
    await account_counted(call.app, told[0])
    return await call.app.people.request_code(CodeAsked(address=told[0], name=given(call.body.name), locale=_locale()))


def _locale() -> Locale:
    return "de" if spoken() == "de" else "en"


async def _verify(call: Call[CodeGiven, None]) -> object:
    typed = CodeTyped(
        sign_in=SignInId(call.id("sign_in_id")), code=call.body.code, by_cookie=_by_cookie(call, call.body.keep)
    )
    return await call.app.people.verify_code(typed)


async def _password(call: Call[PasswordGiven, None]) -> object:
    await account_counted(call.app, call.body.email)
    typed = PasswordTyped(
        email=call.body.email, password=call.body.password, by_cookie=_by_cookie(call, call.body.keep)
    )
    return await call.app.people.sign_in_ops(typed)


def _by_cookie(call: Call[Any, None], keep: Keep) -> bool:
    """Whether a cookie is wanted; another site's page could sign a visitor in as somebody it chose.

    :raises No: another page asks, or no browser would keep our cookie.
    """
    if keep == "tokens":
        return False
    if not can_keep(call.app.house):
        raise wrong("/keep", "A browser keeps our cookie behind https alone: keep tokens.")
    if not ours(call.app.house, call.headers):
        raise No(Code.csrf_failed)
    return True


async def _refresh(call: Call[RefreshGiven, None]) -> object:
    return await call.app.people.refresh_session(RefreshAsked(token=call.body.refresh_token))


async def _end(call: Call[None, None]) -> object:
    return await call.app.people.sign_out(SignOutAsked(token=call.token, session=call.session))


async def _read(call: Call[None, None]) -> object:
    return await call.app.people.read_me(MeWanted(actor=call.actor))


async def _edit(call: Call[MeChanges, None]) -> object:
    told = call.body
    favourites, blocked = given(told.favourites), given(told.blocked)
    wishes = domain.Wishes(
        name=given(told.name),
        locale=given(told.locale),
        favourites=None
        if favourites is None
        else tuple(CleanerId(call.named(CLEANER, one, "/favourites")) for one in favourites),
        blocked=None if blocked is None else tuple(_person(one) for one in blocked),
        instant=given(told.instant),
        pets_ok=given(told.pets_ok),
        pay_floor_per_h=given(told.pay_floor_per_h),
    )
    return await call.app.people.edit_me(MeEdited(actor=call.actor, wishes=wishes, at_version=call.at_version))


def _person(text: str) -> UUID:
    prefix = text.partition("_")[0]
    found = decode(prefix, text) if prefix in _BLOCKED else None
    if found is None:
        raise wrong("/blocked", "There is no such id.")
    return found


def shown_me(one: domain.Me) -> Me:
    """Oneself, as it goes out."""
    blocked = CLEANER if one.role == "customer" else CUSTOMER
    assert one.role != "anonymous" and one.role != "system", "only people have a self"  # noqa: PLR1714 - narrows
    return Me(
        id=encode(_PREFIX.get(one.role, OPS), one.id),
        role=one.role,
        name=one.name,
        locale=one.locale,
        phone=or_unset(one.phone),
        email=or_unset(one.email),
        favourites=[encode(CLEANER, id) for id in one.favourites],
        blocked=[encode(blocked, id) for id in one.blocked],
        instant=or_unset(one.instant),
        pets_ok=or_unset(one.pets_ok),
        pay_floor_per_h=or_unset(one.pay_floor_per_h),
        version=one.version,
    )


def _me(call: Call[None, None], one: domain.Me) -> Answer:
    return Answer(body=shown_me(one), version=one.version)


def _sent(call: Call[NewSignIn, None], sent: CodeSent) -> Answer:
    id = encode(SIGN_IN, sent.sign_in)
    return Answer(
        body=SignIn(id=id, expires_at=utc(sent.until)), status=201, headers={"location": f"/v1/sign_ins/{id}/verify"}
    )


def _session(call: Call[Any, None], kept: Tokens | CookieKept) -> Answer:
    if isinstance(kept, CookieKept):
        body = BrowserSession(csrf_token=call.seals.csrf(kept.session), me=shown_me(kept.me))
        return Answer(body=body, headers={"set-cookie": written(call.app.house, kept.cookie, kept.life)})
    return Answer(body=_tokens(kept))


def _tokens(tokens: Tokens) -> Session:
    return Session(
        access_token=tokens.access,
        access_expires_at=utc(tokens.access_until),
        refresh_token=tokens.refresh,
        refresh_expires_at=utc(tokens.refresh_until),
        me=shown_me(tokens.me),
    )


def _ended(call: Call[None, None], ended: SignedOut) -> Answer:
    return Answer(status=204, headers={} if call.session is None else {"set-cookie": forgotten(call.app.house)})


ROUTES = (
    Route(
        method="POST", path="/v1/sign_ins", operation_id="requestSignIn", tag="people",
        summary="Have a one-time code sent", action="sign_in.request", audience="anyone", rate="auth",
        ask=_request, show=_sent, body=NewSignIn, answers={201: SignIn}, no=(Code.refused,),
        example={"phone": "+15550100001"},
    ),
    Route(
        method="POST", path="/v1/sign_ins/{sign_in_id}/verify", operation_id="verifySignIn", tag="people",
        summary="Sign in by the code", action="sign_in.verify", audience="anyone", rate="auth",
        ask=_verify, show=_session, body=CodeGiven, answers={200: SignedIn}, no=(Code.code_wrong,),
        example={"code": "000000"},
    ),
    Route(
        method="POST", path="/v1/sign_ins/password", operation_id="signInOps", tag="people",
        summary="Sign in by password (operations team)", action="sign_in.ops", audience="anyone", rate="auth",
        ask=_password, show=_session, body=PasswordGiven, answers={200: SignedIn},
        example={"email": "olga@cleanbee.example", "password": "correct horse battery staple"},
    ),
    Route(
        method="POST", path="/v1/sign_ins/refresh", operation_id="refreshSession", tag="people",
        summary="Trade the refresh token for a new pair", action="session.refresh", audience="anyone", rate="auth",
        ask=_refresh, show=_session, body=RefreshGiven, answers={200: Session},
        example={"refresh_token": "…"},
    ),
    Route(
        method="POST", path="/v1/sign_ins/end", operation_id="signOut", tag="people",
        summary="Sign this device out", action="session.end", audience="signed_in", rate="write",
        ask=_end, show=_ended, answers={204: None},
    ),
    Route(
        method="GET", path="/v1/me", operation_id="readMe", tag="people", summary="Yourself",
        action="me.read", audience="signed_in", ask=_read, show=_me, answers={200: Me},
    ),
    Route(
        method="PATCH", path="/v1/me", operation_id="editMe", tag="people", summary="Change what we know of you",
        action="me.edit", audience="signed_in", rate="write", match="must", ask=_edit, show=_me, body=MeChanges,
        answers={200: Me}, no=(Code.refused,), example={"locale": "de"},
    ),
)  # fmt: skip
