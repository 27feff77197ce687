/** The sandbox's time, always in sight; the slider behind it is read when somebody wants to move it. */
import { html } from "../core/html.js";
import { house } from "../core/session.js";
import { clockAt, now } from "../core/when.js";
import { allWords, t } from "../core/words.js";
import { Icon } from "./icon.js";

export function ClockButton() {
  const open = async () => {
    const [slider] = await Promise.all([import("./timeslider.js"), allWords()]);
    slider.timeSheet();
  };
  return html`<button type="button" class="clock figures" onClick=${open}><${Icon} name="fast-forward" /><span class="hidden">${t("clock.title")}: </span>${clockAt(now.value.toISOString(), house.value?.zone)}</button>`;
}
