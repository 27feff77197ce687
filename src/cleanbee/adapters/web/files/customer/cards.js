/** The customer's cards, and the sheet on which one is chosen; the sandbox has some with a character. */
import { html } from "../core/html.js";
import { api } from "../core/api.js";
import { house } from "../core/session.js";
import { useThing } from "../core/store.js";
import { named, t } from "../core/words.js";
import { Icon } from "../ui/icon.js";
import { closeSheet, showSheet } from "../ui/sheet.js";

/** @typedef {import("../core/api.js").Shapes} Shapes */

/** @type {{ data?: Shapes["CardPage"], error?: unknown, response: Response }} */
const NOTHING = { data: { data: [], has_more: false }, response: new Response() };

/** The saved cards, the one used last first. @param {boolean} signedIn @returns {Shapes["Card"][]} */
export function useCards(signedIn) {
  const read = async (/** @type {Record<string, string>} */ headers) =>
    signedIn ? api.GET("/v1/cards", { params: { query: { limit: 20 } }, headers }) : NOTHING;
  const cards = useThing(signedIn ? "/v1/cards?" : "no cards", read);
  return cards.value?.data.filter((one) => !one.removed) ?? [];
}

/** "Visa ·· 4242" @param {Shapes["Card"]} card */
export function cardName({ brand, last4 }) {
  return t("card.short", { brand: named("card_brand", brand), last4 });
}

/** Have a card chosen; `beside` is said above. @param {{ use: (cardId: string) => unknown, beside?: string, bad?: string }} how */
export function cardSheet(how) {
  const use = (/** @type {string} */ id) => {
    closeSheet();
    how.use(id);
  };
  showSheet({ title: t("card.title"), draw: () => html`<${Cards} ...${how} use=${use} />` });
}

/** @param {{ use: (cardId: string) => unknown, beside?: string, bad?: string }} props */
function Cards({ use, beside, bad }) {
  const saved = useCards(true);
  const magic = house.value?.sandbox?.cards ?? [];
  return html`
    ${bad && html`<p class="note bad" role="alert">${bad}</p>`}
    ${beside && html`<p class="quiet">${beside}</p>`}
    ${saved.length > 0 && html`<div class="stack">${saved.map((one) => html`<button type="button" class="pick" onClick=${() => use(one.id)}><${Icon} name="credit-card" /><span>${cardName(one)}</span></button>`)}</div>`}
    ${magic.length > 0
      ? html`<section class="sandbox"><h2>${t("card.sandbox")}</h2>
          <div class="stack">${magic.map((one) => html`<button type="button" class="pick" onClick=${() => use(one.id)}><${Icon} name="credit-card" /><span><b>${one.id}</b><br /><span class="small quiet">${one.does}</span></span></button>`)}</div></section>`
      : html`<p class="note">${t("card.at_the_bank")}</p><a class="button second" href="/card" onClick=${closeSheet}><${Icon} name="credit-card" />${t("card.type_in")}</a>`}
  `;
}
