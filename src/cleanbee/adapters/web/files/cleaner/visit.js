/** W2 Visit: where, how to get in, room by room; nobody opens; more time. */
import { html } from "../core/html.js";
import { money } from "../core/money.js";
import { clock, longDay } from "../core/when.js";
import { named, t } from "../core/words.js";
import { ChatButton } from "../ui/chat.js";
import { CityMap } from "../ui/citymap.js";
import { Steps } from "../ui/steps.js";
import { Door } from "./door.js";
import { Late } from "./late.js";
import { Missed } from "./missed.js";
import { MoreTime } from "./more_time.js";
import { Facts, Kept } from "./parts.js";
import { Rooms } from "./rooms.js";
import { Step, Waiting } from "./step.js";
import { phaseOf, useVisit } from "./visits.js";
import { WayIn } from "./way_in.js";
import { CannotCome } from "./withdraw.js";

/** @typedef {import("../ui/steps.js").Step} At */
/** How many of the four steps are behind. @type {Record<string, At>} */
const BEHIND = { confirmed: 1, en_route: 2, at_door: 2, in_progress: 3, completed: 4, settled: 4 };
const AHEAD = new Set(["confirmed", "en_route", "at_door"]);

/** @param {Record<string, string>} props */
export function Visit({ id = "" }) {
  const { visit, keptAt } = useVisit(id);
  if (visit === undefined) return html`<section class="page"><h1>${t("nothing_here")}</h1><${Waiting} id=${id} /><p><a class="button main" href="/">${t("today.title")}</a></p></section>`;
  if (visit === null) return html`<section class="page" aria-busy="true"><h1>${t("loading")}</h1></section>`;
  const phase = phaseOf(visit);
  const { home, window: at } = visit;
  const where = home.address ?? t("visit.near");
  return html`<section class="page">
    <header class="stack"><h1>${home.address ?? visit.customer_name}</h1>
      <p class="quiet">${longDay(at.local_start)}, ${clock(at.local_start)}<${Kept} at=${keptAt} /></p></header>
    <${Steps} at=${BEHIND[phase] ?? null} />
    ${visit.missed && html`<${Missed} missed=${visit.missed} zone=${at.time_zone} />`}
    <section class="card now" aria-label=${t("visit.now")}>
      <p class="apart"><span class="tag">${named("phase", phase)}</span><b class="figures">${money(visit.pay)}</b></p>
      <${Facts} visit=${visit} />
      <${Step} visit=${visit} keptAt=${keptAt} />
      <div class="row wrap"><${Late} visit=${visit} /><${ChatButton} id=${id} name=${visit.customer_name} zone=${at.time_zone} /></div>
    </section>
    <${Door} visit=${visit} />
    <${WayIn} visit=${visit} />
    <${Rooms} visit=${visit} />
    <${MoreTime} visit=${visit} />
    ${AHEAD.has(phase) && html`<${CityMap} around=${home.around} pins=${[{ at: home.around, label: where }]} label=${t("visit.map", { address: where })} />`}
    <${CannotCome} visit=${visit} />
  </section>`;
}
