/** Booking for whoever is on the telephone: a home, a price, a time; told to them as if they had booked themselves. */
import { useEffect, useState } from "preact/hooks";
import { api, ok, sentence } from "../core/api.js";
import { html } from "../core/html.js";
import { money } from "../core/money.js";
import { house } from "../core/session.js";
import { useThing } from "../core/store.js";
import { duration, today } from "../core/when.js";
import { t } from "../core/words.js";
import { Days } from "../ui/days.js";
import { Slots } from "../ui/slots.js";
import { Stepper } from "../ui/stepper.js";
import { Pay } from "./behalf_pay.js";
import { Reason, reason } from "./reason.js";

/** @typedef {import("../core/api.js").Shapes} Shapes @typedef {Shapes["Home"]} Home @typedef {Shapes["Quote"]} Quote @typedef {Shapes["Choice"]} Choice */

const PER_SLOT = 5;

/** Whose name it is asked in, and why: with each call. @param {string} id */
function inName(id) {
  return { "CleanBee-On-Behalf-Of": id, "CleanBee-Reason": encodeURIComponent(reason.value) };
}

/** @param {Record<string, string>} props */
export function Behalf({ id = "" }) {
  const [home, setHome] = useState(/** @type {Home | null} */ (null));
  const [homes, setHomes] = useState(/** @type {Home[] | null} */ (null));
  const [name, setName] = useState("");
  const look = async () => {
    const page = await ok(api.GET("/v1/people/{person_id}", { params: { path: { person_id: id }, query: { reason: reason.value } } }));
    if (page === null) return;
    setName(page.person.name);
    setHomes(page.homes?.filter((one) => !one.archived) ?? []);
  };
  useEffect(() => {
    if (reason.value !== "") void look();
  }, [id]);
  const open = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    void look();
  };
  if (homes === null) return html`<section class="page office"><h1>${t("people.why_look")}</h1><form class="card" onSubmit=${open}><${Reason} /><button class="main">${t("people.open")}</button></form></section>`;
  return html`<section class="page office"><h1>${t("behalf.title", { name })}</h1>
    ${home === null ? html`<${Where} id=${id} homes=${homes} use=${setHome} />` : html`<p class="quiet">${home.address}</p><${When} key=${home.id} id=${id} home=${home} />`}</section>`;
}

/** @param {{ id: string, homes: Home[], use: (home: Home) => void }} props */
function Where({ id, homes, use }) {
  const [address, setAddress] = useState("");
  const [rooms, setRooms] = useState(/** @type {Shapes["Rooms"] | null} */ (null));
  const [wrong, setWrong] = useState("");
  const services = useThing("/v1/services?behalf", (headers) => api.GET("/v1/services", { headers })).value;
  const count = (/** @type {"bedrooms" | "bathrooms"} */ code) => rooms?.[code] ?? services?.rooms.find((room) => room.code === code)?.least ?? 0;
  const said = (/** @type {import("../core/api.js").Problem} */ problem) => setWrong(sentence(problem));
  const add = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    setWrong("");
    const body = { address, rooms: { bedrooms: count("bedrooms"), bathrooms: count("bathrooms") } };
    const made = await ok(api.POST("/v1/homes", { params: { header: inName(id) }, body }), { refused: said, validation: said });
    if (made !== null) use(made);
  };
  return html`${homes.length > 0 && html`<div class="stack">${homes.map((one) => html`<button type="button" class="pick" onClick=${() => use(one)}><b>${one.address}</b></button>`)}</div>`}
    <form class="card" onSubmit=${add}><label class="field">${t("behalf.address")}<input required autocomplete="off" placeholder=${t("book.address_like")} value=${address} onInput=${(/** @type {any} */ event) => setAddress(event.target.value)} /></label>
      ${services?.rooms.map((room) => html`<${Stepper} label=${t(`room.${room.code}`)} icon=${room.code === "bedrooms" ? "bed-double" : "bath"} value=${count(room.code)} least=${room.least} most=${room.most} set=${(/** @type {number} */ value) => setRooms({ bedrooms: count("bedrooms"), bathrooms: count("bathrooms"), [room.code]: value })} />`)}
      <p class="wrong" role="alert">${wrong}</p><button class="main">${t("book.see_price")}</button></form>`;
}

/** @param {{ id: string, home: Home }} props */
function When({ id, home }) {
  const [quote, setQuote] = useState(/** @type {Quote | null} */ (null));
  const [days, setDays] = useState(/** @type {Shapes["SlotDay"][]} */ ([]));
  const [day, setDay] = useState("");
  const [slots, setSlots] = useState(/** @type {Shapes["SlotTime"][]} */ ([]));
  const [choice, setChoice] = useState(/** @type {Choice | null} */ (null));
  const header = inName(id);
  const lookAt = async (/** @type {Quote} */ of, /** @type {string} */ date) => {
    setDay(date);
    const query = { quote_id: of.id, from: date, days: 1, per_slot: PER_SLOT };
    const found = await ok(api.GET("/v1/availability", { params: { query, header } }));
    const times = found?.days[0]?.slots ?? [];
    setSlots(times);
    setChoice(times[0]?.choices[0] ?? null);
  };
  const begin = async () => {
    const of = await ok(api.POST("/v1/quotes", { params: { header }, body: { place: { home_id: home.id } } }));
    if (of === null) return;
    setQuote(of);
    const span = house.value?.booking.search_days;
    const query = { quote_id: of.id, from: today(home.time_zone), show: /** @type {const} */ ("days"), ...(span === undefined ? {} : { days: span }) };
    const found = await ok(api.GET("/v1/availability", { params: { query, header } }));
    setDays(found?.days ?? []);
    const first = found?.days.find((one) => one.starts > 0);
    if (first !== undefined) await lookAt(of, first.date);
  };
  useEffect(() => void begin(), []);
  if (quote === null) return html`<p class="quiet" aria-busy="true">${t("book.looking")}</p>`;
  return html`<p class="lead">${t("behalf.price", { price: money(quote.total), time: duration(quote.duration_min) })}</p>
    <section class="card" aria-label=${t("book.when")}><${Days} days=${days} chosen=${day} usual=${quote.total} choose=${(/** @type {string} */ date) => lookAt(quote, date)} />
    <${Slots} slots=${slots} chosen=${choice} choose=${setChoice} /></section>
    ${choice && html`<${Pay} key=${choice.slot} header=${header} id=${id} home=${home} choice=${choice} />`}`;
}
