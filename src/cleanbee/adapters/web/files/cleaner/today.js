/** W1 Today: the day's visits in order. */
import { api } from "../core/api.js";
import { html } from "../core/html.js";
import { useThing } from "../core/store.js";
import { clock, duration, longDay, today } from "../core/when.js";
import { t } from "../core/words.js";

/** @typedef {import("../core/api.js").Shapes} Shapes */

export function Today() {
  const day = today();
  const plans = useThing(`/v1/day_plans/${day}`, (headers) =>
    api.GET("/v1/day_plans/{day}", { params: { path: { day } }, headers }),
  );
  const visits = plans.value?.data.flatMap((plan) => plan.visits) ?? [];
  return html`<section class="page">
    <h1>${t("today.title")}</h1>
    <p class="quiet">${longDay(day)}</p>
    ${visits.map(
      (visit) => html`<article class="card">
        <h2>${clock(visit.window.local_start)}</h2>
        <p>${duration(visit.duration_min)}</p>
      </article>`,
    )}
    ${plans.value !== null && visits.length === 0 && html`<p>${t("today.none")}</p>`}
  </section>`;
}
