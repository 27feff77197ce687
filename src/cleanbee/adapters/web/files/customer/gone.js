/** C3 Slot gone: somebody else was first, and here are three others, one tap each. */
import { html } from "../core/html.js";
import { money } from "../core/money.js";
import { clock, longDay } from "../core/when.js";
import { t } from "../core/words.js";
import { Face } from "../ui/face.js";
import { closeSheet, showSheet } from "../ui/sheet.js";

/** @typedef {import("../core/api.js").Shapes["Choice"]} Choice */

/** @param {Choice} was @param {import("../core/api.js").Problem} problem @param {{ take: (one: Choice) => unknown, look: () => unknown }} then */
export function goneSheet(was, problem, then) {
  const others = problem.alternatives ?? [];
  const take = (/** @type {Choice} */ one) => {
    closeSheet();
    then.take(one);
  };
  const look = () => {
    closeSheet();
    then.look();
  };
  showSheet({
    title: t("gone.title"),
    draw: () => html`<p>${t("gone.why", { day: longDay(was.window.local_start), time: clock(was.window.local_start) })}</p>
      <div class="stack">${others.map(
        (one) => html`<button type="button" class="pick" onClick=${() => take(one)}>
          <span class="apart grow"><span><b class="figures">${longDay(one.window.local_start)}, ${clock(one.window.local_start)}</b><${Face} cleaner=${one.cleaner} /></span><b class="figures">${money(one.price)}</b></span>
        </button>`,
      )}</div>
      <button type="button" class="second" onClick=${look}>${t("gone.look")}</button>`,
  });
}
