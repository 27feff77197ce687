/** What it costs, large, and under it the lines that add up to it. */
import { html } from "../core/html.js";
import { money } from "../core/money.js";
import { duration } from "../core/when.js";
import { named, rich, t } from "../core/words.js";
import { Icon } from "../ui/icon.js";
import * as basket from "./basket.js";

/** @param {{ quote: import("../core/api.js").Shapes["Quote"] }} props */
export function Price({ quote }) {
  const price = basket.choice.value?.price ?? quote.total;
  return html`<div class="price" aria-live="polite" aria-busy=${basket.searching.value}>
    <h2>${rich("book.headline", { price: money(price) })}</h2>
    <details><summary>${t("book.all_in", { time: duration(quote.duration_min) })}<${Icon} name="chevron-down" /></summary>
      <ul class="lines figures">${quote.lines.map((line) => html`<li><span>${named("line", line.code)}</span><span>${money(line.amount)}</span></li>`)}
        <li class="sum"><span>${t("book.total")}</span><span>${money(quote.total)}</span></li></ul>
      ${quote.short_notice_total.amount !== quote.total.amount && html`<p class="small quiet">${t("book.short_notice", { price: money(quote.short_notice_total), time: duration(quote.short_notice_min) })}</p>`}
    </details>
  </div>`;
}
