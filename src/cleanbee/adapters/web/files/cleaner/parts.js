/** Small pieces that several of the cleaner's screens show. */
import { html } from "../core/html.js";
import { clockAt, duration } from "../core/when.js";
import { named, t } from "../core/words.js";
import { Icon } from "../ui/icon.js";

/** From when a copy is that is shown for want of a network. @param {{ at: string | null }} props */
export function Kept({ at }) {
  return at === null ? null : html` · <span class="tag"><${Icon} name="history" />${t("offline.as_of", { time: clockAt(at) })}</span>`;
}

/** Whose home, how large, what for, and who lives there with four legs. @param {{ visit: import("./visits.js").Visit }} props */
export function Facts({ visit }) {
  const { rooms, pets } = visit.home;
  const done = [named("kind", visit.kind), ...visit.extras.map((one) => named("line", one))].join(", ");
  return html`<ul class="facts">
    <li><${Icon} name="user" />${visit.customer_name}</li>
    <li><${Icon} name="clock" />${duration(visit.duration_min)}</li>
    <li><${Icon} name="sparkles" />${done}</li>
    <li><${Icon} name="bed-double" />${t("visit.bedrooms", { n: rooms.bedrooms })}, ${t("visit.bathrooms", { n: rooms.bathrooms })}</li>
    ${pets.length > 0 && html`<li><${Icon} name="paw-print" />${pets.map((one) => named("pet", one)).join(", ")}</li>`}
  </ul>`;
}

/** What the server calls a room. @param {string} code */
export function roomName(code) {
  const [, kind = code, n = ""] = /^(.+)_(\d+)$/.exec(code) ?? [];
  return named("room", kind, { n });
}
