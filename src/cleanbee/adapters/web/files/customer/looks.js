/** Who was told where somebody lives, and the way in. */
import { html } from "../core/html.js";
import { api } from "../core/api.js";
import { useThing } from "../core/store.js";
import { momentAt } from "../core/when.js";
import { named, t } from "../core/words.js";

/** @param {{ home: import("../core/api.js").Shapes["Home"] }} props */
export function Looks({ home }) {
  const params = { path: { home_id: home.id }, query: { limit: 10 } };
  const page = useThing(`/v1/homes/${home.id}/looks`, (headers) => api.GET("/v1/homes/{home_id}/looks", { params, headers })).value;
  if (page === null) return null;
  const who = (/** @type {(typeof page.data)[number]} */ one) => one.name ?? t("look.office");
  return html`<h3>${t("home.looks")}</h3>
    ${page.data.length === 0 && html`<p class="quiet small">${t("home.nobody_looked")}</p>`}
    <ul class="lines">${page.data.map((one) => html`<li><span>${t("look.line", { who: who(one), what: named("look", one.what) })}</span><small class="quiet">${momentAt(one.at, home.time_zone)}</small></li>`)}</ul>`;
}
