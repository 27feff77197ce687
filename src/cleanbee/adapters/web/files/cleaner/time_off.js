/** Time off: taken by days, ended early; visits that are promised in it are shown, for they go first. */
import { useState } from "preact/hooks";
import { html } from "../core/html.js";
import { api, dealWith, ok } from "../core/api.js";
import { house } from "../core/session.js";
import { refresh, useThing } from "../core/store.js";
import { clock, day, daysAfter, instantOf, momentAt, today } from "../core/when.js";
import { t } from "../core/words.js";
import { Icon } from "../ui/icon.js";
import { useVisit } from "./visits.js";

/** @typedef {import("../core/api.js").Problem} Problem */

const PROMISES = "promises_inside";

/** @param {{ zone: string }} props */
export function TimeOff({ zone }) {
  const from = today(zone);
  const days = house.value?.booking.horizon_days;
  const query = { from, limit: 100, ...(days === undefined ? {} : { days }) };
  const calendar = useThing(`/v1/calendar?${from}`, (headers) => api.GET("/v1/calendar", { params: { query }, headers })).value;
  const off = calendar?.data.filter((one) => one.use === "time_off") ?? [];
  const end = async (/** @type {string} */ id) => {
    if (await ok(api.POST("/v1/time_off/{time_off_id}/end", { params: { path: { time_off_id: id } } }))) refresh(["/v1/calendar?"]);
  };
  return html`<section class="card" aria-labelledby="off"><h2 id="off">${t("off.title")}</h2>
    ${off.map((one) => html`<p class="apart"><span>${momentAt(one.start_at, zone)} – ${momentAt(one.end_at, zone)}${one.note ? ` · ${one.note}` : ""}</span><button type="button" class="second" onClick=${() => end(one.id)}>${t("off.end")}</button></p>`)}
    <${Take} zone=${zone} from=${from} />
  </section>`;
}

/** @param {{ zone: string, from: string }} props */
function Take({ zone, from }) {
  const [first, setFirst] = useState("");
  const [last, setLast] = useState("");
  const [inside, setInside] = useState(/** @type {string[]} */ ([]));
  const refused = (/** @type {Problem} */ problem) => {
    const told = problem.facts?.["bookings"];
    if (problem.reason === PROMISES && Array.isArray(told)) setInside(told);
    else dealWith(problem);
  };
  const take = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    setInside([]);
    const body = { start_at: instantOf(first, zone), end_at: instantOf(daysAfter(last || first, 1), zone) };
    if ((await ok(api.POST("/v1/time_off", { body }), { refused })) === null) return;
    setFirst("");
    setLast("");
    refresh(["/v1/calendar?"]);
  };
  const typed = (/** @type {(value: string) => void} */ set) => (/** @type {any} */ event) => set(event.target.value);
  return html`<form onSubmit=${take}><div class="stack">
      <label class="field">${t("off.first")}<input type="date" required min=${from} value=${first} onInput=${typed(setFirst)} /></label>
      <label class="field">${t("off.last")}<input type="date" min=${first || from} value=${last} onInput=${typed(setLast)} /></label></div>
    ${inside.length > 0 && html`<div class="note bad stack" role="alert"><p><b>${t("off.promised", { n: inside.length })}</b> ${t("off.hand_over")}</p>${inside.map((id) => html`<${Promised} key=${id} id=${id} />`)}</div>`}
    <button class="second">${t("off.take")}</button></form>`;
}

/** A visit that stands in the way. @param {{ id: string }} props */
function Promised({ id }) {
  const { visit } = useVisit(id);
  const at = visit?.window.local_start;
  return html`<a class="card visit-row" href=${`/visits/${id}`}><span class="grow">${at ? `${day(at)}, ${clock(at)} · ${visit.home.address ?? visit.customer_name}` : t("loading")}</span><${Icon} name="chevron-right" /></a>`;
}
