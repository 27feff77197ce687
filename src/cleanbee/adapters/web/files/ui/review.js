/** Stars, tags and a few words about the other one of a visit; sealed until both have written or the time is over. */
import { useState } from "preact/hooks";
import { html } from "../core/html.js";
import { api, ok } from "../core/api.js";
import { refresh, useThing } from "../core/store.js";
import { momentAt } from "../core/when.js";
import { named, t } from "../core/words.js";
import { Icon } from "./icon.js";
import { toast } from "./toast.js";

/** @typedef {import("../core/api.js").Shapes} Shapes @typedef {{ id: string, name: string, zone: string, mine: "customer" | "cleaner" }} Props */

const STARS = [1, 2, 3, 4, 5];

/** @param {Props} props */
export function Reviews({ id, name, zone, mine }) {
  const params = { path: { booking_id: id } };
  const read = useThing(`/v1/bookings/${id}/review`, (headers) => api.GET("/v1/bookings/{booking_id}/review", { params, headers }));
  const told = read.value;
  if (told === null) return null;
  const [own, other] = mine === "customer" ? [told.by_customer, told.by_cleaner] : [told.by_cleaner, told.by_customer];
  if (own === undefined && other === undefined && told.state !== "open" && told.state !== "sealed") return null;
  return html`<section class="card" aria-labelledby="review"><h2 id="review">${t("review.title", { name })}</h2>
    ${own ? html`<${Written} one=${own} who=${t("review.you")} />` : told.state === "open" && html`<${Write} id=${id} name=${name} told=${told} zone=${zone} />`}
    ${other && html`<${Written} one=${other} who=${name} />`}
    ${told.state === "sealed" && told.closes_at && html`<p class="small quiet">${t("review.sealed", { name, time: momentAt(told.closes_at, zone) })}</p>`}
  </section>`;
}

/** @param {{ one: Shapes["Review"], who: string }} props */
function Written({ one, who }) {
  return html`<p><b>${who}</b> <span class="row star" role="img" aria-label=${t("review.stars", { n: one.stars })}>${STARS.filter((n) => n <= one.stars).map(() => html`<${Icon} name="star" />`)}</span>
    ${one.text && html`<br />${one.text}`}</p>`;
}

/** @param {{ id: string, name: string, told: Shapes["BookingReviews"], zone: string }} props */
function Write({ id, name, told, zone }) {
  const [stars, setStars] = useState(0);
  const [tags, setTags] = useState(/** @type {string[]} */ ([]));
  const [text, setText] = useState("");
  const flip = (/** @type {string} */ tag) => setTags(tags.includes(tag) ? tags.filter((one) => one !== tag) : [...tags, tag]);
  const send = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const params = { path: { booking_id: id } };
    const body = { stars, tags, ...(text === "" ? {} : { text }) };
    if ((await ok(api.POST("/v1/bookings/{booking_id}/review", { params, body }))) === null) return;
    refresh([id]);
    toast(t("review.thanks"));
  };
  return html`<form onSubmit=${send}>
    <fieldset class="row rate"><legend class="hidden">${t("review.how", { name })}</legend>
      ${STARS.map((n) => html`<label class=${n <= stars ? "on" : ""}><input type="radio" name="stars" required checked=${n === stars} onChange=${() => setStars(n)} /><${Icon} name="star" /><span class="hidden">${t("review.stars", { n })}</span></label>`)}
    </fieldset>
    ${stars > 0 && html`<div class="row wrap" role="group" aria-label=${t("review.tags")}>${told.tags.map((tag) => html`<button type="button" class="chip" aria-pressed=${tags.includes(tag)} onClick=${() => flip(tag)}>${named("tag", tag)}</button>`)}</div>
      <label class="field">${t("review.text")}<textarea rows="2" value=${text} onInput=${(/** @type {any} */ event) => setText(event.target.value)}></textarea></label>
      <button class="main">${t("review.send")}</button>`}
    ${told.closes_at && html`<p class="small quiet">${t("review.until", { time: momentAt(told.closes_at, zone) })}</p>`}
  </form>`;
}
