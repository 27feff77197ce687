/** A visit as the office sees it: who, when, what needs doing, why it came so, and its money. */
import { api, ok } from "../core/api.js";
import { html } from "../core/html.js";
import { refresh, useThing } from "../core/store.js";
import { clock, duration, longDay, momentAt } from "../core/when.js";
import { language, named, t } from "../core/words.js";
import { Face } from "../ui/face.js";
import { CityMap } from "../ui/citymap.js";
import { Icon } from "../ui/icon.js";
import { toast } from "../ui/toast.js";
import { mend, send } from "./calls.js";
import { Help } from "./help.js";
import { insteadSheet } from "./instead.js";
import { Pay } from "./pay.js";
import { useNeed } from "./reads.js";
import { Why } from "./why.js";

/** @typedef {import("../core/api.js").Shapes} Shapes @typedef {Shapes["OpsBooking"]} Booking */

/** @param {Record<string, string>} props */
export function Visit({ id = "" }) {
  const params = { path: { booking_id: id } };
  const read = useThing(`/v1/bookings/${id}?${language.value}`, (headers) => api.GET("/v1/bookings/{booking_id}", { params, headers }));
  if (read.missing) return html`<section class="page"><h1>${t("nothing_here")}</h1></section>`;
  if (read.value?.audience !== "ops") return html`<section class="page" aria-busy="true"><h1 class="quiet">${t("loading")}</h1></section>`;
  return html`<${Shown} booking=${read.value} />`;
}

/** @param {{ booking: Booking }} props */
function Shown({ booking }) {
  const { window: at, phase } = booking;
  const entry = useNeed(booking.id);
  return html`<section class="page office">
    <header class="stack"><h1>${longDay(at.local_start)}, ${clock(at.local_start)}</h1>
      <p class="row wrap"><span class=${`tag phase-${phase.name}`}>${named("phase", phase.name)}</span><span class="quiet">${duration(booking.duration_min)}${booking.home.address ? ` · ${booking.home.address}` : ""}</span></p></header>
    <section class="card" aria-label=${t("board.cleaner")}>
      ${booking.cleaner ? html`<${Face} cleaner=${booking.cleaner} />` : html`<p class="quiet">${t("board.unassigned")}</p>`}
      <p class="row wrap"><a class="button second" href=${`/ops/people/${booking.customer_id}`}><${Icon} name="user" />${t("visit.customer_page")}</a>
        ${booking.cleaner && html`<a class="button second" href=${`/ops/people/${booking.cleaner.id}`}><${Icon} name="bike" />${t("visit.cleaner_page")}</a>`}</p>
      <${Acts} booking=${booking} />
    </section>
    ${entry && entry.repairs.length > 0 && html`<section class="card" aria-labelledby="helps"><h2 id="helps">${entry.text}</h2>
      ${entry.repairs.map((repair, place) => html`<${Help} key=${repair.cleaner.id} repair=${repair} main=${place === 0} act=${() => mend(entry, repair)} />`)}</section>`}
    <${CityMap} around=${booking.home.around} pins=${[{ at: booking.home.around, label: booking.home.address ?? "" }]} label=${t("visit.map", { address: booking.home.address ?? "" })} />
    <${Why} booking=${booking} />
    <${Pay} booking=${booking} />
  </section>`;
}

/** What can be undone, and cancelling without a fee, as the server offers them. @param {{ booking: Booking }} props */
function Acts({ booking }) {
  const { undo } = booking;
  const waive = booking.available_actions.find((one) => one.name === "waive");
  const back = async () => {
    if (undo && (await send(undo)) !== null) said(t("ops.taken_back"));
  };
  const off = async () => {
    const params = { path: { booking_id: booking.id }, header: { "If-Match": `"${booking.version}"` } };
    if ((await ok(api.POST("/v1/bookings/{booking_id}/waive", { params, body: { reason: t("visit.waived_why") } }))) !== null) said(t("visit.cancelled"));
  };
  const said = (/** @type {string} */ text) => {
    refresh([booking.id]);
    toast(text);
  };
  const assign = booking.available_actions.find((one) => one.name === "assign");
  if (!undo && !waive && !assign) return null;
  return html`<p class="row wrap">
    ${undo && html`<button type="button" class="second" onClick=${back}><${Icon} name="undo-2" />${undo.until_at ? t("visit.undo_until", { time: momentAt(undo.until_at, booking.window.time_zone) }) : t("undo")}</button>`}
    ${assign && html`<button type="button" class="second" onClick=${() => insteadSheet(booking.id, t("instead.them"))}><${Icon} name="bike" />${t("instead.title")}</button>`}
    ${waive && html`<button type="button" class="second" onClick=${off}><${Icon} name="x" />${waive.label}</button>`}</p>`;
}
