/** C5 Visits: what is to come, the next one first, then what was. */
import { html } from "../core/html.js";
import { me } from "../core/session.js";
import { money } from "../core/money.js";
import { clock, dayParts, longDay, now } from "../core/when.js";
import { named, t } from "../core/words.js";
import { Icon } from "../ui/icon.js";
import { firstName } from "../ui/face.js";
import { SignIn } from "../ui/sign_in.js";
import { useBookings } from "./bookings.js";

/** @typedef {import("./bookings.js").Booking} Booking */

const BAD = new Set(["awaiting_card", "awaiting_choice", "locked_out"]);

export function Visits() {
  if (me.value?.role !== "customer") return html`<section class="page"><h1>${t("visits.title")}</h1><div class="narrow"><${SignIn} done=${() => {}} /></div></section>`;
  return html`<${Mine} />`;
}

function Mine() {
  const all = useBookings();
  const at = now.value.toISOString();
  const ahead = all.filter((one) => one.window.end_at > at).sort(byStart);
  const past = all.filter((one) => one.window.end_at <= at).sort((one, other) => byStart(other, one));
  return html`<section class="page"><h1>${t("visits.title")}</h1>
    ${ahead.length === 0 && html`<p class="card">${t("visits.none")}<a class="main" href="/">${t("visits.book")}</a></p>`}
    <ul class="stack">${ahead.map((one) => html`<li><${Row} one=${one} /></li>`)}</ul>
    ${past.length > 0 && html`<h2>${t("visits.past")}</h2><ul class="stack">${past.map((one) => html`<li><${Row} one=${one} /></li>`)}</ul>`}
  </section>`;
}

/** @param {{ one: Booking }} props */
function Row({ one }) {
  const parts = dayParts(one.window.local_start);
  const phase = one.phase.name;
  return html`<a class="card visit-row" href=${`/visits/${one.id}`}>
    <span class="date" aria-hidden="true"><small>${parts.weekday}</small><b>${parts.number}</b><small>${parts.month}</small></span>
    <span class="grow"><b><span class="hidden">${longDay(one.window.local_start)}, </span>${clock(one.window.local_start)}</b> · ${(firstName(one.cleaner?.name) || t("visits.somebody"))}<br />
      <span class=${`tag ${BAD.has(phase) ? "bad" : phase === "cancelled" || phase === "expired" ? "" : "good"}`}>${named("phase", phase)}</span></span>
    <span class="figures">${money(one.price)}</span><${Icon} name="chevron-right" />
  </a>`;
}

/** @param {Booking} one @param {Booking} other */
function byStart(one, other) {
  return one.window.start_at < other.window.start_at ? -1 : 1;
}
