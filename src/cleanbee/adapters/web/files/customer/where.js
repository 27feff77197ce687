/** Where it is to be clean: one of the homes, or an address. */
import { useState } from "preact/hooks";
import { html } from "../core/html.js";
import { sentence } from "../core/api.js";
import { t } from "../core/words.js";
import { Icon } from "../ui/icon.js";
import * as basket from "./basket.js";

/** @typedef {import("../core/api.js").Shapes} Shapes */

/** @param {{ homes: Shapes["Home"][] }} props */
export function Where({ homes }) {
  const [other, setOther] = useState(false);
  const known = basket.quote.value;
  if (homes.length > 0 && !other) return html`<${Homes} homes=${homes} other=${() => setOther(true)} />`;
  return html`<h1 class=${known ? "hidden" : ""}>${t("book.title")}</h1>
    ${!known && html`<p class="quiet lead">${t("book.lead")}</p>`}
    <${Address} />`;
}

/** @param {{ homes: Shapes["Home"][], other: () => void }} props */
function Homes({ homes, other }) {
  const take = (/** @type {Shapes["Home"]} */ one) => {
    basket.empty();
    basket.home.value = one;
    void basket.ask();
  };
  const elsewhere = () => {
    basket.empty();
    other();
  };
  return html`<h1 class="hidden">${t("book.title")}</h1>
    <div class="row homes" role="group" aria-label=${t("book.where")}>
      ${homes.map((one) => html`<button type="button" class="chip" aria-pressed=${basket.home.value?.id === one.id} onClick=${() => take(one)}><${Icon} name="map-pin" />${short(one.address ?? "")}</button>`)}
      <button type="button" class="chip" onClick=${elsewhere}><${Icon} name="plus" />${t("book.elsewhere")}</button>
    </div>`;
}

/** The street is enough where somebody lives. @param {string} address */
function short(address) {
  return address.split(",")[0] ?? address;
}

function Address() {
  const [wrong, setWrong] = useState("");
  const said = (/** @type {import("../core/api.js").Problem} */ problem) => setWrong(sentence(problem));
  const look = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    setWrong("");
    basket.home.value = null;
    void basket.ask({ refused: said, validation: said });
  };
  return html`<form onSubmit=${look} class="where">
    <label class="field">${t("book.address")}
      <input autocomplete="street-address" required placeholder=${t("book.address_like")} value=${basket.address.value} aria-invalid=${wrong !== ""} aria-describedby="address-wrong"
        onInput=${(/** @type {any} */ event) => (basket.address.value = event.target.value)} /></label>
    <p id="address-wrong" class="wrong" role="alert">${wrong}</p>
    <button class=${basket.quote.value ? "second" : "main"}>${t("book.see_price")}</button>
  </form>`;
}
