/** Somebody's page: it opens for a reason, which is noted. */
import { useEffect, useState } from "preact/hooks";
import { api, ok } from "../core/api.js";
import { html } from "../core/html.js";
import { money } from "../core/money.js";
import { clock, dayParts, longDay, momentAt } from "../core/when.js";
import { named, t } from "../core/words.js";
import { Dot, starred } from "../ui/face.js";
import { Icon } from "../ui/icon.js";
import { Reason, reason } from "./reason.js";

/** @typedef {import("../core/api.js").Shapes} Shapes @typedef {Shapes["PersonPage"]} Page */

/** @param {Record<string, string>} props */
export function Person({ id = "" }) {
  const [page, setPage] = useState(/** @type {Page | null} */ (null));
  const look = async () => {
    const params = { path: { person_id: id }, query: { reason: reason.value } };
    setPage(await ok(api.GET("/v1/people/{person_id}", { params })));
  };
  useEffect(() => {
    if (reason.value !== "") void look();
  }, [id]);
  const open = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    void look();
  };
  if (page === null) return html`<section class="page office"><h1>${t("people.why_look")}</h1><form class="card" onSubmit=${open}><${Reason} /><button class="main">${t("people.open")}</button></form></section>`;
  const { person, cleaner } = page;
  return html`<section class="page office"><header class="row"><${Dot} name=${person.name} /><div><h1>${person.name}</h1><p class="quiet">${named("role", person.role)}${page.since_at && ` · ${t("people.since", { time: momentAt(page.since_at) })}`}</p></div></header>
    <section class="card" aria-label=${t("people.reach")}><ul class="lines">${person.phone && html`<li><span>${t("people.phone")}</span><a class="figures" href=${`tel:${person.phone}`}>${person.phone}</a></li>`}
      ${person.email && html`<li><span>${t("sign_in.email")}</span><a href=${`mailto:${person.email}`}>${person.email}</a></li>`}
      ${cleaner && html`<li><span>${t("board.state")}</span><b>${named("cleaner_state", cleaner.state)}</b></li><li><span>${t("board.visits_so_far")}</span><span class="figures">${cleaner.visits}</span></li>`}
      ${cleaner?.stars !== undefined && html`<li><span>${named("input", "stars")}</span><span class="figures">${starred(cleaner.stars)}</span></li>`}
      ${page.homes?.map((home) => html`<li><span>${t("home.title")}</span><span>${home.address ?? home.id}</span></li>`)}</ul>
      ${person.role === "customer" && html`<a class="button main" href=${`/ops/people/${person.id}/book`}><${Icon} name="calendar-plus" />${t("behalf.title", { name: person.name })}</a>`}</section>
    <h2>${t("visits.title")}</h2>
    ${page.bookings.length === 0 ? html`<p class="quiet">${t("visits.none")}</p>` : html`<ul class="stack">${page.bookings.map((one) => html`<li><${Row} one=${one} /></li>`)}</ul>`}
  </section>`;
}

/** @param {{ one: Shapes["OpsBooking"] }} props */
function Row({ one }) {
  const parts = dayParts(one.window.local_start);
  return html`<a class="card visit-row" href=${`/ops/visits/${one.id}`}><span class="date" aria-hidden="true"><small>${parts.weekday}</small><b>${parts.number}</b><small>${parts.month}</small></span>
    <span class="grow"><b><span class="hidden">${longDay(one.window.local_start)}, </span>${clock(one.window.local_start)}</b> · ${one.cleaner?.name ?? t("visits.somebody")}<br /><span class=${`tag phase-${one.phase.name}`}>${named("phase", one.phase.name)}</span></span>
    <span class="figures">${money(one.price)}</span><${Icon} name="chevron-right" /></a>`;
}
