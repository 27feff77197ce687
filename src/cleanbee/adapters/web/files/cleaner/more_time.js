/** Needs more time: the customer is asked, and sees what it costs; the cleaner sees what it pays. */
import { html } from "../core/html.js";
import { api, ok } from "../core/api.js";
import { money } from "../core/money.js";
import { refresh } from "../core/store.js";
import { duration } from "../core/when.js";
import { named, t } from "../core/words.js";
import { Icon } from "../ui/icon.js";
import { closeSheet, showSheet } from "../ui/sheet.js";
import { may } from "./visits.js";

/** @typedef {import("../core/api.js").Shapes["MinutesGiven"]["minutes"]} Minutes as many as the contract names */

/** @param {{ visit: import("./visits.js").Visit }} props */
export function MoreTime({ visit }) {
  const params = { path: { booking_id: visit.id } };
  const ask = async (/** @type {number} */ minutes) => {
    closeSheet();
    if (await ok(api.POST("/v1/bookings/{booking_id}/ask_extra_time", { params, body: { minutes: /** @type {Minutes} */ (minutes) } }))) refresh([visit.id]);
  };
  const open = () => showSheet({
    title: t("more_time.title"),
    draw: () => html`<p>${t("more_time.why", { name: visit.customer_name })}</p><div class="choices">${may(visit, "ask_extra_time")?.minutes?.map((one) => html`<button type="button" class="second" onClick=${() => ask(one)}>${duration(one)}</button>`)}</div>`,
  });
  const { extra_time: extra } = visit;
  return html`${extra && html`<p class="note">${named("extra_time", extra.state, { time: duration(extra.minutes), pay: money(extra.amount) })}</p>`}
    ${may(visit, "ask_extra_time") && html`<button type="button" class="second" onClick=${open}><${Icon} name="plus" />${t("more_time.do")}</button>`}`;
}
