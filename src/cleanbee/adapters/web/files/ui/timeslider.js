/** The sandbox's clock: a slider of time, for every role. */
import { useEffect, useState } from "preact/hooks";
import { html } from "../core/html.js";
import { house } from "../core/session.js";
import { passTime, readClock } from "./passing.js";
import { duration, momentAt, now } from "../core/when.js";
import { t } from "../core/words.js";
import { showSheet } from "./sheet.js";

const STEP_MIN = 5;
const LONGEST_MIN = 24 * 60;
const MINUTE_MS = 60_000;
const STEPS = [15, 60, 240];

/** Open the sheet with the slider. */
export function timeSheet() {
  showSheet({ title: t("clock.title"), draw: () => html`<${Slider} />` });
}

function Slider() {
  const [minutes, setMinutes] = useState(60);
  const [due, setDue] = useState("");
  const [busy, setBusy] = useState(false);
  const look = async () => setDue((await readClock())?.next_due_at ?? "");
  useEffect(() => void look(), []);
  const pass = async (/** @type {import("./passing.js").Move} */ move) => {
    setBusy(true);
    await passTime(move);
    await look();
    setBusy(false);
  };
  const zone = house.value?.zone;
  const then = new Date(now.value.getTime() + minutes * MINUTE_MS).toISOString();
  return html`<p class="quiet">${t("clock.now", { time: momentAt(now.value.toISOString(), zone) })}</p>
    <label class="field">${t("clock.to", { time: momentAt(then, zone) })}<input type="range" min=${STEP_MIN} max=${LONGEST_MIN} step=${STEP_MIN} value=${minutes} aria-valuetext=${momentAt(then, zone)} onInput=${(/** @type {any} */ event) => setMinutes(Number(event.target.value))} /></label>
    <button type="button" class="main" aria-busy=${busy} disabled=${busy} onClick=${() => pass({ minutes })}>${t("clock.go", { time: duration(minutes) })}</button>
    <div class="row wrap">${STEPS.map((step) => html`<button type="button" class="chip" disabled=${busy} onClick=${() => pass({ minutes: step })}>${t("clock.step", { time: duration(step) })}</button>`)}
      ${due && html`<button type="button" class="chip" disabled=${busy} onClick=${() => pass({ to: due })}>${t("clock.next", { time: momentAt(due, zone) })}</button>`}</div>
    <p class="small quiet">${t("clock.for_all")}</p>`;
}
