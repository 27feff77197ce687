/** The rooms of a visit, each ticked off as it is done; also without a network. */
import { html } from "../core/html.js";
import { lane, say, unsay } from "../core/outbox.js";
import { clockAt } from "../core/when.js";
import { t } from "../core/words.js";
import { Icon } from "../ui/icon.js";
import { roomName } from "./parts.js";
import { cleaning } from "./visits.js";

/** @typedef {import("./visits.js").Visit} Visit */

/** @param {{ visit: Visit }} props */
export function Rooms({ visit }) {
  const open = cleaning(visit);
  const waiting = lane(visit.id).filter((one) => one.step === "tick_room");
  const said = (/** @type {string} */ code) => waiting.find((one) => one.body["room"] === code);
  const done = visit.rooms.filter((one) => one.ticked_at !== undefined || said(one.code));
  const press = (/** @type {string} */ code) => {
    const entry = said(code);
    void (entry === undefined ? say(visit.id, "tick_room", { room: code }) : unsay(entry.id));
  };
  return html`<section class="card" aria-labelledby="rooms"><h2 id="rooms" class="apart"><span>${t("visit.rooms")}</span><span class="figures quiet">${t("visit.rooms_done", { n: done.length, of: visit.rooms.length })}</span></h2>
    <ul class="rooms">${visit.rooms.map((one) => {
      const at = one.ticked_at ?? said(one.code)?.at;
      const fixed = one.ticked_at !== undefined || !open;
      return html`<li><button type="button" role="checkbox" class="room" aria-checked=${at !== undefined} disabled=${fixed} onClick=${() => press(one.code)}>
        <i>${at && html`<${Icon} name="check" />`}</i><span class="grow">${roomName(one.code)}</span>${at && html`<small class="figures">${clockAt(at, visit.window.time_zone)}</small>`}</button></li>`;
    })}</ul>
  </section>`;
}
