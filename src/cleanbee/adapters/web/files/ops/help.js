/** One thing that would help, with its price, and the tap that does it; its opposite is offered after it. */
import { html } from "../core/html.js";
import { difference, money } from "../core/money.js";
import { duration } from "../core/when.js";
import { t } from "../core/words.js";
import { Dot } from "../ui/face.js";
import { doWithUndo } from "./calls.js";

/** @typedef {import("../core/api.js").Shapes} Shapes @typedef {Shapes["QueueEntry"]} Entry @typedef {Shapes["RepairShown"]} Repair */

/** @param {{ one: Entry, repair: Repair, main: boolean }} props */
export function Help({ one, repair, main }) {
  const press = () => doWithUndo(repair.call, t(`ops.done_${repair.code}`, { cleaner: repair.cleaner.name, customer: one.customer_name }));
  const tells = [t("needs_you.pay", { price: money(repair.pay) })];
  if (repair.extra_cost.amount !== 0) tells.push(t("needs_you.cost", { price: difference(repair.extra_cost) }));
  if (repair.travel_min > 0) tells.push(t("needs_you.way", { time: duration(repair.travel_min) }));
  return html`<div class="help"><${Dot} name=${repair.cleaner.name} />
    <span class="grow"><b>${repair.text}</b><span class="small quiet figures">${tells.join(" · ")}</span></span>
    <button type="button" class=${main ? "main" : "second"} aria-label=${`${t("needs_you.do")}: ${repair.text}`} onClick=${press}>${t("needs_you.do")}</button>
  </div>`;
}
