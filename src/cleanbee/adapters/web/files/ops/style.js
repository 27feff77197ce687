/** The office's own style sheet, which nobody else has to read; its screens wait for it, so that nothing jumps. */
import { signal } from "@preact/signals";
import { html } from "../core/html.js";

/** @typedef {import("../core/role.js").Screen} Screen */

const ready = signal(false);
const link = document.createElement("link");
link.rel = "stylesheet";
link.href = import.meta.resolve("/ops/ops.css");
link.onload = link.onerror = () => (ready.value = true);
document.head.append(link);

/** @param {Screen} screen @returns {Screen} */
export function styled(screen) {
  return function Styled(props) {
    return ready.value ? html`<${screen} ...${props} />` : null;
  };
}
