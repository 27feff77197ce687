/** O1 Board: everybody's day at once; on a narrow screen the same, cleaner by cleaner. */
import { useState } from "preact/hooks";
import { html } from "../core/html.js";
import { clock, daysAfter, duration, longDay, today } from "../core/when.js";
import { named, t } from "../core/words.js";
import { Face } from "../ui/face.js";
import { Icon } from "../ui/icon.js";
import { Gantt } from "./gantt.js";
import { More } from "./parts.js";
import { useBoard } from "./reads.js";
import { Totals } from "./totals.js";
import { useWide } from "./wide.js";

/** @typedef {import("../core/api.js").Shapes} Shapes @typedef {Shapes["BoardPage"]} Board @typedef {Shapes["BoardRow"]} Row @typedef {Shapes["BoardBar"]} Bar */

/** @param {Record<string, string>} props */
export function Day({ day = today() }) {
  const [parts, setParts] = useState(1);
  const board = useBoard(day, parts);
  const wide = useWide();
  return html`<section class="page office wide">
    <header class="apart"><h1>${longDay(day)}</h1>
      <nav class="row" aria-label=${t("board.days")}>
        <a class="round" href=${`/ops/day/${daysAfter(day, -1)}`} aria-label=${t("board.before")}><${Icon} name="chevron-left" /></a>
        <a class="round" href=${`/ops/day/${daysAfter(day, 1)}`} aria-label=${t("board.after")}><${Icon} name="chevron-right" /></a></nav></header>
    ${board === null ? html`<p class="quiet" aria-busy="true">${t("loading")}</p>` : html`
      <${Totals} totals=${board.totals} />
      <${Tray} board=${board} />
      ${wide ? html`<${Gantt} rows=${board.data} /><${Numbers} rows=${board.data} />` : board.data.filter((row) => row.visits.length > 0).map((row) => html`<${One} key=${row.cleaner.id} row=${row} />`)}
      <${MoreRows} board=${board} show=${() => setParts(parts + 1)} />`}
  </section>`;
}

/** The rest of the rows, where there are more than are shown. @param {{ board: Board, show: () => unknown }} props */
export function MoreRows({ board, show }) {
  return board.has_more ? html`<${More} left=${board.totals.cleaners - board.data.length} show=${show} />` : null;
}

/** What nobody comes to yet; of very many the first, and how many more there are. @param {{ board: Board }} props */
export function Tray({ board }) {
  const bars = board.unassigned;
  const left = board.totals.unassigned - bars.length;
  if (bars.length === 0) return null;
  return html`<section class="tray" aria-labelledby="tray"><h2 id="tray">${t("board.unassigned")}</h2>
    <ul class="row wrap">${bars.map((bar) => html`<li><a class="chip" href=${`/ops/visits/${bar.booking_id}`}><b class="figures">${clock(bar.window.local_start)}</b> ${bar.customer_name}<span class="tag">${named("phase", bar.phase)}</span></a></li>`)}</ul>
    ${left > 0 && html`<p class="quiet">${t("board.unassigned_left", { n: left })}</p>`}</section>`;
}

/** A cleaner's day, for a narrow screen. @param {{ row: Row }} props */
function One({ row }) {
  return html`<section class="card"><h2><${Face} cleaner=${row.cleaner} /></h2>
    <ol class="stack">${row.visits.map((bar) => html`<li><a class="visit-row" href=${`/ops/visits/${bar.booking_id}`}>
      <b class="figures">${clock(bar.window.local_start)}</b>
      <span class="grow">${bar.customer_name}<br /><span class="small quiet">${duration(bar.duration_min)}${(bar.travel_min ?? 0) > 0 && html` · ${t("needs_you.way", { time: duration(bar.travel_min ?? 0) })}`}</span></span>
      <${State} bar=${bar} /><${Icon} name="chevron-right" /></a></li>`)}</ol></section>`;
}

/** @param {{ bar: Bar }} props */
function State({ bar }) {
  const late = bar.late?.minutes ?? 0;
  if (late > 0) return html`<span class="tag bad">${t("board.minutes_late", { n: late })}</span>`;
  return html`<span class=${`tag phase-${bar.phase}`}>${named("phase", bar.phase)}</span>`;
}

/** The same in numbers. @param {{ rows: Row[] }} props */
export function Numbers({ rows }) {
  return html`<details class="card"><summary>${t("board.as_table")}<${Icon} name="chevron-down" /></summary>
    <div class="scroll" tabindex="0" role="region" aria-label=${t("board.as_table")}><table><thead><tr><th scope="col">${t("board.cleaner")}</th><th scope="col">${t("board.start")}</th><th scope="col">${t("board.customer")}</th><th scope="col">${t("board.takes")}</th><th scope="col">${t("board.way")}</th><th scope="col">${t("board.state")}</th></tr></thead>
      <tbody>${rows.flatMap((row) => row.visits.map((bar) => html`<tr><th scope="row">${row.cleaner.name}</th><td class="figures">${clock(bar.window.local_start)}</td><td>${bar.customer_name}</td><td class="figures">${duration(bar.duration_min)}</td><td class="figures">${duration(bar.travel_min ?? 0)}</td><td><${State} bar=${bar} /></td></tr>`))}</tbody></table></div></details>`;
}
