/**
 * A cleaner's steps, and what people write to each other, on their way to the server: kept until it has them, one lane
 * per visit, strictly in order.
 *
 * A yes drops the first of a lane; no network and a no that may pass are tried again, later each time; nobody signed in
 * waits for that; any other no stops the lane and is shown with its way out. Nothing is lost without a word.
 */
import { computed, signal } from "@preact/signals";
import { api, quietly, sentence, wantsSignIn } from "./api.js";
import { line } from "./live.js";
import { add, change, clear, drop, kept } from "./outbox_store.js";
import { go } from "./router.js";
import { refresh, revise } from "./store.js";
import { instant } from "./when.js";
import { t } from "./words.js";
import { toast } from "../ui/toast.js";

/** @typedef {import("./outbox_store.js").Entry} Entry @typedef {import("./outbox_store.js").Step} Step */
/** @typedef {import("./api.js").Problem} Problem */

const REST_MS = 5_000;
const AGAIN_MS = [1_000, 2_000, 5_000, 15_000, 30_000, 60_000];
const LOCK = "cleanbee.outbox";
const WORDS = "message";
const FAST_CLOCK = "not_yet_happened";
const MISSED = "counted_as_missed";
const SYNC = "outbox";

/** Whatever waits of whoever is signed in. */
export const waiting = signal(/** @type {readonly Entry[]} */ ([]));
/** How many steps wait. */
export const howMany = computed(() => waiting.value.length);

const mine = { who: "", timer: 0, proved: false };

/** From now on this person's steps are sent: what waits from earlier, too. @param {string} who */
export async function sendFor(who) {
  mine.who = who;
  await hurry();
}

/** Somebody signed out: nothing of theirs stays. */
export async function forgetSteps() {
  mine.who = "";
  waiting.value = [];
  await clear();
}

/** What is still being found out for a step, by its number: it does not leave without that. @type {Map<number, Promise<unknown>>} */
const unfinished = new Map();

/**
 * Take a step: it rests a moment, so that it can be taken back, then leaves.
 * @param {string} visit @param {Step} step @param {Record<string, unknown>} [body]
 * @param {Promise<Record<string, unknown>>} [more] what the step also says, once it is known; until then it stays
 * @returns {Promise<number>}
 */
export async function say(visit, step, body = {}, more) {
  for (const one of lane(visit)) if (one.rests_until > Date.now()) await change(one.id, { rests_until: 0 });
  const at = instant().toISOString();
  const rests_until = Date.now() + REST_MS;
  const entry = { who: mine.who, visit, step, body, key: crypto.randomUUID(), at, rests_until, due: 0, tries: 0, stop: null };
  const id = Number(await add(entry));
  if (more !== undefined) unfinished.set(id, more.then((found) => complete(id, found)).catch(() => null).finally(() => unfinished.delete(id)));
  await look();
  void drain();
  return id;
}

/** Take back what still rests; false when it has left. @param {number} id */
export async function unsay(id) {
  const one = waiting.value.find((entry) => entry.id === id);
  if (one === undefined || one.rests_until <= Date.now()) return false;
  await drop(id);
  await look();
  return true;
}

/** Put more into a step that was never tried: what was tried is under its key and stays as it was. @param {number} id @param {Record<string, unknown>} body */
async function complete(id, body) {
  const one = (await kept(mine.who)).find((entry) => entry.id === id);
  if (one === undefined || one.tries > 0) return;
  await change(id, { body: { ...one.body, ...body } });
  await look();
}

/** Try what stopped once more, with what was missing; it is another wish, so it has another key. @param {Entry} entry @param {Record<string, unknown>} [body] */
export async function retry(entry, body = {}) {
  await change(entry.id, { body: { ...entry.body, ...body }, key: crypto.randomUUID(), stop: null, due: 0, tries: 0 });
  await drain();
}

/** Give up a lane, from its first step on. @param {string} visit */
export async function giveUp(visit) {
  for (const one of lane(visit)) await drop(one.id);
  await look();
  refresh([visit]);
}

/** What waits of the steps of one visit, first things first. @param {string} visit */
export function lane(visit) {
  return steps().filter((one) => one.visit === visit);
}

/** All steps that wait. */
export function steps() {
  return /** @type {import("./outbox_store.js").StepEntry[]} */ (waiting.value.filter((one) => one.step !== WORDS));
}

/** What was written about a visit and has not arrived. @param {string} visit */
export function written(visit) {
  return waiting.value.filter((one) => laneOf(one) === `${visit} ${WORDS}`);
}

/** Words wait for no step, and no step for words. @param {Entry} entry */
function laneOf(entry) {
  return entry.step === WORDS ? `${entry.visit} ${WORDS}` : entry.visit;
}

/** @param {Entry} one */
function first(one) {
  return waiting.value.find((other) => laneOf(other) === laneOf(one)) === one;
}

/** Write something to the other side of a visit. @param {string} visit @param {string} text */
export async function write(visit, text) {
  const at = instant().toISOString();
  await add({ who: mine.who, visit, step: WORDS, body: { text }, key: crypto.randomUUID(), at, rests_until: 0, due: 0, tries: 0, stop: null });
  await look();
  void drain();
}

/** Give up one thing that waits. @param {Entry} entry */
export async function giveUpOne(entry) {
  await drop(entry.id);
  await drain();
}

/** Send what may leave now; one page at a time does it. */
export async function drain() {
  await look();
  if (mine.who === "" || waiting.value.length === 0) return;
  await navigator.locks.request(LOCK, async () => {
    await look();
    for (const name of new Set(waiting.value.map(laneOf))) await walk(name);
  });
  watch();
  if (waiting.value.length > 0) void wakeLater();
}

async function look() {
  waiting.value = mine.who === "" ? [] : await kept(mine.who);
}

/** Have the browser wake the worker when there is a network, also when no page is open by then; some browsers do. */
async function wakeLater() {
  const worker = await navigator.serviceWorker?.getRegistration();
  if (worker && "sync" in worker) await /** @type {any} */ (worker).sync.register(SYNC).catch(() => null);
}

/** @param {string} name */
async function walk(name) {
  for (;;) {
    const next = waiting.value.find((one) => laneOf(one) === name);
    if (next === undefined || next.stop !== null || Math.max(next.rests_until, next.due) > Date.now()) return;
    const more = unfinished.get(next.id);
    if (more !== undefined) {
      await more;
      await look();
      continue;
    }
    const on = await send(next);
    await look();
    if (!on) return;
  }
}

/** Come back when the next one may leave. */
function watch() {
  clearTimeout(mine.timer);
  const firsts = waiting.value.filter((one) => first(one) && one.stop === null);
  if (firsts.length === 0) return;
  const next = Math.min(...firsts.map((one) => Math.max(one.rests_until, one.due)));
  mine.timer = setTimeout(() => void drain(), Math.max(next - Date.now(), 0) + 20);
}

/** Whether the lane may go on at once. @param {Entry} entry @returns {Promise<boolean>} */
async function send(entry) {
  const told = await asked(entry).catch(() => null);
  if (told === null) return later(entry);
  if (told.response.ok) {
    mine.proved = false;
    await arrived(entry, told.data);
    return true;
  }
  const problem = /** @type {Problem} */ (told.error ?? {});
  if (problem.code === "unauthenticated") {
    if (entry.tries === 0) wantsSignIn.value += 1;
    return later(entry);
  }
  if (problem.code === "csrf_failed" && !mine.proved) {
    mine.proved = true;
    return (await quietly(api.GET("/v1/me"))) !== null || later(entry);
  }
  if (problem.reason === MISSED) {
    await drop(entry.id); // the server keeps it for people to judge; the visit says so
    refresh([entry.visit, "/v1/day_plans/"]);
    toast(sentence(problem), { label: t("outbox.look"), act: () => go(`/visits/${entry.visit}`) });
    return true;
  }
  if (problem.reason === FAST_CLOCK) {
    await change(entry.id, { at: instant().toISOString(), key: crypto.randomUUID() });
    return true;
  }
  if (problem.retryable || told.response.status >= 500) return later(entry);
  await change(entry.id, { stop: { code: problem.code ?? "", reason: problem.reason ?? "", said: sentence(problem) } });
  refresh([entry.visit]);
  return false;
}

/** @param {Entry} entry */
async function later(entry) {
  const wait = AGAIN_MS[Math.min(entry.tries, AGAIN_MS.length - 1)] ?? 0;
  await change(entry.id, { tries: entry.tries + 1, due: Date.now() + wait });
  return false;
}

/** The server has it: show what it made of it, and read again what else it may have moved. @param {Entry} entry @param {any} booking */
async function arrived(entry, booking) {
  if (entry.step === WORDS) {
    await drop(entry.id);
    refresh([`${entry.visit}/messages`]);
    return;
  }
  revise(`/v1/bookings/${entry.visit}`, (/** @type {any} */ was) => ({ ...booking, home: was.home }));
  await drop(entry.id);
  refresh([entry.visit, "/v1/day_plans/"]);
}

/** @param {Entry} entry @returns {Promise<{ data?: unknown, error?: unknown, response: Response }>} */
function asked(entry) {
  const params = { path: { booking_id: entry.visit }, header: { "Idempotency-Key": entry.key } };
  const body = /** @type {any} */ (entry.step === WORDS ? entry.body : { ...entry.body, occurred_at: entry.at });
  switch (entry.step) {
    case WORDS:
      return api.POST("/v1/bookings/{booking_id}/messages", { params, body });
    case "set_off":
      return api.POST("/v1/bookings/{booking_id}/set_off", { params, body });
    case "give_eta":
      return api.POST("/v1/bookings/{booking_id}/give_eta", { params, body });
    case "check_in":
      return api.POST("/v1/bookings/{booking_id}/check_in", { params, body });
    case "start":
      return api.POST("/v1/bookings/{booking_id}/start", { params, body });
    case "tick_room":
      return api.POST("/v1/bookings/{booking_id}/tick_room", { params, body });
    case "finish":
      return api.POST("/v1/bookings/{booking_id}/finish", { params, body });
  }
}

/** The network may be back: whatever waited for it need not wait longer. */
async function hurry() {
  for (const one of await kept(mine.who)) if (one.due > 0) await change(one.id, { due: 0 });
  await drain();
}

/** Nobody looks any more: nothing will be taken back, so it leaves while it can. */
async function leaveNow() {
  for (const one of waiting.value) if (one.rests_until > 0) await change(one.id, { rests_until: 0 });
  await drain();
}

addEventListener("online", () => void hurry());
navigator.serviceWorker?.addEventListener("message", ({ data }) => void (data === "send" && hurry()));
document.addEventListener("visibilitychange", () => void (document.visibilityState === "visible" ? hurry() : leaveNow()));
line.subscribe((state) => state === "on" && mine.who !== "" && void hurry());
