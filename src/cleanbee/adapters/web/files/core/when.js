/** Time as the server tells it: "now" is its `CleanBee-Now`, never this device's clock. */
import { computed, signal } from "@preact/signals";
import { locale } from "./words.js";

/** @typedef {string} Local the clock on a home's wall: "2026-03-04T09:30" @typedef {string} Instant RFC 3339, UTC */

/** How far the server's clock is from this device's, kept for a page that opens without a network. */
const KEPT = "cleanbee.clock";
const heard = signal({ at: Date.now() + Number(localStorage.getItem(KEPT) ?? 0), since: performance.now() });
const beat = signal(0);
const BEAT_MS = 20_000;
/** A sandbox's clock may run faster than this device's: how much, by two spans between beats that agree; a clock that was moved is no pace. For what is shown, not for what is told. */
const pace = signal(1);
const FAST_MS = 1_000;
let lastBeat = { at: NaN, since: 0, ran: NaN };
const UTC = "UTC";

/** The server told the time. @param {string | null} told */
export function hear(told) {
  const at = told === null ? NaN : Date.parse(told);
  if (Number.isNaN(at)) return;
  heard.value = { at, since: performance.now() };
  localStorage.setItem(KEPT, String(at - Date.now()));
}

/** This very moment, for what is told as having happened now. */
export function instant() {
  return new Date(heard.value.at + (performance.now() - heard.value.since));
}

/** A beat of the live line told the time. @param {string | null} told */
export function hearBeat(told) {
  hear(told);
  const { at, since } = heard.value;
  const ran = Math.round((at - lastBeat.at) / (since - lastBeat.since));
  pace.value = ran > 1 && Math.abs(ran - lastBeat.ran) <= 1 + ran / 10 ? ran : 1;
  lastBeat = { at, since, ran };
}

/** Views that say how long something takes look at this, so that they are drawn again. */
export const now = computed(() => {
  beat.value;
  return new Date(heard.value.at + (performance.now() - heard.value.since) * pace.value);
});

setInterval(() => (beat.value += 1), BEAT_MS);
setInterval(() => pace.value > 1 && (beat.value += 1), FAST_MS);

/** @param {Intl.DateTimeFormatOptions} options @param {string} zone */
function format(options, zone) {
  return new Intl.DateTimeFormat(locale.value, { ...options, timeZone: zone });
}

/** A wall clock is written as if it were UTC, so that nothing shifts it. @param {Local} local */
function wall(local) {
  return new Date(local.length > 10 ? `${local}Z` : `${local}T00:00Z`);
}

/** "09:30" @param {Local} local */
export function clock(local) {
  return format({ hour: "2-digit", minute: "2-digit" }, UTC).format(wall(local));
}

/** "Wed, 4 Mar" @param {Local} local */
export function day(local) {
  return format({ weekday: "short", day: "numeric", month: "short" }, UTC).format(wall(local));
}

/** "Wednesday 4 March" @param {Local} local */
export function longDay(local) {
  return format({ weekday: "long", day: "numeric", month: "long" }, UTC).format(wall(local));
}

/** "Wed" and "4" apart, for a strip of days. @param {Local} local */
export function dayParts(local) {
  const at = wall(local);
  const month = format({ month: "short" }, UTC).format(at);
  return { weekday: format({ weekday: "short" }, UTC).format(at), number: at.getUTCDate(), month };
}

/** "Wed, 09:30" @param {Local} local */
export function shortTime(local) {
  return `${format({ weekday: "short" }, UTC).format(wall(local))} ${clock(local)}`;
}

/** An instant by a home's wall clock: "09:30". @param {Instant} at @param {string} [zone] */
export function clockAt(at, zone) {
  return format({ hour: "2-digit", minute: "2-digit" }, zone ?? hereZone()).format(new Date(at));
}

/** An instant by a home's wall clock: "Wed, 4 Mar, 09:30"; the day is left out when it is today's. @param {Instant} at @param {string} [zone] */
export function momentAt(at, zone) {
  const there = zone ?? hereZone();
  const parts = format({ weekday: "short", day: "numeric", month: "short" }, there);
  const on = parts.format(new Date(at));
  return on === parts.format(now.value) ? clockAt(at, there) : `${on}, ${clockAt(at, there)}`;
}

/** Whole minutes from now until an instant, negative when it is over. @param {Instant} at */
export function minutesUntil(at) {
  return Math.round((Date.parse(at) - now.value.getTime()) / 60_000);
}

/** Today by a home's wall clock, "2026-03-04". @param {string} [zone] */
export function today(zone) {
  return localDate(now.value, zone ?? hereZone());
}

/** @param {Date} at @param {string} zone */
function localDate(at, zone) {
  return new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", timeZone: zone }).format(at);
}

/** So many days after a date. @param {string} date @param {number} days */
export function daysAfter(date, days) {
  const at = wall(date);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** The instant at which a wall clock shows this. @param {Local} local @param {string} zone @returns {Instant} */
export function instantOf(local, zone) {
  const wanted = wall(local).getTime();
  const once = wanted + wanted - shownAt(wanted, zone);
  return new Date(once + wanted - shownAt(once, zone)).toISOString();
}

/** What a wall clock shows at an instant, as if it were UTC. @param {number} at @param {string} zone */
function shownAt(at, zone) {
  const options = /** @type {const} */ ({ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone });
  const parts = Object.fromEntries(new Intl.DateTimeFormat("en", options).formatToParts(at).map((one) => [one.type, one.value]));
  return Date.parse(`${parts["year"]}-${parts["month"]}-${parts["day"]}T${parts["hour"]}:${parts["minute"]}Z`);
}

/** The names of the weekdays, Monday first: "Mon". */
export function weekdays() {
  return [1, 2, 3, 4, 5, 6, 7].map((date) => format({ weekday: "short" }, UTC).format(Date.UTC(2024, 0, date)));
}

/** "08:30" of a minute of the day. @param {number} minute */
export function minuteOfDay(minute) {
  return format({ hour: "2-digit", minute: "2-digit" }, UTC).format(minute * 60_000);
}

/** "2 h 30 min" @param {number} minutes */
export function duration(minutes) {
  const parts = [[Math.floor(minutes / 60), "hour"], [minutes % 60, "minute"]];
  return parts
    .filter(([count, unit]) => count !== 0 || (minutes === 0 && unit === "minute"))
    .map(([count, unit]) =>
      new Intl.NumberFormat(locale.value, { style: "unit", unit: String(unit), unitDisplay: "short" }).format(Number(count)),
    )
    .join(" ");
}

function hereZone() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
