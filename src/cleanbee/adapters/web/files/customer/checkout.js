/** From the button to the booking: sign in, a home, a card, and what to do when one of them says no. */
import { api, ok } from "../core/api.js";
import { go } from "../core/router.js";
import { me } from "../core/session.js";
import { refresh } from "../core/store.js";
import { clockAt } from "../core/when.js";
import { t } from "../core/words.js";
import { signInSheet } from "../ui/sign_in.js";
import { toast } from "../ui/toast.js";
import * as basket from "./basket.js";
import { cardSheet } from "./cards.js";
import { goneSheet } from "./gone.js";

/** @typedef {import("../core/api.js").Shapes} Shapes @typedef {import("../core/api.js").Problem} Problem */

/** Book this choice; whatever is missing for it is asked for first. @param {basket.Choice} choice @param {string | null} card @returns {Promise<void>} */
export async function order(choice, card) {
  if (me.value === null) return signInFirst(choice);
  if (me.value?.role !== "customer") return;
  const paying = card ?? (await firstCard());
  if (paying === null) return cardSheet({ use: (id) => order(choice, id), beside: t("card.held_first") });
  const home = await homeFor();
  if (home === null) return;
  const body = { slot: choice.slot, home_id: home, card_id: paying, wish: basket.wish.value };
  const told = await ok(api.POST("/v1/bookings", { body }), {
    slot_taken: (problem) => gone(choice, problem, paying),
    payment_declined: (problem) => otherCard(problem, (id) => again(problem, choice, id)),
    slot_expired: () => {
      toast(t("book.shown_too_long"));
      void basket.ask();
    },
  });
  if (told !== null) booked(/** @type {Shapes["CustomerBooking"]} */ (told));
}

/** The card that was saved last, if there is one. */
async function firstCard() {
  const saved = await ok(api.GET("/v1/cards", { params: { query: { limit: 20 } } }));
  return saved?.data.find((one) => !one.removed)?.id ?? null;
}

/** Somebody else was first: one of the others, or look again. @param {basket.Choice} choice @param {Problem} problem @param {string | null} card */
function gone(choice, problem, card) {
  goneSheet(choice, problem, {
    look: () => basket.ask(),
    take: (one) => {
      basket.choice.value = one;
      return order(one, card);
    },
  });
}

/** Keep the slot meanwhile. @param {basket.Choice} choice */
async function signInFirst(choice) {
  const hold = await ok(api.POST("/v1/holds", { body: { slot: choice.slot } }), {
    slot_taken: (problem) => gone(choice, problem, null),
  });
  if (hold === null) return;
  const beside = t("book.kept_until", { time: clockAt(hold.expires_at, choice.window.time_zone) });
  signInSheet({ beside, then: () => order(choice, null) });
}

/** The home that the quote is for: the one that was chosen, the customer's own at this address, or a new one. */
async function homeFor() {
  const quote = basket.quote.value;
  if (basket.home.value !== null || quote === null) return basket.home.value?.id ?? null;
  const own = await ok(api.GET("/v1/homes", { params: { query: { limit: 100 } } }));
  const known = own?.data.find((one) => one.address === quote.place.address && !one.archived);
  if (known !== undefined) return known.id;
  const made = await ok(api.POST("/v1/homes", { body: { address: quote.place.address, rooms: quote.rooms, pets: [] } }));
  return made?.id ?? null;
}

/** @param {Problem} problem @param {(cardId: string) => unknown} use */
function otherCard(problem, use) {
  cardSheet({ use, bad: problem.detail ?? problem.title });
}

/** Another card for the booking that waits for one; where none waits, book anew. @param {Problem} problem @param {basket.Choice} choice @param {string} card */
async function again(problem, choice, card) {
  const id = problem.resource?.split("/").pop();
  if (id === undefined) return order(choice, card);
  const told = await ok(api.POST("/v1/bookings/{booking_id}/pay", { params: { path: { booking_id: id } }, body: { card_id: card } }), {
    payment_declined: (next) => otherCard(next, (other) => again({ ...next, resource: problem.resource ?? "" }, choice, other)),
  });
  if (told !== null) booked(/** @type {Shapes["CustomerBooking"]} */ (told));
}

/** It stands: show it, and offer to take it back. @param {Shapes["CustomerBooking"]} booking */
export function booked(booking) {
  refresh(["/v1/bookings?", "/v1/cards?", "/v1/homes?"]);
  basket.empty();
  go(`/visits/${booking.id}`);
  if (booking.phase.name === "awaiting_card") return;
  toast(t("book.booked"), { label: t("undo"), act: () => takeBack(booking.id) });
}

/** @param {string} id */
async function takeBack(id) {
  const told = await ok(api.POST("/v1/bookings/{booking_id}/cancel", { params: { path: { booking_id: id } }, body: {} }));
  if (told === null) return;
  refresh([id, "/v1/bookings?"]);
  toast(t("book.undone"));
}
