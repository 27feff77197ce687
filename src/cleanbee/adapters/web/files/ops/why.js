/** O2 Why: how somebody was found, in numbers that add up, and what would have made the difference. */
import { api } from "../core/api.js";
import { html } from "../core/html.js";
import { money } from "../core/money.js";
import { useThing } from "../core/store.js";
import { momentAt } from "../core/when.js";
import { locale, named, t } from "../core/words.js";
import { Icon } from "../ui/icon.js";
import { useBoard } from "./reads.js";

/** @typedef {import("../core/api.js").Shapes} Shapes @typedef {Shapes["Receipt"]} Receipt @typedef {Shapes["Place"]} Place */
/** @typedef {Map<string, string>} Names */

const FIRST_SHOWN = 3;
const WIDTH = 600;

/** @param {{ booking: Shapes["OpsBooking"] }} props */
export function Why({ booking }) {
  const query = { booking_id: booking.id, limit: 20 };
  const read = useThing(`/v1/receipts?${booking.id}`, (headers) => api.GET("/v1/receipts", { params: { query }, headers }));
  const names = useNames(booking);
  const receipts = read.value?.data ?? [];
  return html`<section class="card" aria-labelledby="why"><h2 id="why" class="row"><${Icon} name="scale" />${t("why.title")}</h2>
    ${read.value !== null && receipts.length === 0 && html`<p class="quiet">${t("why.nothing")}</p>`}
    ${receipts.map((one) => html`<${Told} key=${one.id} one=${one} names=${names} zone=${booking.window.time_zone} />`)}</section>`;
}

/** Who is who on that day. @param {Shapes["OpsBooking"]} booking @returns {Names} */
function useNames(booking) {
  const board = useBoard(booking.window.local_start.slice(0, 10));
  const cleaners = [...(board?.data.map((row) => row.cleaner) ?? []), ...(booking.cleaner ? [booking.cleaner] : [])];
  return new Map(cleaners.map((one) => [one.id, one.name]));
}

/** @param {{ one: Receipt, names: Names, zone: string }} props */
function Told({ one, names, zone }) {
  const places = one.places ?? [];
  return html`<article class="receipt"><h3>${t(`why.about_${one.about}`)} <small class="quiet">${momentAt(one.made_at, zone)}</small></h3>
    ${one.candidates !== undefined && html`<p class="small quiet">${t("why.candidates", { n: one.candidates })}</p>`}
    ${one.fee && html`<${Fee} fee=${one.fee} zone=${zone} />`}
    <${Places} places=${places.slice(0, FIRST_SHOWN)} names=${names} />
    ${places.length > FIRST_SHOWN && html`<details><summary>${t("why.others", { n: places.length - FIRST_SHOWN })}<${Icon} name="chevron-down" /></summary><${Places} places=${places.slice(FIRST_SHOWN)} names=${names} /></details>`}
    ${one.contests.map((doubt) => html`<p class="note">${doubt.reason}${doubt.answer ? html`<br /><b>${doubt.answer}</b>` : html`<br />${t("why.answer_by", { time: momentAt(doubt.answer_by, zone) })}`}</p>`)}</article>`;
}

/** @param {{ places: Place[], names: Names }} props */
function Places({ places, names }) {
  const most = Math.max(1, ...places.map((one) => one.score ?? 0));
  return html`<ol class="places">${places.map((one) => html`<li>
    <p class="apart"><b>${one.place === undefined ? "" : `${one.place}. `}${names.get(one.cleaner_id ?? "") ?? t("why.somebody")}</b><span class="tag">${named("outcome", one.outcome)}</span></p>
    ${one.score !== undefined && html`<${Score} one=${one} most=${most} />`}
    ${one.rules.length > 0 && html`<p class="row wrap small">${one.rules.map((rule) => html`<span class="tag bad">${named("rule", rule)}</span>`)}</p>`}
    ${one.changes.length > 0 && html`<p class="small">${t(would(one))} ${one.changes.map(change).join(` ${t("why.or")} `)}</p>`}</li>`)}</ol>`;
}

/** A score as a strip of its terms, each as long as it weighs. @param {{ one: Place, most: number }} props */
function Score({ one, most }) {
  const terms = one.terms.map((term, tone) => ({ ...term, tone, worth: term.points * term.weight })).filter((term) => term.worth > 0);
  const scale = WIDTH / most;
  let x = 0;
  return html`<svg class="score" viewBox=${`0 0 ${WIDTH} 12`} preserveAspectRatio="none" aria-hidden="true">${terms.map((term) => {
      const from = x;
      x += term.worth * scale;
      return html`<rect class=${`term-${term.tone}`} x=${from} width=${Math.max(term.worth * scale - 1, 0)} height="12" />`;
    })}</svg>
    <details><summary class="small">${t("why.score", { score: number(one.score ?? 0) })}<${Icon} name="chevron-down" /></summary>
      <table><thead><tr><th scope="col">${t("why.term")}</th><th scope="col" class="right">${t("why.points")}</th><th scope="col" class="right">${t("why.weight")}</th><th scope="col" class="right">${t("why.worth")}</th></tr></thead>
        <tbody>${terms.map((term) => html`<tr><th scope="row"><span class="row"><svg class="swatch" viewBox="0 0 12 12" aria-hidden="true"><rect class=${`term-${term.tone}`} width="12" height="12" rx="3" /></svg>${named("term", term.name)}</span></th><td class="right figures">${number(term.points)}</td><td class="right figures">${number(term.weight)}</td><td class="right figures">${number(term.worth)}</td></tr>`)}</tbody></table></details>`;
}

/** @param {Place} one @returns {import("../core/words.js").Word} */
function would(one) {
  if (one.outcome === "passed_on" || one.outcome === "took_on" || one.outcome === "asked") return "why.otherwise_with";
  if (one.score === undefined) return "why.could_with";
  return one.place === 1 ? "why.not_first_with" : "why.first_with";
}

/** One input as it would have had to be. @param {Shapes["Place"]["changes"][number]} one */
function change(one) {
  const what = named("input", one.input);
  if (one.unit === "fact") return t(one.needed > 0 ? "why.if_so" : "why.if_not_so", { what });
  return t("why.instead_of", { what, needed: measured(one.needed, one.unit), had: measured(one.had, one.unit) });
}

/** @param {number} value @param {string} unit */
function measured(value, unit) {
  if (unit === "star_e2") return new Intl.NumberFormat(locale.value, { minimumFractionDigits: 2 }).format(value / 100);
  if (unit === "permille") return new Intl.NumberFormat(locale.value, { style: "percent", maximumFractionDigits: 1 }).format(value / 1000);
  return number(value);
}

/** @param {number} value */
function number(value) {
  return new Intl.NumberFormat(locale.value).format(value);
}

/** @param {{ fee: Shapes["FeeReceipt"], zone: string }} props */
function Fee({ fee, zone }) {
  return html`<ul class="lines figures">
    ${fee.amount && html`<li><span>${t("money.fee")}</span><b>${money(fee.amount)}</b></li>`}
    ${fee.cleaner_pay && html`<li><span>${t("why.to_cleaner")}</span><span>${money(fee.cleaner_pay)}</span></li>`}
    <li><span>${t("why.policy")}</span><span>${fee.policy}</span></li></ul>
    ${fee.changes.map((one) => html`<p class="small">${t(`why.side_${one.side}`, { what: named("input", one.input), time: momentAt(one.bound_at, zone), price: money(one.amount) })}</p>`)}`;
}
