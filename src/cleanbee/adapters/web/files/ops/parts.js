/** A long list in parts: the first as it comes, each further one at a tap; how many are left is said where it is known. */
import { useState } from "preact/hooks";
import { html } from "../core/html.js";
import { t } from "../core/words.js";
import { Icon } from "../ui/icon.js";

/** @typedef {import("../core/html.js").Drawn} Drawn */
/** @typedef {{ data: unknown[], has_more: boolean, next_cursor?: string, total?: number }} Page */

/**
 * @template {Page} P
 * @param {{ use: (cursor?: string) => P | null, draw: (page: P) => Drawn, cursor?: string, before?: number }} props
 * `use` is a hook that reads the part after a cursor; `before`: so many stand in the parts before this one
 * @returns {Drawn}
 */
export function Parts({ use, draw, cursor, before = 0 }) {
  const page = use(cursor);
  const [open, setOpen] = useState(false);
  if (page === null) return html`<p class="quiet" aria-busy="true">${t("loading")}</p>`;
  const seen = before + page.data.length;
  const left = page.total === undefined ? null : page.total - seen;
  return html`${draw(page)}
    ${page.has_more && (open ? html`<${Parts} use=${use} draw=${draw} cursor=${page.next_cursor} before=${seen} />` : html`<${More} left=${left} show=${() => setOpen(true)} />`)}`;
}

/** @param {{ left: number | null, show: () => unknown }} props */
export function More({ left, show }) {
  const says = left !== null && left > 0 ? t("parts.left", { n: left }) : t("parts.more");
  return html`<button type="button" class="second" onClick=${show}><${Icon} name="chevron-down" />${says}</button>`;
}
