/** C6 Home: rooms, pets, the way in, and yourself. */
import { useState } from "preact/hooks";
import { html } from "../core/html.js";
import { api, ok } from "../core/api.js";
import { me } from "../core/session.js";
import { refresh, useThing } from "../core/store.js";
import { language, named, t } from "../core/words.js";
import { Icon } from "../ui/icon.js";
import { Language } from "../ui/language.js";
import { SignIn } from "../ui/sign_in.js";
import { SignOut } from "../ui/sign_out.js";
import { Stepper } from "../ui/stepper.js";
import { toast } from "../ui/toast.js";
import { Looks } from "./looks.js";

/** @typedef {import("../core/api.js").Shapes} Shapes */

export function Home() {
  const mine = me.value?.role === "customer";
  return html`<section class="page"><h1>${t("home.title")}</h1>
    ${mine ? html`<${Homes} />` : html`<div class="narrow"><${SignIn} done=${() => {}} /></div>`}
    <${Language} />
    ${mine && html`<${SignOut} />`}
  </section>`;
}

function Homes() {
  const homes = useThing("/v1/homes?", (headers) => api.GET("/v1/homes", { params: { query: { limit: 20 } }, headers }));
  return html`${homes.value?.data.filter((one) => !one.archived).map((one) => html`<${Card} key=${`${one.id}-${one.version}`} home=${one} />`)}`;
}

/** @param {{ home: Shapes["Home"] }} props */
function Card({ home }) {
  const [rooms, setRooms] = useState(home.rooms);
  const [notes, setNotes] = useState(/** @type {Shapes["AccessNotes"] | null} */ (null));
  const changed = rooms.bedrooms !== home.rooms.bedrooms || rooms.bathrooms !== home.rooms.bathrooms;
  const services = useThing(`/v1/services?${language.value}`, (headers) => api.GET("/v1/services", { headers })).value;
  const path = { home_id: home.id };
  const save = async (/** @type {Shapes["HomeChanges"]} */ changes) => {
    const told = await ok(api.PATCH("/v1/homes/{home_id}", { params: { path, header: { "If-Match": `"${home.version}"` } }, body: changes }));
    if (told === null) return;
    refresh(["/v1/homes?"]);
    toast(t("home.saved"));
  };
  const open = async () => setNotes(await ok(api.GET("/v1/homes/{home_id}/access_notes", { params: { path } })));
  return html`<article class="card"><h2>${home.address ?? ""}</h2>
    ${services?.rooms.map((room) => html`<${Stepper} label=${t(`room.${room.code}`)} icon=${room.code === "bedrooms" ? "bed-double" : "bath"} value=${rooms[room.code]} least=${room.least} most=${room.most} set=${(/** @type {number} */ value) => setRooms({ ...rooms, [room.code]: value })} />`)}
    ${changed && html`<button type="button" class="main" onClick=${() => save({ rooms })}>${t("home.save")}</button>`}
    ${home.pets.length > 0 && html`<p class="row"><${Icon} name="paw-print" />${home.pets.map((one) => named("pet", one)).join(", ")}</p>`}
    ${notes === null
      ? html`<button type="button" class="second" onClick=${open}><${Icon} name="key-round" />${t("home.way_in")}</button>`
      : html`<${WayIn} notes=${notes} save=${(/** @type {Shapes["AccessNotes"]} */ access_notes) => save({ access_notes })} />`}
    <${Looks} home=${home} />
  </article>`;
}

/** @param {{ notes: Shapes["AccessNotes"], save: (notes: Shapes["AccessNotes"]) => unknown }} props */
function WayIn({ notes, save }) {
  const [text, setText] = useState(notes.text ?? "");
  const [pin, setPin] = useState(notes.pin ?? "");
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    save({ text, ...(pin === "" ? {} : { pin }) });
  };
  return html`<form onSubmit=${submit}>
    <label class="field">${t("home.notes")}<textarea rows="3" value=${text} onInput=${(/** @type {any} */ event) => setText(event.target.value)}></textarea></label>
    <label class="field">${t("home.pin")}<input inputmode="numeric" autocomplete="off" value=${pin} onInput=${(/** @type {any} */ event) => setPin(event.target.value)} /></label>
    <p class="small quiet">${t("home.who_reads")}</p>
    <button class="second">${t("home.save")}</button>
  </form>`;
}
