/** The times of a day in columns, each with its price and at most one badge. */
import { useState } from "preact/hooks";
import { html } from "../core/html.js";
import { money } from "../core/money.js";
import { clock } from "../core/when.js";
import { named, t } from "../core/words.js";

/** @typedef {import("../core/api.js").Shapes} Shapes @typedef {Shapes["SlotTime"]} SlotTime @typedef {Shapes["Choice"]} Choice */

const BADGES = ["knows_home", "favourite"];

/** Three rows at first: the day goes on for whoever asks. */
const AT_FIRST = 9;

/** @param {{ slots: SlotTime[], chosen: Choice | null, choose: (choice: Choice) => void }} props */
export function Slots({ slots, chosen, choose }) {
  const [all, setAll] = useState(false);
  const place = slots.findIndex((slot) => slot.window.start_at === chosen?.window.start_at);
  const shown = all || place >= AT_FIRST ? slots : slots.slice(0, AT_FIRST);
  const lowest = Math.min(...slots.flatMap((slot) => slot.choices.map((one) => one.price.amount)));
  const differ = slots.some((slot) => slot.choices.some((one) => one.price.amount !== lowest));
  const best = differ ? slots.find((slot) => slot.choices.some((one) => one.price.amount === lowest)) : undefined;
  return html`<div class="slots">
    ${shown.map((slot) => {
      const first = slot.choices.find((one) => one.cleaner.id === chosen?.cleaner.id) ?? slot.choices[0];
      if (first === undefined) return null;
      const badge = badgeOf(slot, slot === best);
      const mine = slot.window.start_at === chosen?.window.start_at;
      return html`<button type="button" class="slot" aria-pressed=${mine} onClick=${() => choose(slot.choices[0] ?? first)}>
        <b class="figures">${clock(slot.window.local_start)}</b>
        <span class="figures">${money(first.price)}</span>
        ${badge && html`<small>${named("badge", badge)}</small>`}
      </button>`;
    })}
    ${shown.length < slots.length && html`<button type="button" class="plain wide" onClick=${() => setAll(true)}>${t("slots.more", { n: slots.length - shown.length })}</button>`}
  </div>`;
}

/** @param {SlotTime} slot @param {boolean} best @returns {string | null} */
function badgeOf(slot, best) {
  const reasons = slot.choices.flatMap((one) => one.reasons.map((reason) => reason.code));
  const told = BADGES.find((code) => reasons.includes(code));
  return told ?? (best ? "best_price" : null);
}
