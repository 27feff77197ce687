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
export const searching = signal(false);

/** The slots of the day that is looked at. */
export const slots = computed(() => days.value?.find((one) => one.date === onDay.value)?.slots ?? []);
/** Who could come at the chosen time. */
export const who = computed(() => {
  const chosen = choice.value;
  return slots.value.find((one) => one.window.start_at === chosen?.window.start_at)?.choices ?? [];
});

const PER_SLOT = 5;
/** Where a form for an unknown home begins. */
const USUAL = { bedrooms: 2, bathrooms: 1 };
let asked = 0;

/** Ask for the price of what is in the basket, then for its slots. @param {Own} [own] */
export async function ask(own) {
  asked += 1;
  const mine = asked;
  searching.value = true;
  if (home.value === null) rooms.value ??= USUAL;
  const place = home.value === null ? { address: address.value } : { home_id: home.value.id };
  const told = await ok(api.POST("/v1/quotes", { body: wanted(place) }), own);
  if (mine !== asked) return;
  if (told === null) {
    searching.value = false;
    return;
  }
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

/** @param {Shapes["Quote"]} of @param {number} mine */
async function search(of, mine) {
  const from = today(of.place.time_zone);
  const span = house.value?.booking.search_days;
  const query = { quote_id: of.id, from, per_slot: PER_SLOT, ...(span === undefined ? {} : { days: span }) };
  const found = await ok(api.GET("/v1/availability", { params: { query } }));
  if (mine !== asked) return;
  searching.value = false;
  if (found !== null) offer(found.days);
}

/** Show what was found, with the same time chosen as before if it is still there. @param {Shapes["SlotDay"][]} found */
function offer(found) {
  const before = choice.value;
  const every = found.flatMap((day) => day.slots.flatMap((slot) => slot.choices));
  const again = every.find((one) => one.window.start_at === before?.window.start_at && one.cleaner.id === before?.cleaner.id);
  const known = every.find((one) => one.reasons.some((reason) => reason.code === "knows_home"));
  const least = Math.min(...every.map((one) => one.price.amount));
  const best = every.find((one) => one.price.amount === least);
  batch(() => {
    days.value = found;
    choose(again ?? known ?? best ?? null);
  });
}

/** Have this one in mind. @param {Choice | null} one */
export function choose(one) {
  batch(() => {
    choice.value = one;
    terms.value = null;
    onDay.value = one?.window.local_start.slice(0, 10) ?? days.value?.[0]?.date ?? "";
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

/** Look at a day; its first slot is the one in mind then. @param {string} date */
export function lookAt(date) {
  const day = days.value?.find((one) => one.date === date);
  choose(day?.slots[0]?.choices[0] ?? null);
  onDay.value = date;
}

/** Begin anew. */
export function empty() {
  batch(() => {
    for (const one of [home, rooms, kind, quote, days, choice, terms]) one.value = null;
    address.value = "";
    extras.value = [];
    onDay.value = "";
  });
}
