/** Who could come instead: everyone as the server sees them, to tap on; who has to agree first is written down with what they said. */
import { useState } from "preact/hooks";
import { api, ok, sentence } from "../core/api.js";
import { html } from "../core/html.js";
import { refresh } from "../core/store.js";
import { named, t } from "../core/words.js";
import { closeSheet, showSheet } from "../ui/sheet.js";
import { done, doWithUndo } from "./calls.js";
import { Help } from "./help.js";

/** @typedef {import("../core/api.js").Shapes} Shapes @typedef {Shapes["Substitutes"]} Found @typedef {Shapes["Substitute"]} Substitute */

/** Everyone around a booking, or null where nobody else can be sent to it any more, which is then said. @param {string} id */
export function readSubstitutes(id) {
  return ok(api.GET("/v1/bookings/{booking_id}/substitutes", { params: { path: { booking_id: id } } }));
}

/** Have somebody chosen for a visit. @param {string} id @param {string} customer */
export async function insteadSheet(id, customer) {
  const found = await readSubstitutes(id);
  if (found !== null) showInstead(found, customer, found.data);
}

/** Some of those who could come, on a sheet. @param {Found} found @param {string} customer @param {Substitute[]} some */
export function showInstead(found, customer, some) {
  showSheet({ title: t("instead.title"), draw: () => html`<${Some} found=${found} customer=${customer} some=${some} />` });
}

/** Why somebody cannot come, or null where they can. @param {Found} found @param {string} cleaner */
export function whyNot(found, cleaner) {
  const rules = found.kept_out.find((one) => one.cleaner_id === cleaner)?.rules;
  if (rules !== undefined) return rules.map((rule) => named("rule", rule)).join(", ");
  return found.data.some((one) => one.cleaner.id === cleaner) ? null : t("instead.not_around");
}

/** @param {{ found: Found, customer: string, some: Substitute[] }} props */
function Some({ found, customer, some }) {
  if (some.length === 0) return html`<p class="note">${t("needs_you.no_repair")}</p>`;
  return html`<ul class="stack">${some.map((one, place) => html`<li key=${one.cleaner.id}>${one.call
    ? html`<${Help} repair=${one} main=${place === 0} act=${() => give(one, customer)} />`
    : html`<${Agreed} found=${found} customer=${customer} one=${one} />`}</li>`)}</ul>`;
}

/** Do what a call is ready for. @param {Substitute} one @param {string} customer */
export function give(one, customer) {
  closeSheet();
  if (one.call) void doWithUndo(one.call, t(`ops.done_${one.code === "ask" ? "ask" : "assign"}`, { cleaner: one.cleaner.name, customer }));
}

/** Whoever has to say yes first: their word is written down. @param {{ found: Found, customer: string, one: Substitute }} props */
function Agreed({ found, customer, one }) {
  const [open, setOpen] = useState(false);
  const [agreed, setAgreed] = useState("");
  const [wrong, setWrong] = useState("");
  const said = (/** @type {import("../core/api.js").Problem} */ problem) => setWrong(sentence(problem));
  const assign = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    setWrong("");
    const params = { path: { booking_id: found.booking_id }, header: { "If-Match": `"${found.version}"` } };
    const body = { cleaner_id: one.cleaner.id, reason: t("instead.why"), agreed };
    const told = await ok(api.POST("/v1/bookings/{booking_id}/assign", { params, body }), { refused: said, validation: said });
    if (told === null) return;
    closeSheet();
    refresh(["/v1/queue", "/v1/board", found.booking_id]);
    done(told.audience === "ops" ? told : {}, t("ops.done_assign", { cleaner: one.cleaner.name, customer }));
  };
  return html`<${Help} repair=${one} main=${false} word=${t("instead.agreed")} act=${() => setOpen(!open)} />
    ${open && html`<form onSubmit=${assign}><label class="field">${t("instead.how")}<input required autocomplete="off" value=${agreed} onInput=${(/** @type {any} */ event) => setAgreed(event.target.value)} /></label>
      <p class="wrong" role="alert">${wrong}</p><button class="main">${t("needs_you.do")}</button></form>`}`;
}
