/** A strip of days to choose from; under a day its best price, where that differs from the usual one. */
import { useEffect, useRef } from "preact/hooks";
import { html } from "../core/html.js";
import { money, same } from "../core/money.js";
import { dayParts, longDay } from "../core/when.js";
import { t } from "../core/words.js";

/** @typedef {import("../core/api.js").Shapes} Shapes */

/** @param {{ days: Shapes["SlotDay"][], chosen: string, usual: Shapes["Money"], choose: (date: string) => void }} props */
export function Days({ days, chosen, usual, choose }) {
  const strip = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    const one = strip.current?.querySelector("[aria-pressed=true]");
    if (one instanceof HTMLElement && strip.current) strip.current.scrollLeft = one.offsetLeft - strip.current.offsetLeft - 8;
  }, [chosen, days.length]);
  return html`<div class="days" ref=${strip} role="group" aria-label=${t("book.days")}>
    ${days.map((day) => {
      const parts = dayParts(day.date);
      const { best } = day;
      const special = best !== undefined && !same(best, usual);
      const free = day.starts > 0;
      return html`<button type="button" class="day" aria-pressed=${day.date === chosen} disabled=${!free} onClick=${() => choose(day.date)}>
        <span class="hidden">${free ? longDay(day.date) : t("book.day_full", { day: longDay(day.date) })}</span>
        <span aria-hidden="true">${parts.weekday}</span><b aria-hidden="true">${parts.number}</b>${special ? html`<small>${money(best)}</small>` : html`<small aria-hidden="true">${parts.month}</small>`}
      </button>`;
    })}
  </div>`;
}
