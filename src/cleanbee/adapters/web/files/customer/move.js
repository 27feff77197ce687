/** Another time for a visit; the price of moving is in each slot's price. */
import { useEffect, useState } from "preact/hooks";
import { html } from "../core/html.js";
import { api, ok } from "../core/api.js";
import { house } from "../core/session.js";
import { money } from "../core/money.js";
import { refresh } from "../core/store.js";
import { longDay, shortTime, today } from "../core/when.js";
import { t } from "../core/words.js";
import { Days } from "../ui/days.js";
import { closeSheet, showSheet } from "../ui/sheet.js";
import { Slots } from "../ui/slots.js";
import { toast } from "../ui/toast.js";

/** @typedef {import("../core/api.js").Shapes} Shapes @typedef {import("./bookings.js").Booking} Booking */

const CALENDAR = /** @type {const} */ ("days");

/** @param {Booking} booking */
export function moveSheet(booking) {
  showSheet({ title: t("move.title"), draw: () => html`<${Move} booking=${booking} />` });
}

/** @param {{ booking: Booking }} props */
function Move({ booking }) {
  const [days, setDays] = useState(/** @type {Shapes["SlotDay"][] | null} */ (null));
  const [day, setDay] = useState(/** @type {Shapes["SlotDay"] | null} */ (null));
  const [chosen, setChosen] = useState(/** @type {Shapes["Choice"] | null} */ (null));
  const look = async () => {
    const span = house.value?.booking.search_days;
    const from = today(booking.window.time_zone);
    const query = { booking_id: booking.id, from, show: CALENDAR, per_slot: 1, ...(span === undefined ? {} : { days: span }) };
    const found = await ok(api.GET("/v1/availability", { params: { query } }));
    const open = found?.days.filter((one) => one.starts > 0) ?? [];
    setDays(found?.days ?? []);
    const on = booking.window.local_start.slice(0, 10);
    const first = open.find((one) => one.date >= on) ?? open[0];
    if (first !== undefined) await show(first.date);
  };
  const show = async (/** @type {string} */ date) => {
    const query = { booking_id: booking.id, from: date, days: 1, per_slot: 1 };
    const found = await ok(api.GET("/v1/availability", { params: { query } }));
    setDay(found?.days[0] ?? null);
  };
  useEffect(() => void look(), []);
  if (days === null) return html`<p class="quiet" role="status">${t("book.looking")}</p>`;
  if (!days.some((one) => one.starts > 0)) return html`<p class="note">${t("book.nobody")}</p>`;
  const go = async (/** @type {Shapes["Choice"]} */ to) => {
    const params = { path: { booking_id: booking.id } };
    const told = await ok(api.POST("/v1/bookings/{booking_id}/move", { params, body: { slot: to.slot } }), {
      slot_taken: () => look(),
      slot_expired: () => look(),
    });
    if (told === null) return;
    closeSheet();
    refresh([booking.id, "/v1/bookings?"]);
    toast(t("move.done", { when: shortTime(to.window.local_start) }));
  };
  return html`<${Days} days=${days} chosen=${day?.date ?? ""} usual=${booking.price} choose=${show} />
    ${day && html`<h3>${longDay(day.date)}</h3><${Slots} slots=${day.slots} chosen=${chosen} choose=${setChosen} />`}
    ${chosen && html`<button type="button" class="main" onClick=${() => go(chosen)}>${t("move.do", { when: shortTime(chosen.window.local_start), price: money(chosen.price) })}</button>`}`;
}
