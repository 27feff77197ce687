/** Thanks in money, all of it the cleaner's: an amount to tap on, or one of the customer's own. */
import { useRef, useState } from "preact/hooks";
import { html } from "../core/html.js";
import { api, ok } from "../core/api.js";
import { minor, money } from "../core/money.js";
import { me } from "../core/session.js";
import { refresh } from "../core/store.js";
import { t } from "../core/words.js";
import { firstName } from "../ui/face.js";
import { toast } from "../ui/toast.js";
import { cardSheet, useCards } from "./cards.js";

/** @typedef {import("../core/api.js").Shapes} Shapes @typedef {import("./bookings.js").Booking} Booking */

/** @param {{ booking: Booking, action: Shapes["Action"] }} props */
export function Tip({ booking, action }) {
  const [typed, setTyped] = useState("");
  const cards = useCards(me.value?.role === "customer");
  const giving = useRef(false);
  const name = firstName(booking.cleaner?.name);
  const { currency } = booking.price;
  /** @type {(amount: Shapes["Money"], card: string | undefined) => Promise<void>} */
  const give = async (amount, card) => {
    if (card === undefined) return cardSheet({ use: (id) => give(amount, id) });
    if (giving.current) return; // two amounts tapped in haste are not two tips
    giving.current = true;
    const params = { path: { booking_id: booking.id } };
    const told = await ok(api.POST("/v1/bookings/{booking_id}/tip", { params, body: { amount, card_id: card } }), {
      payment_declined: (problem) => cardSheet({ bad: problem.detail ?? problem.title, use: (id) => give(amount, id) }),
    });
    giving.current = false;
    if (told === null) return;
    refresh([booking.id]);
    toast(t("tip.thanks", { name }));
  };
  const own = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    void give(minor(typed, currency), cards[0]?.id);
  };
  return html`<section class="card" aria-labelledby="tip"><h2 id="tip">${t("tip.ask", { name })}</h2>
    <div class="row wrap">${action.amounts?.map((amount) => html`<button type="button" class="chip" onClick=${() => give(amount, cards[0]?.id)}>${t("tip.sum", { amount: money(amount) })}</button>`)}</div>
    <form onSubmit=${own}><label class="field">${t("tip.other", { currency })}
      <span class="row"><input inputmode="decimal" required pattern="[0-9]+([.,][0-9]+)?" value=${typed} onInput=${(/** @type {any} */ event) => setTyped(event.target.value)} /><button class="second">${t("tip.give")}</button></span></label></form>
  </section>`;
}
