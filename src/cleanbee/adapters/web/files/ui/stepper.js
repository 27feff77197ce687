/** A number by two buttons; its name and value are read together. */
import { html } from "../core/html.js";
import { t } from "../core/words.js";
import { Icon } from "./icon.js";

/** @param {{ label: string, icon: import("./icon.js").IconName, value: number, least: number, most: number, set: (value: number) => void }} props */
export function Stepper({ label, icon, value, least, most, set }) {
  return html`<div class="stepper" role="group" aria-label=${label}>
    <span class="row"><${Icon} name=${icon} />${label}</span>
    <span class="row">
      <button type="button" class="round" aria-label=${t("less", { what: label })} disabled=${value <= least} onClick=${() => set(value - 1)}><${Icon} name="minus" /></button>
      <output class="figures" aria-live="polite">${value}</output>
      <button type="button" class="round" aria-label=${t("more", { what: label })} disabled=${value >= most} onClick=${() => set(value + 1)}><${Icon} name="plus" /></button>
    </span>
  </div>`;
}
