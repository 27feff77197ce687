/** W4 Week: when one works, by tapping blocks; time off; oneself. */
import { useState } from "preact/hooks";
import { html } from "../core/html.js";
import { api, ok } from "../core/api.js";
import { put, useThing } from "../core/store.js";
import { duration, minuteOfDay, weekdays } from "../core/when.js";
import { t } from "../core/words.js";
import { toast } from "../ui/toast.js";
import { Kept } from "./parts.js";
import { added, covered, without } from "./spans.js";
import { TimeOff } from "./time_off.js";
import { You } from "./you.js";

/** @typedef {import("../core/api.js").Shapes} Shapes @typedef {Shapes["WeeklyRule"]} Rule @typedef {import("./spans.js").Span} Span */

const HOURS = "/v1/weekly_rules";
/** The hours that are drawn as blocks; what lies outside of them stays as it is. */
const [FIRST_HOUR, LAST_HOUR] = [6, 22];
const PIECES = Array.from({ length: LAST_HOUR - FIRST_HOUR }, (_, at) => ({ start_min: (FIRST_HOUR + at) * 60, end_min: (FIRST_HOUR + at + 1) * 60 }));
const PRESSED = /** @type {const} */ ({ none: "false", part: "mixed", all: "true" });

export function Week() {
  const shown = useThing(HOURS, (headers) => api.GET(HOURS, { headers }));
  const hours = shown.value;
  return html`<section class="page"><header class="stack"><h1>${t("week.title")}</h1><p class="quiet">${t("week.lead")}<${Kept} at=${shown.keptAt} /></p></header>
    ${hours && html`<${Blocks} key=${hours.version} hours=${hours} />`}
    ${hours && html`<${TimeOff} zone=${hours.time_zone} />`}
    <${You} />
  </section>`;
}

/** @param {{ hours: Shapes["Hours"] }} props */
function Blocks({ hours }) {
  const [rules, setRules] = useState(hours.weekly);
  const [weekday, setWeekday] = useState(0);
  const names = weekdays();
  const spans = rules.filter((one) => one.weekday === weekday);
  const press = (/** @type {Span} */ piece) => {
    const changed = covered(spans, piece) === "all" ? without(spans, piece) : added(spans, piece);
    const others = rules.filter((one) => one.weekday !== weekday);
    setRules([...others, ...changed.map((one) => ({ weekday, start_min: one.start_min, end_min: one.end_min }))].sort((one, other) => one.weekday - other.weekday || one.start_min - other.start_min));
  };
  const save = async () => {
    const params = { header: { "If-Match": `"${hours.version}"` } };
    const told = await ok(api.PUT(HOURS, { params, body: { weekly: rules, dates: hours.dates } }));
    if (told === null) return;
    put(HOURS, told);
    toast(t("week.saved"));
  };
  const minutes = (/** @type {number} */ day) => rules.filter((one) => one.weekday === day).reduce((sum, one) => sum + one.end_min - one.start_min, 0);
  return html`<section class="card" aria-labelledby="hours"><h2 id="hours">${t("week.hours")}</h2>
    <div class="weekdays" role="group" aria-label=${t("week.days")}>${names.map((name, day) => html`<button type="button" class="day" aria-pressed=${day === weekday} onClick=${() => setWeekday(day)}><span>${name}</span><small class="figures">${minutes(day) === 0 ? t("week.free") : duration(minutes(day))}</small></button>`)}</div>
    <div class="blocks" role="group" aria-label=${t("week.blocks", { day: names[weekday] ?? "" })}>${PIECES.map((piece) => html`<button type="button" class="block figures" aria-pressed=${PRESSED[covered(spans, piece)]} onClick=${() => press(piece)}>${minuteOfDay(piece.start_min)}</button>`)}</div>
    ${rules !== hours.weekly && html`<button type="button" class="main" onClick=${save}>${t("week.save")}</button><p class="small quiet">${t("week.promises_stand")}</p>`}
  </section>`;
}
