/** A booking's phase in one sentence. */
import { money } from "../core/money.js";
import { clockAt, duration, minutesUntil, momentAt, shortTime } from "../core/when.js";
import { firstName } from "../ui/face.js";
import { rich } from "../core/words.js";

/** @typedef {import("./bookings.js").Booking} Booking */

/** @param {{ booking: Booking }} props */
export function Sentence({ booking }) {
  const { phase } = booking;
  const zone = booking.window.time_zone;
  const name = firstName(booking.cleaner?.name);
  switch (phase.name) {
    case "awaiting_card":
      return rich("says.awaiting_card", { time: momentAt(phase.until_at, zone) });
    case "requested":
    case "offered":
      return rich("says.searching", { time: momentAt(phase.fill_by_at, zone) });
    case "awaiting_choice":
      return rich("says.awaiting_choice", { time: momentAt(phase.until_at, zone) });
    case "confirmed":
      return rich("says.confirmed", { name, when: shortTime(booking.window.local_start) });
    case "en_route":
      return phase.eta_at === undefined ? rich("says.en_route", { name }) : near(name, phase.eta_at, zone);
    case "at_door":
      return rich("says.at_door", { name });
    case "in_progress":
      return rich("says.in_progress", { name, time: clockAt(phase.began_at, zone) });
    case "locked_out":
      return rich("says.locked_out", { name });
    case "completed":
      return rich("says.completed", { name, time: duration(phase.worked_min) });
    case "settled":
      return rich("says.settled", { name });
    case "cancelled":
      return phase.fee && phase.fee.amount > 0 ? rich("says.cancelled_fee", { fee: money(phase.fee) }) : rich("says.cancelled");
    case "expired":
      return rich("says.expired");
  }
}

/** @param {string} name @param {string} at @param {string} zone */
function near(name, at, zone) {
  const minutes = minutesUntil(at);
  return minutes > 0 ? rich("says.near", { name, n: minutes }) : rich("says.any_moment", { name, time: clockAt(at, zone) });
}

/** How many of the four steps are behind; null where the visit is not to be. @param {Booking} booking @returns {import("../ui/steps.js").Step | null} */
export function stepOf(booking) {
  switch (booking.phase.name) {
    case "awaiting_card":
    case "requested":
    case "offered":
    case "awaiting_choice":
      return 0;
    case "confirmed":
      return 1;
    case "en_route":
    case "at_door":
      return 2;
    case "in_progress":
      return 3;
    case "completed":
    case "settled":
      return 4;
    case "locked_out":
    case "cancelled":
    case "expired":
      return null;
  }
}
