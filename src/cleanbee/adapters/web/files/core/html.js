/** Markup in JavaScript: `html` makes what Preact draws; everything put into it is text, never markup. */
import { h } from "preact";
import htm from "htm";

/** @typedef {import("preact").ComponentChildren} Drawn */
export const html = htm.bind(h);
