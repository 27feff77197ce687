/** What customer and cleaner of a visit write to each other; the same sheet for both. */
import { useEffect, useRef, useState } from "preact/hooks";
import { html } from "../core/html.js";
import { api, quietly } from "../core/api.js";
import { giveUpOne, retry, write, written } from "../core/outbox.js";
import { refresh, useThing } from "../core/store.js";
import { momentAt } from "../core/when.js";
import { t } from "../core/words.js";
import { Icon } from "./icon.js";
import { showSheet } from "./sheet.js";

/** @typedef {import("../core/api.js").Shapes} Shapes @typedef {{ id: string, name: string, zone: string }} With */

/** @param {string} id */
function useMessages(id) {
  const params = { path: { booking_id: id }, query: { limit: 50 } };
  return useThing(`/v1/bookings/${id}/messages`, (headers) => api.GET("/v1/bookings/{booking_id}/messages", { params, headers })).value;
}

/** The button, with what is new. @param {With} props */
export function ChatButton(props) {
  const page = useMessages(props.id);
  if (page === null || (page.chat.state !== "open" && page.data.length === 0)) return null;
  const open = () => showSheet({ title: t("chat.title", { name: props.name }), draw: () => html`<${Chat} ...${props} />` });
  return html`<button type="button" class="second" onClick=${open}><${Icon} name="message-circle" />${t("chat.open")}${page.chat.unread > 0 && html`<span class="tag">${t("chat.unread", { n: page.chat.unread })}</span>`}</button>`;
}

/** What was written and has not arrived: on its way, or refused, with what can be done. @param {{ entry: import("../core/outbox.js").Entry, back: (text: string) => void }} props */
function Unsent({ entry, back }) {
  const { stop } = entry;
  const drop = async () => {
    await giveUpOne(entry);
    back(String(entry.body["text"]));
  };
  return html`<li class="mine"><span class="hidden">${t("chat.you")}: </span>${entry.body["text"]}
    ${stop === null
      ? html`<small>${t("chat.waits")}</small>`
      : html`<small class="wrong">${stop.said}</small><span class="row wrap"><button type="button" class="second" onClick=${() => retry(entry)}>${t("outbox.again")}</button><button type="button" class="second" onClick=${drop}>${t("chat.drop")}</button></span>`}</li>`;
}

/** @param {With} props */
function Chat({ id, name, zone }) {
  const page = useMessages(id);
  const [text, setText] = useState("");
  const end = useRef(/** @type {HTMLElement | null} */ (null));
  const all = [...(page?.data ?? [])].sort((one, other) => one.seq - other.seq);
  const last = all.at(-1)?.seq;
  const params = { path: { booking_id: id } };
  useEffect(() => {
    end.current?.scrollIntoView({ block: "nearest" });
    if (last !== undefined && page !== null && last > page.chat.read_to) {
      void quietly(api.POST("/v1/bookings/{booking_id}/messages/read", { params, body: { seq: last } })).then(() => refresh([`${id}/messages`]));
    }
  }, [last]);
  const send = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (text.trim() === "") return;
    await write(id, text);
    setText("");
  };
  /** What was refused comes back to be mended, unless something else is being written. @param {string} refused */
  const again = (refused) => setText((now) => (now === "" ? refused : now));
  return html`<ol class="chat" tabindex="0" role="log" aria-label=${t("chat.title", { name })}>
      ${all.length === 0 && html`<li class="quiet">${t("chat.none")}</li>`}
      ${all.map((one) => html`<li class=${one.mine ? "mine" : ""}><span class="hidden">${one.mine ? t("chat.you") : name}: </span>${one.text}<small>${momentAt(one.sent_at, zone)}</small></li>`)}
      ${written(id).map((one) => html`<${Unsent} entry=${one} back=${again} />`)}
      <li ref=${end} aria-hidden="true"></li></ol>
    ${page?.chat.state === "open"
      ? html`<form onSubmit=${send}><label class="field">${t("chat.text")}<textarea rows="2" required value=${text} onInput=${(/** @type {any} */ event) => setText(event.target.value)}></textarea></label>
          <button class="main"><${Icon} name="send" />${t("chat.send")}</button></form>`
      : html`<p class="quiet">${t("chat.closed")}</p>`}`;
}
