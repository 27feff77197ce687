// The worker behind the page: keeps the shell, so that it opens without a network. Written anew by each release.
const SHELL = "shell-the version";
const DATA = "data";
const AHEAD = /* the list of files */ [];
const WAIT_MS = 3000;
/**
 * What may be read without a network: whole paths, and nothing that lies below them. The server says of every answer that it
 * is not to be stored; that these few are, for whoever is signed in on this device and no longer, is decided by this list.
 */
const READABLE = /^\/v1\/(app_config|me|offers|bookings|bookings\/[a-z0-9_]+|day_plans\/[0-9-]+)$/;
/** Of whom copies are kept, by what an answer says of its reader: the office's screens need a network. */
const KEPT_FOR = { role: ["customer", "cleaner"], audience: ["customer", "cleaner"] };

addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((kept) => kept.addAll(AHEAD)));
});

addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys().then((names) =>
      Promise.all(names.filter((name) => name !== SHELL && name !== DATA).map((name) => caches.delete(name))),
    ),
  );
});

addEventListener("message", (event) => {
  if (event.data === "take over") event.waitUntil(self.skipWaiting());
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/v1/")) {
    if (READABLE.test(url.pathname)) event.respondWith(read(request));
  } else if (request.mode === "navigate") {
    if (!/^\/(docs|problems|dev)/.test(url.pathname)) event.respondWith(shell(request));
  } else {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  }
});

addEventListener("sync", (event) => {
  if (event.tag === "outbox") event.waitUntil(sendOn());
});

/** There is a network again: an open page sends what waits. Without one it is sent from here, in order, as far as it is taken; a no stays for the page to show. */
async function sendOn() {
  const pages = await clients.matchAll({ type: "window" });
  if (pages.length > 0) return pages.forEach((page) => page.postMessage("send"));
  return navigator.locks.request("cleanbee.outbox", async () => {
    const here = await fetch("/v1/me");
    if (!here.ok) return;
    const { id } = await here.json();
    const headers = { "content-type": "application/json", "x-csrf-token": here.headers.get("x-csrf-token") ?? "" };
    const standing = new Set();
    for (const one of await outbox("readonly", (store) => store.getAll())) {
      const words = one.step === "message";
      const lane = words ? `${one.visit} message` : one.visit;
      if (one.who !== id || standing.has(lane)) continue;
      const body = JSON.stringify(words ? one.body : { ...one.body, occurred_at: one.at });
      const init = { method: "POST", headers: { ...headers, "idempotency-key": one.key }, body };
      const told = one.stop === null ? await fetch(`/v1/bookings/${one.visit}/${words ? "messages" : one.step}`, init) : null;
      if (told?.ok) await outbox("readwrite", (store) => store.delete(one.id));
      else standing.add(lane);
    }
  });
}

/** Ask the page's own store of what waits. */
function outbox(mode, ask) {
  return new Promise((done, failed) => {
    const opened = indexedDB.open("cleanbee", 1);
    opened.onupgradeneeded = () => opened.transaction.abort(); // nothing waits where there is none yet
    opened.onerror = () => done([]);
    opened.onsuccess = () => {
      const work = opened.result.transaction("outbox", mode);
      const asked = ask(work.objectStore("outbox"));
      work.oncomplete = () => {
        opened.result.close();
        done(asked.result);
      };
      work.onabort = () => failed(work.error);
    };
  });
}

/** The kept page, else the network's. */
async function shell(request) {
  return (await caches.match("/", { cacheName: SHELL })) ?? fetch(request);
}

/** The network first, for three seconds; then what was kept, with the time it is from. */
async function read(request) {
  const kept = await caches.open(DATA); // before it is asked: whoever signs in meanwhile deletes this one, also for late answers
  const asked = fetch(request);
  asked.then((answer) => answer.ok && keep(kept, request, answer.clone())).catch(() => null);
  const slow = new Promise((done) => setTimeout(done, WAIT_MS));
  try {
    const first = await Promise.race([asked, slow]);
    return first ?? (await kept.match(bare(request))) ?? (await asked);
  } catch (fault) {
    const old = await kept.match(bare(request));
    if (old) return old;
    throw fault;
  }
}

/** Asked by its address alone: what headers said is of no matter for a copy. */
function bare(request) {
  return new Request(request.url);
}

/** Keep a copy with its time; without how to get into a home, and without what proves that our page asks. */
async function keep(kept, request, answer) {
  let ours = true;
  const told = JSON.parse(await answer.text(), (name, value) => {
    if (KEPT_FOR[name] && typeof value === "string" && !KEPT_FOR[name].includes(value)) ours = false;
    return name === "access_notes" ? undefined : value;
  });
  if (!ours && !request.url.endsWith("/app_config")) return;
  const headers = new Headers(answer.headers);
  headers.delete("x-csrf-token");
  headers.delete("content-length");
  headers.set("cleanbee-kept", headers.get("cleanbee-now") ?? "");
  headers.delete("vary");
  await kept.put(bare(request), new Response(JSON.stringify(told), { status: answer.status, headers }));
}
