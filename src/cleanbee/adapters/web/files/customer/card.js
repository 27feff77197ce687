/** Where whoever was sent a link saves a card: it is typed in on the gateway's own page; the sandbox has cards to tap on. */
import { useEffect, useState } from "preact/hooks";
import { html } from "../core/html.js";
import { api, ok, sentence } from "../core/api.js";
import { forget, place } from "../core/router.js";
import { house, me } from "../core/session.js";
import { refresh } from "../core/store.js";
import { t } from "../core/words.js";
import { Icon } from "../ui/icon.js";
import { SignIn } from "../ui/sign_in.js";
import { cardName } from "./cards.js";

/** @typedef {import("../core/api.js").Shapes["Card"]} Card */

export function SaveCard() {
  const mine = me.value?.role === "customer";
  return html`<section class="page"><h1>${t("card.yours")}</h1>
    ${mine ? html`<${Form} />` : html`<p class="quiet">${t("card.sign_in")}</p><div class="narrow"><${SignIn} done=${() => {}} /></div>`}</section>`;
}

function Form() {
  const [saved, setSaved] = useState(/** @type {Card | null} */ (null));
  const [wrong, setWrong] = useState("");
  const said = (/** @type {import("../core/api.js").Problem} */ problem) => setWrong(sentence(problem));
  const save = async (/** @type {string} */ setup) => {
    setWrong("");
    const told = await ok(api.POST("/v1/cards", { body: { setup } }), { refused: said, validation: said });
    if (told === null) return;
    forget(["setup"]); // not before it is saved: a broken line would lose the card that was typed in
    refresh(["/v1/cards?"]);
    setSaved(told);
  };
  const back = place.value.query.get("setup");
  useEffect(() => {
    if (back !== null) void save(back);
  }, []);
  const open = async () => {
    const told = await ok(api.POST("/v1/card_forms"));
    if (told !== null) location.assign(told.url);
  };
  if (saved !== null) return html`<p class="note good row" role="status"><${Icon} name="check" />${t("card.saved", { card: cardName(saved) })}</p>`;
  const magic = house.value?.sandbox?.cards ?? [];
  return html`<p>${t("card.why")}</p><p class="wrong" role="alert">${wrong}</p>
    ${magic.length > 0
      ? html`<section class="sandbox"><h2>${t("card.sandbox")}</h2><div class="stack">${magic.map((one) => html`<button type="button" class="pick" onClick=${() => save(one.id)}><${Icon} name="credit-card" /><span><b>${one.id}</b><br /><span class="small quiet">${one.does}</span></span></button>`)}</div></section>`
      : html`<button type="button" class="main" onClick=${open}><${Icon} name="credit-card" />${t("card.type_in")}</button>`}`;
}
