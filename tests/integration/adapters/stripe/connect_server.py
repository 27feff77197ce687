"""Connect as Stripe documents it: connected accounts, transfers to them and back, payouts from them to banks.

It answers in the recorded shapes of Stripe's API reference and keeps balances, so that money that was not transferred
cannot be paid out, and no more comes back than went. It proves that our adapter asks and reads as documented; how
Stripe decides that an account is closed, when a bank returns money and what that costs, nobody proves here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from tests.integration.adapters.stripe.wire import Answer, Asked, Form, error

ARRIVES_AFTER = timedelta(days=2)
ACCOUNTS = ("acct_ok", "acct_no_payouts")
"""Connected accounts: one whose bank is paid, and one whose payouts Stripe has switched off."""

BANK_TOKENS = {"btok_de": "3000", "btok_other": "4321"}
"""What Stripe's form gives for a bank account that was typed in, and how that ends."""

Thing = dict[str, Any]


@dataclass
class Connect:
    """Transfers, payouts, and what they do to our balance."""

    transfers: dict[str, Thing] = field(default_factory=dict[str, Thing])
    payouts: dict[str, Thing] = field(default_factory=dict[str, Thing])
    balances: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ACCOUNTS, 0))
    opened: dict[str, Thing] = field(default_factory=dict[str, Thing])
    lines: list[Thing] = field(default_factory=list[Thing])
    fails_next: Literal["", "payout"] = ""

    def answer(self, asked: Asked, words: list[str], now: datetime) -> Answer:
        """What Stripe answers."""
        if self.fails_next and asked.method == "POST" and words[0] == "payouts":
            self.fails_next = ""
            return error(500, type="api_error")
        match asked.method, words:
            case "POST", ["accounts"]:
                return self._open(asked, now)
            case "POST", ["transfers"]:
                return self._transfer(asked.form, now)
            case "GET", ["transfers"]:
                group = asked.query.get("transfer_group")
                return asked.page([one for one in self.transfers.values() if one["transfer_group"] == group])
            case "GET", ["transfers", name]:
                return Answer(200, self.transfers[name])
            case "POST", ["transfers", name, "reversals"]:
                return self._reverse(self.transfers[name], asked.form, now)
            case "POST", ["payouts"]:
                return self._payout(asked, now)
            case "GET", ["payouts"]:
                status = asked.query.get("status")
                mine = [one for one in self.payouts.values() if one["_account"] == asked.account]
                return asked.page([_shown(one) for one in mine if status in {None, one["status"]}])
            case _:
                return error(404, code="resource_missing")

    def bank_returns(self, payout: str) -> Thing:
        """The cleaner's bank sends a payout back: the money lies on the connected account again."""
        one = self.payouts[payout]
        one.update(status="failed", failure_code="account_closed", failure_message="The bank account has been closed.")
        self.balances[one["_account"]] += one["amount"]
        return _shown(one)

    def _open(self, asked: Asked, now: datetime) -> Answer:
        """A connected account with one bank account: the same key is the same account."""
        token = asked.form.get("external_account", "")
        if token not in BANK_TOKENS:
            return error(400, code="resource_missing", param="external_account", message=f"No such token: '{token}'")
        if asked.key not in self.opened:
            name = f"acct_{len(self.opened) + 1:016d}"
            self.balances[name] = 0
            bank = {"id": f"ba_{name}", "object": "bank_account", "account": name, "bank_name": "TEST BANK",
                    "country": "DE", "currency": "eur", "last4": BANK_TOKENS[token], "status": "new"}  # fmt: skip
            self.opened[asked.key] = {
                "id": name,
                "object": "account",
                "capabilities": {"transfers": "inactive"},
                "charges_enabled": False,
                "created": int(now.timestamp()),
                "external_accounts": {"object": "list", "data": [bank], "has_more": False,
                                      "url": f"/v1/accounts/{name}/external_accounts"},
                "metadata": _metadata(asked.form),
                "payouts_enabled": False,
                "type": asked.form["type"],
            }  # fmt: skip
        return Answer(200, self.opened[asked.key])

    def _transfer(self, form: Form, now: datetime) -> Answer:
        account, amount = form["destination"], int(form["amount"])
        if account not in self.balances:
            return error(400, code="resource_missing", param="destination", message=f"No such destination: '{account}'")
        self.balances[account] += amount
        name = f"tr_{len(self.transfers) + 1:024d}"
        self.transfers[name] = one = {
            "id": name,
            "object": "transfer",
            "amount": amount,
            "amount_reversed": 0,
            "balance_transaction": f"txn_{name}",
            "created": int(now.timestamp()),
            "currency": form["currency"],
            "description": None,
            "destination": account,
            "destination_payment": f"py_{name}",
            "livemode": False,
            "metadata": _metadata(form),
            "reversals": {"object": "list", "data": [], "has_more": False, "url": f"/v1/transfers/{name}/reversals"},
            "reversed": False,
            "source_transaction": form.get("source_transaction"),
            "source_type": "card",
            "transfer_group": form.get("transfer_group"),
        }
        self._line("transfer", "transfer", -amount, one, now)
        return Answer(200, one)

    def _reverse(self, transfer: Thing, form: Form, now: datetime) -> Answer:
        left = transfer["amount"] - transfer["amount_reversed"]
        amount = int(form.get("amount", str(left)))
        if amount > left or amount == 0:
            return error(400, message="This transfer is already fully reversed.")
        if amount > self.balances[transfer["destination"]]:
            return error(400, code="balance_insufficient", message="Insufficient funds in the connected account.")
        self.balances[transfer["destination"]] -= amount
        transfer["amount_reversed"] += amount
        transfer["reversed"] = transfer["amount_reversed"] == transfer["amount"]
        one = {
            "id": f"trr_{transfer['id']}",
            "object": "transfer_reversal",
            "amount": amount,
            "balance_transaction": f"txn_trr_{transfer['id']}",
            "created": int(now.timestamp()),
            "currency": transfer["currency"],
            "destination_payment_refund": f"pyr_{transfer['id']}",
            "metadata": _metadata(form),
            "source_refund": None,
            "transfer": transfer["id"],
        }
        self._line("transfer_refund", "transfer_reversal", amount, one, now)
        return Answer(200, one)

    def _payout(self, asked: Asked, now: datetime) -> Answer:
        account, amount = asked.account, int(asked.form["amount"])
        if account == "acct_no_payouts":
            return error(400, code="payouts_not_allowed", message="Cannot create payouts: payouts are disabled.")
        if self.balances.get(account, 0) < amount:
            return error(400, code="balance_insufficient", message="You have insufficient funds in your account.")
        self.balances[account] -= amount
        name = f"po_{len(self.payouts) + 1:024d}"
        self.payouts[name] = one = {
            "_account": account,
            "id": name,
            "object": "payout",
            "amount": amount,
            "arrival_date": int((now + ARRIVES_AFTER).timestamp()),
            "automatic": False,
            "balance_transaction": f"txn_{name}",
            "created": int(now.timestamp()),
            "currency": asked.form["currency"],
            "description": None,
            "destination": f"ba_of_{account}",
            "failure_balance_transaction": None,
            "failure_code": None,
            "failure_message": None,
            "livemode": False,
            "metadata": _metadata(asked.form),
            "method": "standard",
            "original_payout": None,
            "reversed_by": None,
            "source_type": "card",
            "statement_descriptor": None,
            "status": "pending",
            "type": "bank_account",
        }
        return Answer(200, _shown(one))

    def _line(self, type: str, category: str, amount: int, source: Thing, now: datetime) -> None:
        """Our own balance: what goes to a connected account leaves it, what comes back returns."""
        self.lines.append(
            {
                "id": f"txn_{source['id']}",
                "object": "balance_transaction",
                "amount": amount,
                "available_on": int(now.timestamp()),
                "created": int(now.timestamp()),
                "currency": source["currency"],
                "description": None,
                "exchange_rate": None,
                "fee": 0,
                "fee_details": [],
                "net": amount,
                "reporting_category": category,
                "source": source,
                "status": "available",
                "type": type,
            }
        )


def _metadata(form: Form) -> Form:
    return {name[len("metadata[") : -1]: value for name, value in form.items() if name.startswith("metadata[")}


def _shown(payout: Thing) -> Thing:
    return {name: value for name, value in payout.items() if not name.startswith("_")}
