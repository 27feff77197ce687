/** The money of a visit: what is held, charged and given back when, and what cancelling would cost when. */
import { html } from "../core/html.js";
import { api } from "../core/api.js";
import { money } from "../core/money.js";
import { useThing } from "../core/store.js";
import { clock, day } from "../core/when.js";
import { named, t } from "../core/words.js";
import { Icon } from "../ui/icon.js";
import { isFree } from "./terms.js";

/** @typedef {import("../core/api.js").Shapes} Shapes @typedef {import("./bookings.js").Booking} Booking */

const OVER = new Set(["completed", "settled", "cancelled", "expired", "locked_out"]);

/** @param {{ booking: Booking }} props */
export function Money({ booking }) {
  const params = { path: { booking_id: booking.id } };
  const read = useThing(`/v1/bookings/${booking.id}/money_timeline`, (headers) => api.GET("/v1/bookings/{booking_id}/money_timeline", { params, headers }));
  const timeline = read.value;
  if (timeline?.audience !== "customer") return null;
  return html`<section class="card" aria-labelledby="money"><h2 id="money" class="apart"><span>${t("money.title")}</span><span class="figures">${money(timeline.total)}</span></h2>
    <details><summary>${t("money.lines")}<${Icon} name="chevron-down" /></summary>
      <ul class="lines figures">${booking.lines.map((line) => html`<li><span>${named("line", line.code)}</span><span>${money(line.amount)}</span></li>`)}</ul></details>
    <ol class="moments">${timeline.lines.map((line) => html`<li class=${line.state}><i></i><span class="grow">${named("money", line.what)}<br /><small class="quiet">${day(line.local_at)}, ${clock(line.local_at)}${line.state === "done" ? "" : ` · ${named("state", line.state)}`}</small></span>
      ${line.amount && html`<b class="figures">${money(line.amount)}</b>`}</li>`)}</ol>
    ${!OVER.has(booking.phase.name) && timeline.cancelling.length > 0 && html`<h3>${t("money.cancelling")}</h3><${Spans} spans=${timeline.cancelling} />`}
  </section>`;
}

/** @param {{ spans: Shapes["CostSpan"][] }} props */
function Spans({ spans }) {
  return html`<ul class="spans">${spans.map((span) => {
    const until = span.local_until;
    const said = until ? t("money.until", { when: `${day(until)}, ${clock(until)}` }) : t(isFree(span) ? "money.nobody_came" : "money.later");
    return html`<li class=${isFree(span) ? "free" : ""}><span>${said}</span><b class="figures">${span.fee && !isFree(span) ? money(span.fee) : t("free")}</b></li>`;
  })}</ul>`;
}
