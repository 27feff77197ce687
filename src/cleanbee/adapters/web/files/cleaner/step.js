/** The one big button of a visit, and what became of the last tap: resting, on its way, or stopped with its way out. */
import { useState } from "preact/hooks";
import { html } from "../core/html.js";
import { giveUp, lane, retry, say, unsay } from "../core/outbox.js";
import { house } from "../core/session.js";
import { clockAt, momentAt } from "../core/when.js";
import { t } from "../core/words.js";
import { Icon } from "../ui/icon.js";
import { here } from "./here.js";
import { nextStep } from "./visits.js";

/** @typedef {import("./visits.js").Visit} Visit @typedef {import("./visits.js").BigStep} BigStep @typedef {import("../core/outbox_store.js").StepEntry} Entry */

/** @type {Record<BigStep, import("../ui/icon.js").IconName>} */
const ICONS = { set_off: "bike", check_in: "door-open", start: "play", finish: "check" };
const BY_PIN = new Set(["position_missing", "too_far"]);

/** @param {{ visit: Visit, keptAt: string | null }} props */
export function Step({ visit, keptAt }) {
  const step = nextStep(visit, keptAt);
  const early = visit.phase.name === "confirmed" && step === null && lane(visit.id).length === 0;
  const press = async (/** @type {MouseEvent} */ event) => {
    if (step === null || event.detail > 1) return;
    await say(visit.id, step, {}, step === "check_in" ? here(house.value?.sandbox ? visit.home.around : null) : undefined);
  };
  const stopped = lane(visit.id)[0]?.stop;
  return html`<div class="step">
    <${Waiting} id=${visit.id} zone=${visit.window.time_zone} around=${visit.home.around} />
    ${step !== null && !stopped && html`<button type="button" class="main huge" onClick=${press}><${Icon} name=${ICONS[step]} />${t(`do.${step}`)}</button>`}
    ${early && html`<p class="quiet row"><${Icon} name="clock" />${t("visit.not_before", { time: momentAt(visit.set_off_from_at, visit.window.time_zone) })}</p>`}
  </div>`;
}

/** @typedef {{ id: string, zone?: string, around?: import("./here.js").Point }} About */

/** What was tapped and has not arrived; also of a visit that is nobody's to see any more. @param {About} props */
export function Waiting({ id, zone, around }) {
  const steps = lane(id);
  const first = steps[0];
  const last = steps[steps.length - 1];
  const resting = last !== undefined && last.rests_until > Date.now() && last.stop === null;
  return html`<div role="status" class="stack">
    ${first?.stop && html`<${Stopped} id=${id} around=${around} entry=${first} />`}
    ${last && !first?.stop && html`<p class="saved apart"><span class="row"><${Icon} name=${resting ? "check" : "history"} /><span>${t(resting ? `did.${last.step}` : "outbox.saved", { time: clockAt(last.at, zone), n: steps.length })}</span></span>
      ${resting && html`<button type="button" class="second" onClick=${() => unsay(last.id)}><${Icon} name="undo-2" />${t("undo")}</button>`}</p>`}
  </div>`;
}

/** The server said no to a step: why, and what can be done. @param {{ id: string, around?: import("./here.js").Point, entry: Entry }} props */
function Stopped({ id, around, entry }) {
  const [pin, setPin] = useState("");
  const again = async () => retry(entry, entry.step === "check_in" ? await here((house.value?.sandbox && around) || null) : {});
  const withPin = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    void retry(entry, { pin });
  };
  const count = lane(id).length;
  return html`<div class="note bad stack">
    <p class="row"><${Icon} name="triangle-alert" /><b>${t("outbox.stopped", { what: t(`do.${entry.step}`) })}</b></p>
    <p>${entry.stop?.said}</p>
    ${BY_PIN.has(entry.stop?.reason ?? "") && html`<form onSubmit=${withPin}><label class="field">${t("door.pin")}<input inputmode="numeric" autocomplete="off" required value=${pin} onInput=${(/** @type {any} */ event) => setPin(event.target.value)} /></label><button class="main">${t("door.with_pin")}</button></form>`}
    <p class="row wrap"><button type="button" class="second" onClick=${again}><${Icon} name="refresh-cw" />${t("outbox.again")}</button>
      <button type="button" class="second" onClick=${() => giveUp(id)}><${Icon} name="trash-2" />${t("outbox.give_up", { n: count })}</button></p>
  </div>`;
}
