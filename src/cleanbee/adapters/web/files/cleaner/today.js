/** W1 Today: what the day brings, the visit that is on now with its one button, and the ways between. */
import { html } from "../core/html.js";
import { money } from "../core/money.js";
import { howMany, steps } from "../core/outbox.js";
import { clock, clockAt, daysAfter, duration, longDay, today } from "../core/when.js";
import { named, t } from "../core/words.js";
import { Icon } from "../ui/icon.js";
import { Late } from "./late.js";
import { useOffers } from "./offers.js";
import { Facts, Kept } from "./parts.js";
import { Step } from "./step.js";
import { phaseOf, useDay, useVisit } from "./visits.js";

/** @typedef {import("../core/api.js").Shapes} Shapes @typedef {Shapes["DayVisit"]} DayVisit */

const OVER = new Set(["completed", "locked_out"]);

export function Today() {
  const day = today();
  const { read, keptAt, plan } = useDay(day);
  const offers = useOffers().open;
  const visits = plan?.visits ?? [];
  const present = visits.find((one) => !OVER.has(one.state));
  return html`<section class="page"><header class="stack"><h1>${t("today.title")}</h1>
      <p class="quiet">${longDay(day)}<${Kept} at=${keptAt} /></p>
      ${plan && visits.length > 0 && html`<p class="lead figures">${t("today.visits", { n: visits.length })} · ${duration(plan.work_min)} · <strong>${plan.pay.map(money).join(" + ")}</strong></p>`}</header>
    ${offers.length > 0 && html`<a class="card visit-row note" href="/offers"><${Icon} name="inbox" /><b class="grow">${t("today.offers", { n: offers.length })}</b><${Icon} name="chevron-right" /></a>`}
    ${howMany.value > 0 && html`<p class="hidden" role="status">${t("outbox.waits", { n: howMany.value })}</p>`}
    ${strays(visits).map((one) => html`<a key=${one.visit} class="card visit-row note bad" href=${`/visits/${one.visit}`}><${Icon} name="triangle-alert" /><b class="grow">${t("outbox.stopped", { what: t(`do.${one.step}`) })}</b><${Icon} name="chevron-right" /></a>`)}
    <ol class="day-line">${visits.map((one) => html`<li key=${one.booking_id}><${Ride} one=${one} />
      ${one === present ? html`<${Now} id=${one.booking_id} />` : html`<${Next} one=${one} />`}</li>`)}
      ${plan && visits.length > 0 && html`<li class="ride"><${Icon} name="house" />${t("today.ride_home", { time: duration(plan.home_min) })}</li>`}</ol>
    ${read && present === undefined && html`<${Tomorrow} />`}
    ${read && visits.length === 0 && html`<div class="card"><p>${t("today.none")}</p><a class="button second" href="/offers"><${Icon} name="inbox" />${t("today.see_offers")}</a></div>`}
  </section>`;
}

/** What tomorrow brings, once today asks for nothing more. */
function Tomorrow() {
  const next = daysAfter(today(), 1);
  const visits = useDay(next).plan?.visits ?? [];
  if (visits.length === 0) return null;
  return html`<section class="stack" aria-labelledby="tomorrow"><h2 id="tomorrow">${t("today.tomorrow")}</h2><p class="quiet">${longDay(next)}</p>
    ${visits.map((one) => html`<${Next} key=${one.booking_id} one=${one} />`)}</section>`;
}

/** Steps that stand still, of visits that are not among these. @param {readonly DayVisit[]} visits */
function strays(visits) {
  return steps().filter((one) => one.stop !== null && !visits.some((visit) => visit.booking_id === one.visit));
}

/** The way to a visit. @param {{ one: DayVisit }} props */
function Ride({ one }) {
  if (OVER.has(one.state)) return null;
  const free = one.slack_min ? ` · ${t("today.free", { time: duration(one.slack_min) })}` : "";
  const said = one.travel_min > 0 ? "today.ride" : "today.no_ride";
  return html`<p class="ride"><${Icon} name="bike" />${t(said, { time: duration(one.travel_min), at: clockAt(one.leave_at, one.window.time_zone) })}${free}</p>`;
}

/** The visit that is on. @param {{ id: string }} props */
function Now({ id }) {
  const { visit, keptAt } = useVisit(id);
  if (!visit) return html`<article class="card now" aria-busy="true"><h2>${t("loading")}</h2></article>`;
  return html`<article class="card now" aria-labelledby="now">
    <p class="apart"><span class="tag">${named("phase", phaseOf(visit))}</span><b class="figures">${money(visit.pay)}</b></p>
    <h2 id="now">${clock(visit.window.local_start)} <span>${visit.home.address ?? visit.customer_name}</span></h2>
    <${Facts} visit=${visit} />
    <${Step} visit=${visit} keptAt=${keptAt} />
    <div class="row wrap"><a class="button second grow" href=${`/visits/${id}`}><${Icon} name="list-checks" />${t("today.open")}</a><${Late} visit=${visit} /></div>
  </article>`;
}

/** A visit before or after it. @param {{ one: DayVisit }} props */
function Next({ one }) {
  const { visit } = useVisit(one.booking_id);
  const over = OVER.has(one.state);
  return html`<a class=${`card visit-row ${over ? "over" : ""}`} href=${`/visits/${one.booking_id}`}>
    <span class="grow"><b>${clock(one.window.local_start)}</b> ${visit?.home.address ?? visit?.customer_name ?? ""}<br />
      <span class="quiet small">${duration(one.duration_min)} · ${named("phase", one.state)}</span></span>
    <span class="figures">${one.pay.map(money).join(" + ")}</span><${Icon} name=${over ? "check" : "chevron-right"} />
  </a>`;
}
