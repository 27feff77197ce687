/** What is to be done: how many rooms, how thoroughly, and what besides. */
import { html } from "../core/html.js";
import { api } from "../core/api.js";
import { useThing } from "../core/store.js";
import { language, t } from "../core/words.js";
import { Icon } from "../ui/icon.js";
import { Stepper } from "../ui/stepper.js";
import * as basket from "./basket.js";

/** @typedef {import("../core/api.js").Shapes} Shapes @typedef {{ quote: Shapes["Quote"] }} Props */

const ICONS = /** @type {const} */ ({ bedrooms: "bed-double", bathrooms: "bath" });

function useServices() {
  return useThing(`/v1/services?${language.value}`, (headers) => api.GET("/v1/services", { headers })).value;
}

/** @param {Props} props */
export function Rooms({ quote }) {
  const services = useServices();
  const set = (/** @type {"bedrooms" | "bathrooms"} */ room) => (/** @type {number} */ value) => {
    basket.rooms.value = { ...(basket.rooms.value ?? quote.rooms), [room]: value };
    void basket.ask();
  };
  const now = basket.rooms.value ?? quote.rooms;
  return html`<section class="card" aria-labelledby="your-home"><h2 id="your-home">${t("book.your_home")}</h2>
    ${services?.rooms.map((room) => html`<${Stepper} label=${t(`room.${room.code}`)} icon=${ICONS[room.code]} value=${now[room.code]} least=${room.least} most=${room.most} set=${set(room.code)} />`)}
  </section>`;
}

/** @param {Props} props */
export function Extras({ quote }) {
  const services = useServices();
  if (services === null) return null;
  const kind = (/** @type {string} */ code) => {
    basket.kind.value = code;
    void basket.ask();
  };
  const extra = (/** @type {string} */ code) => {
    const has = basket.extras.value.includes(code);
    basket.extras.value = has ? basket.extras.value.filter((one) => one !== code) : [...basket.extras.value, code];
    void basket.ask();
  };
  return html`<section class="card" aria-labelledby="what"><h2 id="what">${t("book.what")}</h2>
    <div class="row wrap" role="group" aria-labelledby="what">
      ${services.kinds.map((one) => html`<button type="button" class="chip" aria-pressed=${quote.kind === one.code} onClick=${() => kind(one.code)}>${one.name}</button>`)}
    </div>
    <h3 id="extras">${t("book.extras")}</h3>
    <div class="row wrap" role="group" aria-labelledby="extras">
      ${services.extras.map((one) => {
        const on = basket.extras.value.includes(one.code);
        return html`<button type="button" class="chip" aria-pressed=${on} onClick=${() => extra(one.code)}><${Icon} name=${on ? "check" : "plus"} />${one.name}</button>`;
      })}
    </div>
  </section>`;
}
