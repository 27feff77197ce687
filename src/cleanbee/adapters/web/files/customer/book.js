/** C1 Book: one scroll from the address to the button, with the price at every moment. */
import { useEffect } from "preact/hooks";
import { html } from "../core/html.js";
import { api } from "../core/api.js";
import { me } from "../core/session.js";
import { useThing } from "../core/store.js";
import { t } from "../core/words.js";
import * as basket from "./basket.js";
import { Bar } from "./bar.js";
import { Again } from "./again.js";
import { Extras, Rooms } from "./needs.js";
import { Price } from "./price.js";
import { When, Who } from "./slot.js";
import { Where } from "./where.js";

/** @typedef {import("../core/api.js").Shapes} Shapes */

export function Book() {
  const customer = me.value?.role === "customer";
  const quote = basket.quote.value;
  return html`<section class=${`page ${quote ? "book" : ""}`}>
    <div class="col">${customer ? html`<${AtHome} />` : html`<${Where} homes=${[]} />`}
      ${quote && html`<${Price} quote=${quote} /><${Rooms} quote=${quote} /><${Extras} quote=${quote} />`}</div>
    ${quote && html`<div class="col"><${Chosen} quote=${quote} /></div>`}
  </section>`;
}

/** Whoever has a home here sees its price at once. */
function AtHome() {
  const homes = useThing("/v1/homes?", (headers) => api.GET("/v1/homes", { params: { query: { limit: 20 } }, headers }));
  const own = homes.value?.data.filter((one) => !one.archived) ?? [];
  const first = own[0];
  useEffect(() => {
    if (first === undefined || basket.quote.value !== null || basket.address.value !== "") return;
    basket.home.value = first;
    void basket.ask();
  }, [first?.id]);
  return html`<${Where} homes=${own} /><${Again} />`;
}

/** @param {{ quote: Shapes["Quote"] }} props */
function Chosen({ quote }) {
  const found = basket.days.value;
  const none = found !== null && !found.some((day) => day.starts > 0);
  return html`
    ${found === null && html`<p class="card quiet" role="status">${t("book.looking")}</p>`}
    ${none && html`<p class="note" role="status">${t("book.nobody")}</p>`}
    ${found !== null && !none && html`<${When} days=${found} quote=${quote} /><${Who} />`}
    ${basket.choice.value && html`<${Bar} choice=${basket.choice.value} />`}
  `;
}
