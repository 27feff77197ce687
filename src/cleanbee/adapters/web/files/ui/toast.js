/** Short news at the edge of the screen, in one polite region; the last one stays until its time is over, and while somebody points at it. */
import { signal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { html } from "../core/html.js";

/** @typedef {{ label: string, act: () => unknown }} Offer */

const SHORT_MS = 6_000;
const WITH_OFFER_MS = 10_000;
const shown = signal(/** @type {{ text: string, offer?: Offer } | null} */ (null));
let ends = 0;

/** Say something; with an offer it stays long enough to be taken. @param {string} text @param {Offer} [offer] */
export function toast(text, offer) {
  clearTimeout(ends);
  shown.value = offer === undefined ? { text } : { text, offer };
  ends = setTimeout(fade, offer === undefined ? SHORT_MS : WITH_OFFER_MS);
}

/** Its time is over; whoever is at it, by pointer or by key, keeps it. */
function fade() {
  if (document.querySelector(".toasts:is(:hover, :focus-within)") === null) hush();
  else ends = setTimeout(fade, SHORT_MS);
}

/** Take the last words back. */
export function hush() {
  shown.value = null;
}

/** While it is shown the page ends above it, and so does a bar that sticks to the edge: it lies over nothing that somebody wants to tap. */
export function Toasts() {
  const one = shown.value;
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    document.documentElement.style.setProperty("--toast", `${box.current?.offsetHeight ?? 0}px`);
  }, [one]);
  const offer = one?.offer;
  const take = () => {
    hush();
    offer?.act();
  };
  return html`<div class="toasts" ref=${box} role="status" aria-live="polite">
    ${one && html`<p class="toast"><span>${one.text}</span>${offer && html`<button onClick=${take}>${offer.label}</button>`}</p>`}
  </div>`;
}
