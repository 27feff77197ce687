/** O1 Needs you: what a human must look at, the most pressing first, each with what would help and one tap that does it. */
import { useState } from "preact/hooks";
import { html } from "../core/html.js";
import { duration, shortTime, today } from "../core/when.js";
import { t } from "../core/words.js";
import { Icon } from "../ui/icon.js";
import { mend } from "./calls.js";
import { MoreRows, Numbers, Tray } from "./day.js";
import { Gantt } from "./gantt.js";
import { Help } from "./help.js";
import { Judge } from "./judge.js";
import { Parts } from "./parts.js";
import { useBoard, useQueue } from "./reads.js";
import { Totals } from "./totals.js";
import { useWide } from "./wide.js";
import { Yourself } from "./yourself.js";

/** @typedef {import("../core/api.js").Shapes} Shapes @typedef {Shapes["QueueEntry"]} Entry */

export function NeedsYou() {
  const [parts, setParts] = useState(1);
  const board = useBoard(today(), parts);
  const wide = useWide();
  return html`<section class=${`page office ${wide ? "wide" : ""}`}>
    <h1>${t("needs_you.title")}</h1>
    ${board && html`<${Totals} totals=${board.totals} />`}
    <${Parts} use=${useQueue} draw=${needs} />
    ${wide && board && html`<h2>${t("board.today")}</h2><${Tray} board=${board} /><${Gantt} rows=${board.data} /><${Numbers} rows=${board.data} /><${MoreRows} board=${board} show=${() => setParts(parts + 1)} />`}
    <${Yourself} />
  </section>`;
}

/** @param {Shapes["QueuePage"]} page */
function needs(page) {
  if (page.total === 0) return html`<p class="card calm"><${Icon} name="check" />${t("needs_you.none")}</p>`;
  return html`<ul class="needs">${page.data.map((one) => html`<li key=${one.id}><${Need} one=${one} /></li>`)}</ul>`;
}

/** @param {{ one: Entry }} props */
function Need({ one }) {
  const { booking } = one;
  const where = booking.home.address?.split(",")[0];
  const [first, ...others] = one.repairs;
  return html`<article class="card need" aria-labelledby=${one.id}>
    <header class="apart"><h2 id=${one.id}>${one.text}</h2>
      <span class="tag bad figures"><${Icon} name="clock" />${one.minutes_left === 0 ? t("needs_you.now") : t("needs_you.left", { time: duration(one.minutes_left) })}</span></header>
    <p class="quiet">${where && html`${where} · `}${shortTime(booking.window.local_start)} · ${one.customer_name}</p>
    ${one.evidence && html`<${Judge} one=${one} />`}
    ${first === undefined ? !one.evidence && html`<p class="note">${t("needs_you.no_repair")}</p>` : html`<${Help} repair=${first} main=${!one.evidence} act=${() => mend(one, first)} />`}
    ${others.length > 0 && html`<details><summary>${t("needs_you.others", { n: others.length })}<${Icon} name="chevron-down" /></summary>
      <div class="stack">${others.map((repair) => html`<${Help} key=${repair.cleaner.id} repair=${repair} main=${false} act=${() => mend(one, repair)} />`)}</div></details>`}
    <a class="plain small" href=${`/ops/visits/${one.id}`}>${t("needs_you.look")}<span class="hidden"> ${one.customer_name}, ${shortTime(booking.window.local_start)}</span></a>
  </article>`;
}
