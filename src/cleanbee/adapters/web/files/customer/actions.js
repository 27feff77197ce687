/** What can be done with a booking, each as the server offers it. */
import { api, ok } from "../core/api.js";
import { refresh } from "../core/store.js";
import { t } from "../core/words.js";
import { toast } from "../ui/toast.js";
import { cardSheet } from "./cards.js";
import { booked } from "./checkout.js";

/** @typedef {import("../core/api.js").Shapes} Shapes */

/** The same again, in the usual rhythm; it can be taken back. @param {string} id @param {string} [card] */
export async function rebook(id, card) {
  const params = { path: { booking_id: id } };
  const told = await ok(api.POST("/v1/bookings/{booking_id}/rebook", { params, body: card === undefined ? {} : { card_id: card } }), {
    payment_declined: (problem) => cardSheet({ bad: problem.detail ?? problem.title, use: (other) => rebook(id, other) }),
  });
  if (told !== null) booked(/** @type {Shapes["CustomerBooking"]} */ (told));
}

/** Cancel; the fee has been shown. @param {string} id */
export async function cancel(id) {
  const params = { path: { booking_id: id } };
  const told = await ok(api.POST("/v1/bookings/{booking_id}/cancel", { params, body: {} }));
  if (told !== null) changed(id, t("visit.cancelled"));
}

/** Go on without the cleaner that was lost, one way or the other. @param {string} id @param {string} option */
export async function decide(id, option) {
  const params = { path: { booking_id: id } };
  const body = { option };
  const told = await ok(api.POST("/v1/bookings/{booking_id}/choose", { params, body }));
  if (told !== null) changed(id, t("visit.chosen"));
}

/** Agree to more time. @param {string} id */
export async function agreeToExtraTime(id) {
  const params = { path: { booking_id: id } };
  const told = await ok(api.POST("/v1/bookings/{booking_id}/approve_extra_time", { params }));
  if (told !== null) changed(id, t("visit.extra_time_agreed"));
}

/** Pay with this card. @param {string} id @param {string} card */
export async function pay(id, card) {
  const params = { path: { booking_id: id } };
  const told = await ok(api.POST("/v1/bookings/{booking_id}/pay", { params, body: { card_id: card } }), {
    payment_declined: (problem) => cardSheet({ bad: problem.detail ?? problem.title, use: (other) => pay(id, other) }),
  });
  if (told !== null) changed(id, t("visit.paid"));
}

/** @param {string} id @param {string} said */
function changed(id, said) {
  refresh([id, "/v1/bookings?"]);
  toast(said);
}
