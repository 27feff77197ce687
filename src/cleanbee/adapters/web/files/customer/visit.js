/** C4 Visit: its phase as a sentence, its steps, who comes, what it costs when, and what can be done. */
import { html } from "../core/html.js";
import { clock, duration, longDay } from "../core/when.js";
import { t } from "../core/words.js";
import { Face, firstName } from "../ui/face.js";
import { CityMap } from "../ui/citymap.js";
import { Icon } from "../ui/icon.js";
import { Reviews } from "../ui/review.js";
import { Steps } from "../ui/steps.js";
import { useBooking } from "./bookings.js";
import { Choices } from "./choices.js";
import { Does } from "./does.js";
import { Favour } from "./favour.js";
import { Money } from "./money_line.js";
import { Sentence, stepOf } from "./sentence.js";

/** While it is to come or under way people look where. */
const NEAR = new Set(["requested", "offered", "confirmed", "en_route", "at_door", "in_progress"]);

const DONE = new Set(["completed", "settled"]);

/** @param {Record<string, string>} props */
export function Visit({ id = "" }) {
  const booking = useBooking(id);
  if (booking === undefined) return html`<section class="page"><h1>${t("nothing_here")}</h1><p><a class="button main" href="/visits">${t("visits.title")}</a></p></section>`;
  if (booking === null) return html`<section class="page" aria-busy="true"><h1>${t("loading")}</h1></section>`;
  const { window: at } = booking;
  return html`<section class="page">
    <header class="stack"><h1><${Sentence} booking=${booking} /></h1>
      <p class="quiet">${longDay(at.local_start)}, ${clock(at.local_start)} · ${duration(booking.duration_min)}${booking.home?.address ? ` · ${booking.home.address}` : ""}</p></header>
    <${Steps} at=${stepOf(booking)} />
    <${Choices} booking=${booking} />
    ${booking.home && NEAR.has(booking.phase.name) && html`<${CityMap} around=${booking.home.around} pins=${[{ at: booking.home.around, label: booking.home.address ?? "" }]} label=${t("visit.map", { address: booking.home.address ?? "" })} />`}
    ${booking.cleaner && html`<section class="card" aria-label=${t("book.who")}><span class="apart"><${Face} cleaner=${booking.cleaner} /><${Favour} cleaner=${booking.cleaner} /></span></section>`}
    ${booking.cleaner && DONE.has(booking.phase.name) && html`<${Reviews} id=${booking.id} name=${firstName(booking.cleaner.name)} zone=${booking.window.time_zone} mine="customer" />`}
    <${Does} booking=${booking} />
    <${Money} booking=${booking} />
    <${Papers} booking=${booking} />
  </section>`;
}

/** What one takes along: the appointment for a calendar, the receipt. @param {{ booking: import("./bookings.js").Booking }} props */
function Papers({ booking }) {
  const path = `/v1/bookings/${booking.id}`;
  return html`<p class="row wrap papers">
    ${NEAR.has(booking.phase.name) && html`<a class="button second" href=${`${path}/calendar.ics`} download><${Icon} name="calendar-plus" />${t("visit.calendar")}</a>`}
    <a class="button second" href=${`${path}/receipt.pdf`} target="_blank" rel="noopener"><${Icon} name="receipt" />${t("money.receipt")}</a>
  </p>`;
}
