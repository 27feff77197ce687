/** How to get in: shown when it is wanted, each look noted; held in memory alone. */
import { useState } from "preact/hooks";
import { html } from "../core/html.js";
import { api, quietly } from "../core/api.js";
import { refresh } from "../core/store.js";
import { t } from "../core/words.js";
import { Icon } from "../ui/icon.js";
import { wayIn } from "./visits.js";

/** @param {{ visit: import("./visits.js").Visit }} props */
export function WayIn({ visit }) {
  const [shown, setShown] = useState(/** @type {import("../core/api.js").Shapes["AccessNotes"] | null} */ (null));
  const known = wayIn(visit);
  if (known === null) return null;
  const open = async () => {
    setShown(known);
    const told = await quietly(api.GET("/v1/homes/{home_id}/access_notes", { params: { path: { home_id: visit.home.id } } }));
    if (told !== null) setShown(told);
    refresh([visit.id]);
  };
  return html`<section class="card" aria-labelledby="way-in"><h2 id="way-in" class="row"><${Icon} name="key-round" />${t("home.way_in")}</h2>
    ${shown === null
      ? html`<button type="button" class="second" onClick=${open}>${t("visit.show_way_in")}</button><p class="small quiet">${t("visit.look_noted")}</p>`
      : html`<p class="lead">${shown.text}</p>`}
  </section>`;
}
