/** The cleaner's visits as they are read, with the steps that are on their way to the server already counted. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { api, quietly } from "../core/api.js";
import { lane } from "../core/outbox.js";
import { me } from "../core/session.js";
import { useThing } from "../core/store.js";
import { now } from "../core/when.js";

/** @typedef {import("../core/api.js").Shapes} Shapes @typedef {Shapes["CleanerBooking"]} Visit */
/** @typedef {import("../core/outbox.js").Entry} Entry */
/** @typedef {"set_off" | "check_in" | "start" | "finish"} BigStep */

/** The order in which a visit goes; which of them may be done now, the server says. */
const BIG = /** @type {const} */ (["set_off", "check_in", "start", "finish"]);

/** @typedef {{ visit: string, home: number, notes: Shapes["AccessNotes"] | null }} WayIn read for a visit, as the home was then */
/** How to get in, in memory alone: neither a copy on this device nor the next person here has it. */
const waysIn = signal(/** @type {readonly WayIn[]} */ ([]));
me.subscribe(() => (waysIn.value = []));

/** One of my days. @param {string} day */
export function useDay(day) {
  const shown = useThing(`/v1/day_plans/${day} /v1/bookings?`, (headers) => api.GET("/v1/day_plans/{day}", { params: { path: { day } }, headers }));
  return { read: shown.value !== null, keptAt: shown.keptAt, plan: shown.value?.data[0] };
}

/** One visit; null while it is read, undefined when there is none. @param {string} id */
export function useVisit(id) {
  const params = { path: { booking_id: id } };
  const shown = useThing(`/v1/bookings/${id}`, (headers) => api.GET("/v1/bookings/{booking_id}", { params, headers }));
  const visit = shown.value?.audience === "cleaner" ? shown.value : null;
  const ahead = visit !== null && shown.keptAt === null && wayInOpen(visit) && !unreadAtDoor(visit);
  useEffect(() => {
    if (ahead) void readWayIn(visit);
  }, [ahead, visit?.home.version]);
  return { visit: shown.missing ? undefined : visit, keptAt: shown.keptAt };
}

/** Whether how to get in may be read by now. @param {Visit} visit */
export function wayInOpen({ home }) {
  return home.access_notes_from_at !== undefined && now.value.toISOString() >= home.access_notes_from_at;
}

/** Whether reading it would show that somebody stands at a door that stays shut: then it is read when it is wanted. @param {Visit} visit */
export function unreadAtDoor({ phase }) {
  return phase.name === "at_door" && (phase.evidence_missing ?? []).includes("notes_opened");
}

/** How to get in, as far as it was read while this page is open. @param {Visit} visit */
export function wayIn(visit) {
  return wayInOf(visit.id);
}

/** Read it, for the cellar without a network: each look is noted, so once for a visit and a home as it stands. @param {Visit} visit @param {boolean} [anew] */
export async function readWayIn({ id, home }, anew = false) {
  if (!anew && waysIn.value.some((one) => one.visit === id && one.home === home.version)) return;
  keepWayIn({ visit: id, home: home.version, notes: wayInOf(id) });
  const told = await quietly(api.GET("/v1/homes/{home_id}/access_notes", { params: { path: { home_id: home.id } } }));
  if (told !== null) keepWayIn({ visit: id, home: home.version, notes: told });
  else waysIn.value = waysIn.value.filter((one) => one.visit !== id || one.notes !== null);
}

/** @param {string} id */
function wayInOf(id) {
  return waysIn.value.find((one) => one.visit === id)?.notes ?? null;
}

/** @param {WayIn} one */
function keepWayIn(one) {
  waysIn.value = [...waysIn.value.filter((other) => other.visit !== one.visit), one];
}

/** Whether the server would do this now. @param {Visit} visit @param {string} name */
export function may(visit, name) {
  return visit.available_actions.find((one) => one.name === name);
}

/**
 * The one step to take next, or null. What waits to be sent counts as done; without a network the first step may be
 * taken from when the server said it may be.
 * @param {Visit} visit @param {string | null} keptAt @returns {BigStep | null}
 */
export function nextStep(visit, keptAt) {
  const last = lane(visit.id).map((one) => BIG.findIndex((step) => step === one.step)).reduce((most, at) => Math.max(most, at), -1);
  if (last >= 0) return BIG[last + 1] ?? null;
  const open = keptAt !== null && visit.phase.name === "confirmed" && now.value.toISOString() >= visit.set_off_from_at;
  return BIG.find((step) => may(visit, step)) ?? (open ? "set_off" : null);
}

/** Whether rooms can be ticked: under way, as the server knows or is about to hear. @param {Visit} visit */
export function cleaning(visit) {
  const steps = lane(visit.id).map((one) => one.step);
  return (visit.phase.name === "in_progress" || steps.includes("start")) && !steps.includes("finish");
}

/** What is done of a visit in the words of its phase, with what waits. @param {Visit} visit @returns {string} */
export function phaseOf(visit) {
  const steps = lane(visit.id).map((one) => one.step);
  if (steps.includes("finish")) return "completed";
  if (steps.includes("start")) return "in_progress";
  if (steps.includes("check_in")) return "at_door";
  return steps.includes("set_off") ? "en_route" : visit.phase.name;
}
