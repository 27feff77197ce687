/** W3 Offers: what it pays with the way counted, where and when; one tap takes it or leaves it. */
import { html } from "../core/html.js";
import { api, ok } from "../core/api.js";
import { money } from "../core/money.js";
import { refresh, useThing } from "../core/store.js";
import { clock, duration, longDay, momentAt, shortTime } from "../core/when.js";
import { named, t } from "../core/words.js";
import { CityMap } from "../ui/citymap.js";
import { Icon } from "../ui/icon.js";
import { toast } from "../ui/toast.js";
import { Kept } from "./parts.js";
import { whySheet } from "./why.js";

/** @typedef {import("../core/api.js").Shapes} Shapes @typedef {Shapes["Offer"]} Offer */

/** What I am asked about now. */
export function useOffers() {
  const shown = useThing("/v1/offers?", (headers) => api.GET("/v1/offers", { params: { query: { limit: 50 } }, headers }));
  return { read: shown.value !== null, keptAt: shown.keptAt, open: shown.value?.data.filter((one) => one.state === "open") ?? [] };
}

export function Offers() {
  const { read, keptAt, open } = useOffers();
  return html`<section class="page"><header class="stack"><h1>${t("offers.title")}</h1><p class="quiet">${t("offers.lead")}<${Kept} at=${keptAt} /></p></header>
    <ul class="stack wide-gap" aria-live="polite">${open.map((one) => html`<li key=${one.id}><${Card} offer=${one} /></li>`)}</ul>
    ${read && open.length === 0 && html`<div class="card"><p class="row"><${Icon} name="inbox" />${t("offers.none")}</p></div>`}
  </section>`;
}

/** @param {{ offer: Offer }} props */
function Card({ offer }) {
  const { window: at, circle } = offer;
  const gone = { offer_gone: () => settled(t("offers.gone")) };
  const params = { path: { offer_id: offer.id } };
  const settled = (/** @type {string} */ said) => {
    refresh(["/v1/offers?", "/v1/day_plans/"]);
    toast(said);
  };
  const take = async () => {
    if (await ok(api.POST("/v1/offers/{offer_id}/accept", { params }), gone)) settled(t("offers.taken", { when: shortTime(at.local_start) }));
  };
  const leave = async () => {
    if (await ok(api.POST("/v1/offers/{offer_id}/decline", { params }), gone)) settled(t("offers.left"));
  };
  const what = [named("kind", offer.kind), ...offer.extras.map((one) => named("line", one))].join(", ");
  const size = `${t("visit.bedrooms", { n: offer.rooms.bedrooms })}, ${t("visit.bathrooms", { n: offer.rooms.bathrooms })}`;
  return html`<article class="card now" aria-labelledby=${offer.id}>
    <header class="apart top-line"><h2 id=${offer.id}>${clock(at.local_start)} <span>${longDay(at.local_start)}</span></h2><span class="pay"><b class="figures">${money(offer.pay)}</b><small class="figures">${t("offers.per_h", { pay: money(offer.pay_per_h) })}</small></span></header>
    <ul class="facts"><li><${Icon} name="clock" />${duration(offer.duration_min)}</li><li><${Icon} name="bike" />${t("offers.way", { time: duration(offer.travel_min) })}</li>
      <li><${Icon} name="sparkles" />${what}</li><li><${Icon} name="bed-double" />${size}</li>
      ${offer.pets.length > 0 && html`<li><${Icon} name="paw-print" />${offer.pets.map((one) => named("pet", one)).join(", ")}</li>`}</ul>
    <${CityMap} around=${circle} pins=${[{ at: circle, label: t("offers.somewhere") }]} label=${t("offers.map")} />
    ${offer.broadcast && html`<p class="small">${t("offers.first_yes")}</p>`}
    <button type="button" class="main huge" onClick=${take}><${Icon} name="check" />${t("offers.take")}</button>
    <div class="row"><button type="button" class="second grow" onClick=${leave}>${t("offers.leave")}</button><button type="button" class="second grow" onClick=${() => whySheet(offer.booking_id)}><${Icon} name="info" />${t("offers.why")}</button></div>
    ${offer.expires_at && html`<p class="small quiet">${t("offers.gone_at", { time: momentAt(offer.expires_at, at.time_zone) })}</p>`}
  </article>`;
}
