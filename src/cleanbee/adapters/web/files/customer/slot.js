/** When, and who comes then. */
import { html } from "../core/html.js";
import { house } from "../core/session.js";
import { money, same } from "../core/money.js";
import { longDay } from "../core/when.js";
import { t } from "../core/words.js";
import { Days } from "../ui/days.js";
import { Face } from "../ui/face.js";
import { Slots } from "../ui/slots.js";
import * as basket from "./basket.js";

/** @typedef {import("../core/api.js").Shapes} Shapes */

/** @param {{ days: Shapes["SlotDay"][], quote: Shapes["Quote"] }} props */
export function When({ days, quote }) {
  return html`<section class="card" aria-labelledby="when"><h2 id="when">${t("book.when")}</h2>
    <${Days} days=${days} chosen=${basket.onDay.value} usual=${quote.total} choose=${basket.lookAt} />
    <h3>${longDay(basket.onDay.value)}</h3>
    <${Slots} slots=${basket.slots.value} chosen=${basket.choice.value} choose=${basket.choose} />
  </section>`;
}

/** The cleaners of the chosen time, and how much it has to be this one. */
export function Who() {
  const all = basket.who.value;
  const chosen = basket.choice.value;
  if (chosen === null) return null;
  const wishes = house.value?.booking.wishes ?? [];
  return html`<section class="card" aria-labelledby="who"><h2 id="who">${t("book.who")}</h2>
    <div class="stack" role="group" aria-labelledby="who">${all.map((one) => html`<${Candidate} one=${one} chosen=${one.cleaner.id === chosen.cleaner.id} usual=${chosen.price} />`)}</div>
    <fieldset class="row wrap"><legend class="hidden">${t("book.how_much")}</legend>
      ${wishes.map((wish) => html`<label class="chip"><input type="radio" name="wish" checked=${basket.wish.value === wish.code} onChange=${() => (basket.wish.value = wish.code)} />${wish.name}</label>`)}
    </fieldset>
  </section>`;
}

/** @param {{ one: Shapes["Choice"], chosen: boolean, usual: Shapes["Money"] }} props */
function Candidate({ one, chosen, usual }) {
  return html`<button type="button" class="who" aria-pressed=${chosen} onClick=${() => basket.choose(one)}>
    <${Face} cleaner=${one.cleaner} />
    <span class="row wrap reasons">${one.reasons.map((reason) => html`<span class="tag">${reason.text}</span>`)}
      ${!same(one.price, usual) && html`<span class="tag">${money(one.price)}</span>`}</span>
  </button>`;
}
