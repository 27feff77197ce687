/**
 * News as they happen: one stream, open only while the page is seen, since browsers allow six over HTTP/1.1.
 *
 * It is read with `fetch`, not with `EventSource`: that one hides the beats by which a dead line is known, cannot say
 * why it was turned away, and wants to be told each event's name.
 */
import { signal } from "@preact/signals";
import { listen, wantsSignIn } from "./api.js";
import { refresh, refreshAll } from "./store.js";
import { hearBeat } from "./when.js";

/** @typedef {{ id?: string, booking_id?: string, version?: number }} News */

const BEAT_MS = 15_000;
const MISSED = 2;
const SYNC_MS = 20_000;
const AGAIN_MS = [500, 1_000, 2_000, 5_000, 15_000];

/** "off" without anybody signed in, "on" while news come, "away" while the line is tried again. */
export const line = signal(/** @type {"off" | "on" | "away"} */ ("off"));
/** The last event's name and subject, for whoever wants to say it aloud. */
export const lastNews = signal(/** @type {{ name: string, news: News } | null} */ (null));

let wanted = false;
let place = "";
let failed = 0;
/** @type {AbortController | null} */
let open = null;
/** @type {number | null} */
let watch = null;

/** Follow what is mine from now on. */
export function follow() {
  wanted = true;
  if (document.visibilityState === "visible") void connect();
}

/** Follow nothing. */
export function unfollow() {
  wanted = false;
  place = "";
  close("off");
}

document.addEventListener("visibilitychange", () => {
  if (!wanted) return;
  if (document.visibilityState === "visible") {
    refreshAll();
    void connect();
  } else {
    close("away");
  }
});
addEventListener("online", () => wanted && void connect());
setInterval(() => line.value === "away" && document.visibilityState === "visible" && refreshAll(), SYNC_MS);

/** @param {"off" | "away"} state */
function close(state) {
  line.value = state;
  open?.abort();
  open = null;
  if (watch !== null) clearTimeout(watch);
}

async function connect() {
  close("away");
  const mine = new AbortController();
  open = mine;
  try {
    const answer = await listen(place ? { "last-event-id": place } : {}, mine.signal);
    if (answer.status === 401) {
      unfollow();
      wantsSignIn.value += 1;
      return;
    }
    if (answer.ok && place === "") refreshAll(); // what happened before it opened is told to nobody
    if (answer.ok && answer.body !== null) await read(answer.body, mine);
  } catch {
    // a broken line: tried again below
  }
  if (open === mine && wanted) again();
}

function again() {
  line.value = "away";
  const wait = AGAIN_MS[Math.min(failed, AGAIN_MS.length - 1)];
  failed += 1;
  setTimeout(() => wanted && document.visibilityState === "visible" && line.value === "away" && void connect(), wait);
}

/** @param {ReadableStream<Uint8Array>} body @param {AbortController} mine */
async function read(body, mine) {
  const reader = body.getReader();
  const letters = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    line.value = "on";
    failed = 0;
    if (watch !== null) clearTimeout(watch);
    watch = setTimeout(() => mine.abort(), BEAT_MS * (MISSED + 0.5));
    const parts = (rest + letters.decode(value, { stream: true })).split("\n\n");
    rest = parts.pop() ?? "";
    for (const part of parts) take(part);
  }
}

/** One event: `id`, `event` and `data` lines; a line that begins with a colon is a beat, which says what time it is. @param {string} text */
function take(text) {
  const fields = Object.fromEntries(text.split("\n").map((one) => [one.slice(0, one.indexOf(":")), one.slice(one.indexOf(":") + 1).trim()]));
  if (fields["id"]) place = fields["id"];
  if (fields["event"] === "reset") refreshAll();
  else if (fields[""]) hearBeat(fields[""].split(" ")[1] ?? null);
  else if (fields["event"]) tell(fields["event"], JSON.parse(fields["data"] ?? "{}"));
}

/** @param {string} name @param {News} news */
function tell(name, news) {
  const family = `/v1/${name.slice(0, name.indexOf("."))}s`;
  refresh([news.id, news.booking_id, `${family}?`].filter((word) => word !== undefined));
  lastNews.value = { name, news };
}
