/** A cleaner: initials in a circle of their own colour, name, stars, visits. */
import { html } from "../core/html.js";
import { locale, t } from "../core/words.js";
import { Icon } from "./icon.js";

const TONES = 6;
const PER_STAR = 100;

/** @param {{ cleaner: import("../core/api.js").Shapes["CleanerCard"] }} props */
export function Face({ cleaner }) {
  const stars = cleaner.stars === undefined ? null : starred(cleaner.stars);
  return html`<span class="face"><${Dot} name=${cleaner.name} />
    <span><b>${cleaner.name}</b><span class="small quiet row">${stars && html`<span class="row star"><${Icon} name="star" />${stars}</span>`}<span>${t("cleaner.visits", { n: cleaner.visits })}</span></span></span>
  </span>`;
}

/** What somebody is called among people. @param {string | undefined} name */
export function firstName(name) {
  return name?.split(" ")[0] ?? "";
}

/** @param {{ name: string }} props */
export function Dot({ name }) {
  const initials = name.split(" ").map((part) => part[0] ?? "").join("").slice(0, 2);
  const tone = [...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % TONES;
  return html`<span class="dot tone-${tone}" aria-hidden="true">${initials}</span>`;
}

/** @param {number} hundredths */
export function starred(hundredths) {
  const format = new Intl.NumberFormat(locale.value, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return format.format(hundredths / PER_STAR);
}
