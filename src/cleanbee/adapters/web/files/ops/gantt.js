/** The board as a picture: a row a cleaner, a bar a visit, coloured and patterned by its phase; the way to it a thin line. */
import { useRef } from "preact/hooks";
import { html } from "../core/html.js";
import { clock, clockAt, duration, now } from "../core/when.js";
import { named, t } from "../core/words.js";
import { go } from "../core/router.js";
import { ghostOf, useDrag } from "./drag.js";
import { Patterns, patternOf } from "./patterns.js";

/** @typedef {import("../core/api.js").Shapes} Shapes @typedef {Shapes["BoardRow"]} Row @typedef {Shapes["BoardBar"]} Bar */
/** @typedef {ReturnType<typeof useDrag>["grips"]} Grips */
/** @typedef {{ x: (instant: string | number) => number, from: number, to: number, zone: string | undefined }} Scale */

const WIDTH = 1200;
const LEFT = 132;
const HEAD = 30;
const ROW = 46;
const BAR = 34;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const NEVER = "9999-01-01T00:00Z";
const PHASES = /** @type {const} */ (["confirmed", "en_route", "at_door", "in_progress", "completed"]);

/** @param {{ rows: Row[] }} props */
export function Gantt({ rows }) {
  const shown = rows.filter((row) => row.shifts.length > 0 || row.visits.length > 0).sort((one, other) => first(one) - first(other));
  const scale = scaled(shown);
  const picture = useRef(/** @type {SVGSVGElement | null} */ (null));
  const { drag, grips } = useDrag((event) => shown[Math.floor((seenAt(picture.current, event) - HEAD) / ROW)] ?? null);
  if (scale === null) return html`<p class="card">${t("board.nobody")}</p>`;
  const height = HEAD + shown.length * ROW + 4;
  const ghost = drag && ghostOf(drag);
  return html`<figure class="gantt card"><svg ref=${picture} viewBox=${`0 0 ${WIDTH} ${height}`} role="group" aria-label=${t("board.picture")}>
    <${Patterns} />
    <g class="hour"><text x="0" y="16">${scale.zone?.split("/").pop()?.replaceAll("_", " ")}</text></g>
    ${hours(scale).map((at) => html`<g class="hour"><line x1=${scale.x(at)} x2=${scale.x(at)} y1=${HEAD - 6} y2=${height} /><text x=${scale.x(at) + 4} y="16">${clockAt(new Date(at).toISOString(), scale.zone)}</text></g>`)}
    ${shown.map((row, place) => html`<${Line} key=${row.cleaner.id} row=${row} top=${HEAD + place * ROW} scale=${scale} grips=${grips} />`)}
    ${drag?.over && html`<${Ghost} bar=${drag.bar} ghost=${ghost} top=${HEAD + shown.findIndex((row) => row.cleaner.id === drag.over?.cleaner.id) * ROW} scale=${scale} />`}
    <${Now} scale=${scale} height=${height} />
  </svg>
  <p class="hidden" role="status">${ghost?.says}</p>
  <figcaption class="row wrap legend">${PHASES.map((phase) => html`<span class="row"><svg class="swatch" viewBox="0 0 26 18" aria-hidden="true"><rect class=${`bar phase-${phase}`} width="26" height="18" rx="5" /><rect width="26" height="18" rx="5" fill=${patternOf(phase)} /></svg>${named("phase", phase)}</span>`)}
    <span class="row"><svg class="swatch" viewBox="0 0 26 18" aria-hidden="true"><rect class="bar late" x="1.5" y="1.5" width="23" height="15" rx="5" /></svg>${t("board.will_be_late")}</span></figcaption></figure>`;
}

/** How far down the picture the pointer is, in its own measure. @param {SVGSVGElement | null} picture @param {PointerEvent} event */
function seenAt(picture, event) {
  const box = picture?.getBoundingClientRect();
  return box === undefined ? -1 : ((event.clientY - box.top) / box.width) * WIDTH;
}

/** Where the visit would stand, and what would come of it beside. @param {{ bar: Bar, ghost: import("./drag.js").Ghost | null, top: number, scale: Scale }} props */
function Ghost({ bar, ghost, top, scale }) {
  const [from, to] = [scale.x(bar.window.start_at), scale.x(bar.window.end_at)];
  const right = to < (LEFT + WIDTH) / 2;
  return html`<rect class=${`ghost ${ghost?.can ? "" : "no"}`} x=${from} y=${top + (ROW - BAR) / 2} width=${Math.max(to - from, 8)} height=${BAR} rx="9" />
    ${ghost && html`<text class="ghost-says" x=${right ? to + 10 : from - 10} y=${top + ROW / 2 + 5} text-anchor=${right ? "start" : "end"}>${ghost.says}</text>`}`;
}

/** @param {{ row: Row, top: number, scale: Scale, grips: Grips }} props */
function Line({ row, top, scale, grips }) {
  const middle = top + ROW / 2;
  return html`<g class="line"><text class="who" x="0" y=${middle + 5}>${row.cleaner.name}</text>
    ${row.shifts.map((span) => html`<rect class="shift" x=${scale.x(span.start_at)} width=${scale.x(span.end_at) - scale.x(span.start_at)} y=${top + 3} height=${ROW - 6} rx="10" />`)}
    ${row.off.map((span) => html`<rect class="off" x=${scale.x(span.start_at)} width=${scale.x(span.end_at) - scale.x(span.start_at)} y=${top + 3} height=${ROW - 6} rx="10" />`)}
    ${row.visits.map((bar) => html`<${Visit} key=${bar.booking_id} bar=${bar} row=${row} top=${top} scale=${scale} grips=${grips} />`)}
  </g>`;
}

/** @param {{ bar: Bar, row: Row, top: number, scale: Scale, grips: Grips }} props */
function Visit({ bar, row, top, scale, grips }) {
  const [from, to] = [scale.x(bar.window.start_at), scale.x(bar.window.end_at)];
  const wide = Math.max(to - from, 8);
  const set_off = scale.x(Date.parse(bar.window.start_at) - (bar.travel_min ?? 0) * MINUTE_MS);
  const late = bar.late?.minutes ?? 0;
  const tells = [row.cleaner.name, bar.customer_name, clock(bar.window.local_start), duration(bar.duration_min), named("phase", bar.phase)];
  if (late > 0) tells.push(t("board.minutes_late", { n: late }));
  const open = () => go(`/ops/visits/${bar.booking_id}`);
  const key = (/** @type {KeyboardEvent} */ event) => event.key === "Enter" && open();
  const y = top + (ROW - BAR) / 2;
  return html`${set_off < from && html`<line class="way" x1=${set_off} x2=${from} y1=${top + ROW / 2} y2=${top + ROW / 2} />`}
    <g class="visit" role="link" tabindex="0" aria-label=${tells.join(", ")} onKeyDown=${key} ...${grips(bar, row.cleaner.id, open)}>
      <rect class="reach" x=${from} y=${top} width=${wide} height=${ROW} />
      <rect class=${`bar phase-${bar.phase}`} x=${from} y=${y} width=${wide} height=${BAR} rx="9" />
      <rect x=${from} y=${y} width=${Math.min(wide, 18)} height=${BAR} rx="9" fill=${patternOf(bar.phase)} />
      ${late > 0 && html`<rect class="bar late" x=${from + 1.5} y=${y + 1.5} width=${wide - 3} height=${BAR - 3} rx="8" />`}
      <svg x=${from + 22} y=${y} width=${Math.max(wide - 26, 0)} height=${BAR}><text class=${`name phase-${bar.phase}`} x="0" y=${BAR / 2 + 5}>${bar.customer_name}</text></svg>
      <title>${tells.join(", ")}</title>
    </g>`;
}

/** Where the day has come to. @param {{ scale: Scale, height: number }} props */
function Now({ scale, height }) {
  const at = now.value.getTime();
  if (at < scale.from || at > scale.to) return null;
  const x = scale.x(at);
  return html`<g class="now" aria-hidden="true"><line x1=${x} x2=${x} y1=${HEAD - 8} y2=${height} /><circle cx=${x} cy=${HEAD - 8} r="5" /></g>`;
}

/** When their first visit begins: whoever has none comes last. @param {Row} row */
function first(row) {
  return Date.parse(row.visits[0]?.window.start_at ?? NEVER);
}

/** From the first to the last hour in which anybody works. @param {Row[]} rows @returns {Scale | null} */
function scaled(rows) {
  const spans = rows.flatMap((row) => [...row.shifts, ...row.visits.map((bar) => bar.window)]);
  if (spans.length === 0) return null;
  const from = Math.floor(Math.min(...spans.map((span) => Date.parse(span.start_at))) / HOUR_MS) * HOUR_MS;
  const to = Math.ceil(Math.max(...spans.map((span) => Date.parse(span.end_at))) / HOUR_MS) * HOUR_MS;
  const x = (/** @type {string | number} */ instant) => {
    const at = typeof instant === "number" ? instant : Date.parse(instant);
    return Math.round((LEFT + ((at - from) / (to - from)) * (WIDTH - LEFT)) * 10) / 10;
  };
  return { x, from, to, zone: rows[0]?.time_zone };
}

/** @param {Scale} scale */
function hours({ from, to }) {
  return Array.from({ length: Math.round((to - from) / HOUR_MS) }, (_, place) => from + place * HOUR_MS);
}
