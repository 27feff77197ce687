/** With which card a caller pays: one of theirs, or one that they save under a link they are sent while their time is kept. */
import { useState } from "preact/hooks";
import { api, ok, sentence } from "../core/api.js";
import { html } from "../core/html.js";
import { money } from "../core/money.js";
import { go } from "../core/router.js";
import { house } from "../core/session.js";
import { refresh, useThing } from "../core/store.js";
import { clock, clockAt, longDay } from "../core/when.js";
import { named, t } from "../core/words.js";
import { Icon } from "../ui/icon.js";
import { toast } from "../ui/toast.js";

/** @typedef {import("../core/api.js").Shapes} Shapes @typedef {import("../core/api.js").Problem} Problem */
/** @typedef {{ by: Shapes["CardLink"]["by"], until: string }} Awaited A card is awaited, and their time kept as long */

/** @param {{ id: string, header: Record<string, string>, home: Shapes["Home"], choice: Shapes["Choice"] }} props */
export function Pay({ id, header, home, choice }) {
  const theirs = useThing(`/v1/cards?${id}`, (headers) => api.GET("/v1/cards", { params: { header }, headers })).value?.data ?? [];
  const cards = [...theirs.map((one) => ({ id: one.id, said: t("card.short", { brand: named("card_brand", one.brand), last4: one.last4 }) })), ...(house.value?.sandbox?.cards.map((one) => ({ id: one.id, said: one.id })) ?? [])];
  const [card, setCard] = useState("");
  const [awaited, setAwaited] = useState(/** @type {Awaited | null} */ (null));
  const [wrong, setWrong] = useState("");
  const chosen = card || cards[0]?.id;
  const said = (/** @type {Problem} */ problem) => setWrong(sentence(problem));
  const book = async () => {
    if (chosen === undefined) return;
    setWrong("");
    const body = { slot: choice.slot, home_id: home.id, card_id: chosen, wish: /** @type {const} */ ("prefer") };
    const told = await ok(api.POST("/v1/bookings", { params: { header }, body }), { payment_declined: said, refused: said });
    if (told === null) return;
    toast(t("behalf.booked"));
    go(`/ops/visits/${told.id}`);
  };
  const ask = async () => {
    setWrong("");
    const kept = await ok(api.POST("/v1/holds", { params: { header }, body: { slot: choice.slot } }), { refused: said });
    const sent = kept && (await ok(api.POST("/v1/card_links", { params: { header } }), { refused: said }));
    if (sent) setAwaited({ by: sent.by, until: kept.expires_at });
  };
  return html`${cards.length > 0 && html`<label class="field">${t("behalf.card")}<select value=${chosen} onChange=${(/** @type {any} */ event) => setCard(event.target.value)}>${cards.map((one) => html`<option value=${one.id}>${one.said}</option>`)}</select></label>`}
    ${awaited && html`<p class="note" role="status">${t(`behalf.sent_${awaited.by}`)} ${theirs.length > 0 ? t("behalf.there") : t("behalf.awaited", { time: clockAt(awaited.until, home.time_zone) })}</p>`}
    <p class="wrong" role="alert">${wrong}</p>
    <button type="button" class="main" disabled=${chosen === undefined} onClick=${book}>${t("behalf.book", { when: `${longDay(choice.window.local_start)}, ${clock(choice.window.local_start)}`, cleaner: choice.cleaner.name, price: money(choice.price) })}</button>
    <p class="row wrap"><button type="button" class="second" onClick=${ask}><${Icon} name="send" />${t(awaited ? "behalf.send_again" : "behalf.send")}</button>
      ${awaited && html`<button type="button" class="second" onClick=${() => refresh([`/v1/cards?${id}`])}><${Icon} name="refresh-cw" />${t("behalf.look")}</button>`}</p>`;
}
