/** How to get in: shown when it is wanted, held in memory alone; each look at it is noted. */
import { useState } from "preact/hooks";
import { html } from "../core/html.js";
import { refresh } from "../core/store.js";
import { t } from "../core/words.js";
import { Icon } from "../ui/icon.js";
import { readWayIn, unreadAtDoor, wayIn, wayInOpen } from "./visits.js";

/** @param {{ visit: import("./visits.js").Visit }} props */
export function WayIn({ visit }) {
  const [shown, setShown] = useState(false);
  const known = wayIn(visit);
  if (known === null && !wayInOpen(visit)) return null;
  const open = async () => {
    setShown(true);
    const evidence = unreadAtDoor(visit);
    await readWayIn(visit, evidence || known === null);
    if (evidence) refresh([visit.id]);
  };
  return html`<section class="card" aria-labelledby="way-in"><h2 id="way-in" class="row"><${Icon} name="key-round" />${t("home.way_in")}</h2>
    ${!shown
      ? html`<button type="button" class="second" onClick=${open}>${t("visit.show_way_in")}</button><p class="small quiet">${t("visit.look_noted")}</p>`
      : html`<p class="lead">${known?.text ?? t("offline.no_answer")}</p>`}
  </section>`;
}
