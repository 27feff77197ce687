/** O5 People: somebody is looked up for a reason, and each look is noted; whoever calls is taken down and booked for. */
import { useState } from "preact/hooks";
import { api, ok, sentence } from "../core/api.js";
import { html } from "../core/html.js";
import { go } from "../core/router.js";
import { named, t } from "../core/words.js";
import { Dot } from "../ui/face.js";
import { Icon } from "../ui/icon.js";
import { closeSheet, showSheet } from "../ui/sheet.js";
import { Reason, reason } from "./reason.js";

/** @typedef {import("../core/api.js").Shapes} Shapes */

export function People() {
  const [q, setQ] = useState("");
  const [found, setFound] = useState(/** @type {Shapes["PeopleFound"] | null} */ (null));
  const [wrong, setWrong] = useState("");
  const said = (/** @type {import("../core/api.js").Problem} */ problem) => setWrong(sentence(problem));
  const look = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    setWrong("");
    setFound(await ok(api.GET("/v1/people", { params: { query: { q, reason: reason.value } } }), { refused: said, validation: said }));
  };
  return html`<section class="page office"><header class="apart"><h1>${t("tab.people")}</h1>
      <button type="button" class="second" onClick=${callerSheet}><${Icon} name="plus" />${t("people.caller")}</button></header>
    <form class="card" onSubmit=${look}><label class="field">${t("people.who")}<input type="search" required value=${q} onInput=${(/** @type {any} */ event) => setQ(event.target.value)} /></label>
      <${Reason} /><p class="wrong" role="alert">${wrong}</p><button class="main"><${Icon} name="search" />${t("people.find")}</button></form>
    ${found && html`<ul class="stack">${found.data.map((one) => html`<li><a class="card visit-row" href=${`/ops/people/${one.id}`}><${Dot} name=${one.name} /><span class="grow"><b>${one.name}</b><br /><span class="small quiet figures">${named("role", one.role)} · ${one.phone ?? one.email ?? ""}</span></span><${Icon} name="chevron-right" /></a></li>`)}</ul>`}
    ${found?.data.length === 0 && html`<p class="card">${t("people.nobody")}</p>`}
    ${found?.more && html`<p class="quiet">${t("people.more")}</p>`}
  </section>`;
}

function callerSheet() {
  showSheet({ title: t("people.caller"), draw: () => html`<${Caller} />` });
}

function Caller() {
  const [name, setName] = useState("");
  const [phone, setPhone] = useState("");
  const [wrong, setWrong] = useState("");
  const said = (/** @type {import("../core/api.js").Problem} */ problem) => setWrong(sentence(problem));
  const take = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    setWrong("");
    const told = await ok(api.POST("/v1/people", { body: { name, phone, reason: reason.value } }), { refused: said, validation: said });
    if (told === null) return;
    closeSheet();
    go(`/ops/people/${told.id}/book`);
  };
  return html`<form onSubmit=${take}>
    <label class="field">${t("people.name")}<input required autocomplete="off" value=${name} onInput=${(/** @type {any} */ event) => setName(event.target.value)} /></label>
    <label class="field">${t("people.phone")}<input type="tel" required autocomplete="off" value=${phone} onInput=${(/** @type {any} */ event) => setPhone(event.target.value)} /></label>
    <${Reason} /><p class="wrong" role="alert">${wrong}</p><button class="main">${t("people.take_down")}</button></form>`;
}
