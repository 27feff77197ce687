/** What can be done with a visit: a button for each action that the server offers. */
import { html } from "../core/html.js";
import { money } from "../core/money.js";
import { momentAt } from "../core/when.js";
import { t } from "../core/words.js";
import { Icon } from "../ui/icon.js";
import { ChatButton } from "../ui/chat.js";
import { firstName } from "../ui/face.js";
import { closeSheet, showSheet } from "../ui/sheet.js";
import { cancel, rebook } from "./actions.js";
import { Next } from "./again.js";
import { moveSheet } from "./move.js";
import { Tip } from "./tip.js";

/** @typedef {import("./bookings.js").Booking} Booking @typedef {Booking["available_actions"][number]} Action */

const OVER = new Set(["completed", "settled", "cancelled", "expired"]);

/** @param {{ booking: Booking }} props */
export function Does({ booking }) {
  const may = (/** @type {string} */ name) => booking.available_actions.find((one) => one.name === name);
  const over = OVER.has(booking.phase.name);
  const [again, move, off, tip] = [may("rebook"), may("move"), may("cancel"), may("tip")];
  return html`
    ${tip && html`<${Tip} booking=${booking} action=${tip} />`}
    ${again && over && html`<${Next} booking=${booking} look="main" />`}
    <div class="row wrap">
      ${booking.cleaner && html`<${ChatButton} id=${booking.id} name=${firstName(booking.cleaner.name)} zone=${booking.window.time_zone} />`}
      ${move && html`<button type="button" class="second" onClick=${() => moveSheet(booking)}><${Icon} name="calendar-days" />${move.label}</button>`}
      ${off && html`<button type="button" class="second" onClick=${() => cancelSheet(booking, off)}><${Icon} name="x" />${off.label}</button>`}
      ${again && !over && html`<button type="button" class="second" onClick=${() => rebook(booking.id)}><${Icon} name="repeat" />${again.label}</button>`}
    </div>`;
}

/** What cancelling costs, before it is done. @param {Booking} booking @param {Action} action */
function cancelSheet(booking, action) {
  const free = (action.fee?.amount ?? 0) === 0;
  const price = action.fee && !free ? money(action.fee) : t("free");
  const press = () => {
    closeSheet();
    void cancel(booking.id);
  };
  const until = action.deadline_at && momentAt(action.deadline_at, booking.window.time_zone);
  showSheet({
    title: t("cancel.title"),
    draw: () => html`<p>${free ? t(until ? "cancel.free_until" : "cancel.free", { time: until ?? "" }) : t("cancel.costs", { price })}</p>
      <button type="button" class="main" onClick=${press}>${t("cancel.do", { price })}</button>
      <button type="button" class="second" onClick=${closeSheet}>${t("cancel.keep")}</button>`,
  });
}
