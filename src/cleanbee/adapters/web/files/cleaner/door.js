/** Nobody opens: until when one waits, what was tried and what is still missing before it counts. */
import { html } from "../core/html.js";
import { api, ok } from "../core/api.js";
import { refresh } from "../core/store.js";
import { clockAt } from "../core/when.js";
import { named, t } from "../core/words.js";
import { Icon } from "../ui/icon.js";
import { may, phaseOf } from "./visits.js";

/** @typedef {import("./visits.js").Visit} Visit */

const TRIES = /** @type {const} */ (["bell", "phone", "sms", "chat"]);
/** @type {Record<string, import("../ui/icon.js").IconName>} */
const ICONS = { bell: "door-open", phone: "phone", sms: "send", chat: "message-circle" };

/** @param {{ visit: Visit }} props */
export function Door({ visit }) {
  const { phase } = visit;
  const params = { path: { booking_id: visit.id } };
  if (phase.name === "locked_out") return html`<p class="note">${t("door.reported", { time: clockAt(phase.reported_at, visit.window.time_zone) })}</p>`;
  if (phase.name !== "at_door" || phaseOf(visit) !== "at_door" || !may(visit, "note_door")) return null;
  const zone = visit.window.time_zone;
  const done = () => refresh([visit.id, "/v1/day_plans/"]);
  const tried = async (/** @type {string} */ channel) => {
    if (await ok(api.POST("/v1/bookings/{booking_id}/note_door", { params, body: { channel } }))) done();
  };
  const report = async () => {
    if (await ok(api.POST("/v1/bookings/{booking_id}/report_lockout", { params }))) done();
  };
  const missing = phase.evidence_missing ?? [];
  return html`<section class="card" aria-labelledby="door"><details open=${phase.calls.length > 0}>
    <summary><h2 id="door" class="row"><${Icon} name="door-open" />${t("door.title")}</h2><${Icon} name="chevron-down" /></summary>
    <div class="stack"><p>${t("door.wait", { time: clockAt(phase.waits_until_at, zone) })}</p>
      <div class="choices" role="group" aria-label=${t("door.tried")}>${TRIES.map((one) => html`<button type="button" class="second" onClick=${() => tried(one)}><${Icon} name=${ICONS[one] ?? "info"} />${t(`tried.${one}`)}</button>`)}</div>
      <ul class="evidence">
        ${phase.calls.map((one) => html`<li class="done"><i><${Icon} name="check" /></i>${named("tried", one.channel)}<small class="figures">${clockAt(one.at, zone)}</small></li>`)}
        ${missing.map((one) => html`<li><i></i>${named("evidence", one)}</li>`)}
      </ul>
      ${may(visit, "report_lockout")
        ? html`<button type="button" class="main" onClick=${report}>${t("door.report")}</button>`
        : html`<p class="small quiet">${t("door.then", { time: clockAt(phase.waits_until_at, zone) })}</p>`}
    </div></details></section>`;
}
