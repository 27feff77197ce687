/** The customer's bookings as they are read. */
import { api } from "../core/api.js";
import { useThing } from "../core/store.js";

/** @typedef {import("../core/api.js").Shapes} Shapes @typedef {Shapes["CustomerBooking"]} Booking */

/** The latest bookings. @returns {Booking[]} */
export function useBookings() {
  return mine(useThing("/v1/bookings?", (headers) => api.GET("/v1/bookings", { params: { query: { limit: 50 } }, headers })).value?.data);
}

/** One booking; null while it is read, undefined when there is none. @param {string} id @returns {Booking | null | undefined} */
export function useBooking(id) {
  const params = { path: { booking_id: id }, query: { expand: /** @type {const} */ ("home") } };
  const shown = useThing(`/v1/bookings/${id}`, (headers) => api.GET("/v1/bookings/{booking_id}", { params, headers }));
  return shown.missing ? undefined : (mine(shown.value === null ? [] : [shown.value])[0] ?? null);
}

/** @param {Shapes["Booking"][] | undefined} all @returns {Booking[]} */
function mine(all) {
  return (all ?? []).filter((one) => one.audience === "customer");
}
