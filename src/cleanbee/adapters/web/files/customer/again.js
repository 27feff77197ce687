/** The last clean once more, by one tap: same cleaner, hour and rooms, on the next date of the usual rhythm. */
import { html } from "../core/html.js";
import { api } from "../core/api.js";
import { money } from "../core/money.js";
import { useThing } from "../core/store.js";
import { day, now, clock } from "../core/when.js";
import { t } from "../core/words.js";
import { Dot, firstName } from "../ui/face.js";
import { Icon } from "../ui/icon.js";
import { rebook } from "./actions.js";
import { useBookings } from "./bookings.js";

/** @typedef {import("./bookings.js").Booking} Booking */

export function Again() {
  const at = now.value.toISOString();
  const may = useBookings().filter((one) => one.available_actions.some((action) => action.name === "rebook"));
  const last = may.find((one) => one.window.end_at <= at);
  if (last === undefined) return null;
  return html`<section class="card again">
    <span class="row">${last.cleaner && html`<${Dot} name=${last.cleaner.name} />`}<span><b>${t("again.title", { name: firstName(last.cleaner?.name) })}</b></span></span>
    <${Next} booking=${last} look="second" />
  </section>`;
}

/** The button, with the date and the price that booking again would have. @param {{ booking: Booking, look: "main" | "second" }} props */
export function Next({ booking, look }) {
  const params = { path: { booking_id: booking.id } };
  const read = useThing(`/v1/bookings/${booking.id}/next_visit`, (headers) => api.GET("/v1/bookings/{booking_id}/next_visit", { params, headers }));
  const action = booking.available_actions.find((one) => one.name === "rebook");
  const next = read.value;
  const when = next && `${day(next.window.local_start)}, ${clock(next.window.local_start)}`;
  const said = next ? t("again.do", { when: when ?? "", price: money(next.price) }) : (action?.label ?? "");
  return html`<button type="button" class=${look} onClick=${() => rebook(booking.id)}><${Icon} name="repeat" />${said}</button>`;
}
