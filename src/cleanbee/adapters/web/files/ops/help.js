/** One thing that would help, with what it pays and how far it is, and the tap that does it. */
import { html } from "../core/html.js";
import { difference, money } from "../core/money.js";
import { duration } from "../core/when.js";
import { t } from "../core/words.js";
import { Dot } from "../ui/face.js";

/** @typedef {import("../core/api.js").Shapes} Shapes @typedef {Pick<Shapes["RepairShown"], "text" | "cleaner" | "pay" | "extra_cost" | "travel_min">} Shown */

/** @param {{ repair: Shown, main: boolean, act: () => unknown, word?: string }} props */
export function Help({ repair, main, act, word = t("needs_you.do") }) {
  return html`<div class="help"><${Dot} name=${repair.cleaner.name} />
    <span class="grow"><b>${repair.text}</b><span class="small quiet figures">${cost(repair)}</span></span>
    <button type="button" class=${main ? "main" : "second"} aria-label=${`${word}: ${repair.text}`} onClick=${act}>${word}</button>
  </div>`;
}

/** "€42.00 pay, as sold · 12 mins of way": what it costs, in one line. @param {Shown} repair */
export function cost(repair) {
  const tells = [t("needs_you.pay", { price: money(repair.pay) })];
  if (repair.extra_cost.amount !== 0) tells.push(t("needs_you.cost", { price: difference(repair.extra_cost) }));
  if (repair.travel_min > 0) tells.push(t("needs_you.way", { time: duration(repair.travel_min) }));
  return tells.join(" · ");
}
