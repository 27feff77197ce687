/** Needs you: what a human must look at, the most pressing first. */
import { api } from "../core/api.js";
import { html } from "../core/html.js";
import { useThing } from "../core/store.js";
import { longDay, clock } from "../core/when.js";
import { t } from "../core/words.js";

export function NeedsYou() {
  const queue = useThing("/v1/queue", (headers) => api.GET("/v1/queue", { headers }));
  const waiting = queue.value?.data ?? [];
  return html`<section class="page">
    <h1>${t("needs_you.title")}</h1>
    ${waiting.map(
      (one) => html`<article class="card">
        <h2>${longDay(one.booking.window.local_start)} ${clock(one.booking.window.local_start)}</h2>
        <p>${one.text}</p>
      </article>`,
    )}
    ${queue.value !== null && waiting.length === 0 && html`<p>${t("needs_you.none")}</p>`}
  </section>`;
}
