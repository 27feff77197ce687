/** A sheet over the page: a `<dialog>`, so that it takes the focus, keeps it, and gives it back. */
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { html } from "../core/html.js";
import { t } from "../core/words.js";
import { Icon } from "./icon.js";

/** @typedef {{ title: string, draw: () => import("../core/html.js").Drawn, left?: () => void }} Sheet */

const open = signal(/** @type {Sheet | null} */ (null));

/** Show a sheet in place of any other. @param {Sheet} sheet */
export function showSheet(sheet) {
  open.value = sheet;
}

/** Close it, as if its owner had. */
export function closeSheet() {
  const was = open.value;
  open.value = null;
  was?.left?.();
}

/** Whether a sheet is open. */
export function sheetOpen() {
  return open.value !== null;
}

export function Sheets() {
  const sheet = open.value;
  const box = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => {
    const dialog = box.current;
    if (dialog === null) return;
    if (sheet !== null && !dialog.open) dialog.showModal();
    if (sheet === null && dialog.open) dialog.close();
  }, [sheet]);
  const outside = (/** @type {MouseEvent} */ event) => event.target === box.current && closeSheet();
  return html`<dialog class="sheet" ref=${box} onCancel=${closeSheet} onClick=${outside} aria-labelledby="sheet-title">
    ${sheet &&
    html`<div class="sheet-in">
      <header><h2 id="sheet-title" tabindex="-1" autofocus>${sheet.title}</h2>
        <button class="round" aria-label=${t("close")} onClick=${closeSheet}><${Icon} name="x" /></button></header>
      <${sheet.draw} />
    </div>`}
  </dialog>`;
}
