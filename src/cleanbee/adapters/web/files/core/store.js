/** What screens show: things by the path they are read at, read again when news of them comes. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { quietly, stale, wantsSignIn } from "./api.js";

/** @typedef {{ data?: any, error?: unknown, response: Response }} Told */
/** @typedef {(headers: Record<string, string>) => Promise<Told>} Read */
/**
 * @template T
 * @typedef {{ value: T | null, missing: boolean, keptAt: string | null }} Shown `keptAt`: a copy from then, for want of a network
 */
/** @typedef {{ shown: import("@preact/signals").Signal<Shown<any>>, read: Read, etag: string | null, watched: number, due: number | null, reading: boolean, again: boolean }} Kept */

const NOT_OFTENER_MS = 200;
/** @type {Map<string, Kept>} */
const things = new Map();
/** Counts who has been here: what a view shows is read again for the next one. */
const turns = signal(0);

/**
 * A thing for as long as a view shows it; read on first sight and whenever news of it comes.
 * @template T
 * @param {string} key by which news find it: its path, with the ids in it
 * @param {(headers: Record<string, string>) => Promise<{ data?: T, error?: unknown, response: Response }>} read
 * @returns {Shown<T>}
 */
export function useThing(key, read) {
  const turn = turns.value;
  const kept = entry(key, read);
  kept.read = read;
  useEffect(() => {
    if (!things.has(key)) things.set(key, kept); // news between drawing and this moment may have let it go
    kept.watched += 1;
    void look(key);
    return () => {
      kept.watched -= 1;
    };
  }, [key, turn]);
  return kept.shown.value;
}

/** Put what an answer brought in its place, so that nobody has to ask again. @param {string} key @param {unknown} value */
export function put(key, value) {
  const kept = things.get(key);
  if (kept === undefined) return;
  kept.etag = null;
  kept.shown.value = { value, missing: false, keptAt: null };
}

/** Change a thing that is shown by what is known of it already. @param {string} key @param {(was: any) => unknown} change */
export function revise(key, change) {
  const kept = things.get(key);
  if (kept?.shown.value.value) put(key, change(kept.shown.value.value));
}

/** News came: read again whatever is shown and has one of these words in its key. @param {string[]} words */
export function refresh(words) {
  for (const [key, kept] of things) {
    if (!words.some((word) => key.includes(word))) continue;
    if (kept.watched === 0) things.delete(key);
    else soon(key, kept);
  }
}

/** Read all that is shown again. */
export function refreshAll() {
  refresh([""]);
}

/** Forget everything: somebody signed out or in. */
export function wipe() {
  things.clear();
  turns.value += 1;
}

stale.subscribe((times) => times > 0 && refreshAll());

/** @param {string} key @param {Read} read @returns {Kept} */
function entry(key, read) {
  const found = things.get(key);
  if (found !== undefined) return found;
  /** @type {Kept} */
  const made = { shown: signal({ value: null, missing: false, keptAt: null }), read, etag: null, watched: 0, due: null, reading: false, again: false };
  things.set(key, made);
  return made;
}

/** @param {string} key @param {Kept} kept */
function soon(key, kept) {
  if (kept.due !== null) return;
  kept.due = setTimeout(() => {
    kept.due = null;
    void look(key);
  }, NOT_OFTENER_MS);
}

/** @param {string} key */
async function look(key) {
  const kept = things.get(key);
  if (kept === undefined) return;
  kept.again = kept.reading; // news that come while it is read may be newer than what is on its way
  if (kept.reading) return;
  kept.reading = true;
  /** @type {Response | null} */
  let answer = null;
  const asked = kept.read(kept.etag === null ? {} : { "if-none-match": kept.etag }).then((told) => {
    answer = told.response;
    return told;
  });
  const value = await quietly(asked);
  kept.reading = false;
  if (kept.again) soon(key, kept);
  const response = /** @type {Response | null} */ (answer);
  if (response === null || response.status === 304) return;
  if (response.status === 401 && things.get(key) === kept) wantsSignIn.value += 1;
  kept.etag = response.headers.get("etag");
  if (value !== null) kept.shown.value = { value, missing: false, keptAt: response.headers.get("cleanbee-kept") };
  else if (response.status === 404) kept.shown.value = { value: null, missing: true, keptAt: null };
}
