/** What somebody is about to book: the home, what is to be done there, and the slot they have in mind. */
import { batch, computed, signal } from "@preact/signals";
import { api, ok, quietly } from "../core/api.js";
import { house } from "../core/session.js";
import { today } from "../core/when.js";

/** @typedef {import("../core/api.js").Shapes} Shapes @typedef {import("../core/api.js").Own} Own */
/** @typedef {Shapes["Choice"]} Choice @typedef {NonNullable<Shapes["BookingGiven"]["wish"]>} Wish */

export const address = signal("");
export const home = signal(/** @type {Shapes["Home"] | null} */ (null));
export const rooms = signal(/** @type {Shapes["Rooms"] | null} */ (null));
export const kind = signal(/** @type {string | null} */ (null));
export const extras = signal(/** @type {string[]} */ ([]));
export const wish = signal(/** @type {Wish} */ ("prefer"));

export const quote = signal(/** @type {Shapes["Quote"] | null} */ (null));
export const days = signal(/** @type {Shapes["SlotDay"][] | null} */ (null));
export const onDay = signal("");
export const choice = signal(/** @type {Choice | null} */ (null));
export const terms = signal(/** @type {Shapes["CustomerTimeline"] | null} */ (null));
/** The price is asked for anew: until it is there nothing can be booked, since what was chosen was for other rooms. */
export const searching = signal(false);

/** The slots of the day that is looked at. */
export const slots = signal(/** @type {Shapes["SlotTime"][]} */ ([]));
/** Who could come at the chosen time. */
export const who = computed(() => {
  const chosen = choice.value;
  return slots.value.find((one) => one.window.start_at === chosen?.window.start_at)?.choices ?? [];
});

const PER_SLOT = 3;
const CALENDAR = /** @type {const} */ ("days");
/** Where a form for an unknown home begins. */
const USUAL = { bedrooms: 2, bathrooms: 1 };
let asked = 0;

/** Ask for the price of what is in the basket, then for its slots. @param {Own} [own] */
export async function ask(own) {
  asked += 1;
  const mine = asked;
  searching.value = true;
  try {
    await price(mine, own);
  } finally {
    if (mine === asked) searching.value = false;
  }
}

/** @param {number} mine @param {Own} [own] */
async function price(mine, own) {
  if (home.value === null) rooms.value ??= USUAL;
  const place = home.value === null ? { address: address.value } : { home_id: home.value.id };
  const told = await ok(api.POST("/v1/quotes", { body: wanted(place) }), own);
  if (mine !== asked || told === null) return;
  batch(() => {
    quote.value = told;
    rooms.value = told.rooms;
    kind.value = told.kind;
    extras.value = told.extras;
  });
  await search(told, mine);
}

/** @param {{ address: string } | { home_id: string }} place @returns {Shapes["QuoteGiven"]} */
function wanted(place) {
  return {
    place,
    ...(rooms.value === null ? {} : { rooms: rooms.value }),
    ...(kind.value === null ? {} : { kind: /** @type {Shapes["Quote"]["kind"]} */ (kind.value) }),
    extras: extras.value,
  };
}

/** First the days, then the slots of the best of them: a calendar of all would be a thousand. @param {Shapes["Quote"]} of @param {number} mine */
async function search(of, mine) {
  const from = today(of.place.time_zone);
  const span = house.value?.booking.search_days;
  const query = { quote_id: of.id, from, show: CALENDAR, per_slot: 1, ...(span === undefined ? {} : { days: span }) };
  const found = await ok(api.GET("/v1/availability", { params: { query } }));
  if (mine !== asked || found === null) return;
  const open = found.days.filter((one) => one.starts > 0);
  const least = Math.min(...open.map((one) => one.best?.amount ?? Infinity));
  const before = open.find((one) => one.date === onDay.value);
  days.value = found.days;
  const day = before ?? open.find((one) => one.best?.amount === least);
  if (day === undefined) choose(null);
  else await lookAt(day.date);
}

/** Look at a day: its slots are read, and the one in mind is the same time as before, a known face's, or the first. @param {string} date */
export async function lookAt(date) {
  const of = quote.value;
  if (of === null) return;
  onDay.value = date;
  const query = { quote_id: of.id, from: date, days: 1, per_slot: PER_SLOT };
  const found = await ok(api.GET("/v1/availability", { params: { query } }));
  if (found === null || onDay.value !== date || quote.value !== of) return;
  const every = (found.days[0]?.slots ?? []).flatMap((slot) => slot.choices);
  const before = choice.value;
  const again = every.find((one) => one.window.local_start.slice(11) === before?.window.local_start.slice(11));
  const known = cheapest(every.filter((one) => one.reasons.some((reason) => reason.code === "knows_home")));
  batch(() => {
    slots.value = found.days[0]?.slots ?? [];
    choose((before === null ? known : again) ?? cheapest(every));
  });
}

/** @param {Choice[]} every */
function cheapest(every) {
  return every.reduce((/** @type {Choice | null} */ best, one) => (best === null || one.price.amount < best.price.amount ? one : best), null);
}

/** Have this one in mind. @param {Choice | null} one */
export function choose(one) {
  batch(() => {
    choice.value = one;
    terms.value = null;
  });
  if (one !== null) void readTerms(one);
}

/** What it will cost when, and until when it can be cancelled without a fee. @param {Choice} one */
async function readTerms(one) {
  const of = quote.value;
  if (of === null) return;
  const params = { path: { quote_id: of.id }, query: { slot: one.slot } };
  const told = await quietly(api.GET("/v1/quotes/{quote_id}/money_timeline", { params }));
  if (told?.audience === "customer" && choice.value === one) terms.value = told;
}

/** Begin anew. */
export function empty() {
  batch(() => {
    for (const one of [home, rooms, kind, quote, days, choice, terms]) one.value = null;
    address.value = "";
    extras.value = [];
    slots.value = [];
    onDay.value = "";
  });
}
