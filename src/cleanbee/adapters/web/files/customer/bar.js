/** The button at the end of the scroll, always in reach: what is booked, for how much, and until when it is free to cancel. */
import { useState } from "preact/hooks";
import { html } from "../core/html.js";
import { money } from "../core/money.js";
import { me } from "../core/session.js";
import { shortTime } from "../core/when.js";
import { t } from "../core/words.js";
import * as basket from "./basket.js";
import { cardName, useCards } from "./cards.js";
import { order } from "./checkout.js";
import { freeUntil } from "./terms.js";

/** @param {{ choice: import("./basket.js").Choice }} props */
export function Bar({ choice }) {
  const [busy, setBusy] = useState(false);
  const cards = useCards(me.value?.role === "customer");
  const card = cards[0];
  const free = freeUntil(basket.terms.value);
  const press = async () => {
    setBusy(true);
    await order(choice, card?.id ?? null);
    setBusy(false);
  };
  const under = [free && t("book.free_until", { when: shortTime(free) }), card && cardName(card)];
  return html`<div class="bar">
    <button type="button" class="main" aria-busy=${busy} disabled=${basket.searching.value} onClick=${() => !busy && press()}>${t("book.book", { when: shortTime(choice.window.local_start), price: money(choice.price) })}</button>
    <p class="small quiet">${under.filter(Boolean).join(" · ")}</p>
  </div>`;
}
