// The worker behind the page: keeps the shell, so that it opens without a network. Written anew by each release.
const SHELL = "shell-the version";
const DATA = "data";
const AHEAD = /* the list of files */ [];
const WAIT_MS = 3000;
/** What may be read without a network; everything else the server marks as not to be kept, and it is not. */
const READABLE = /^\/v1\/(app_config|services|me|homes|bookings|day_plans|offers|weekly_rules|payouts)(\/|$|\?)/;

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
  if (event.data === "forget") event.waitUntil(caches.delete(DATA));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/v1/")) {
    if (READABLE.test(url.pathname) && !url.pathname.includes("access_notes")) event.respondWith(read(request));
  } else if (request.mode === "navigate") {
    if (!/^\/(docs|problems|dev)/.test(url.pathname)) event.respondWith(shell(request));
  } else {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  }
});

/** The kept page, else the network's. */
async function shell(request) {
  return (await caches.match("/", { cacheName: SHELL })) ?? fetch(request);
}

/** The network first, for three seconds; then what was kept, with the time it is from. */
async function read(request) {
  const kept = await caches.open(DATA);
  const asked = fetch(request);
  asked.then(async (answer) => answer.ok && kept.put(bare(request), await stamped(answer.clone()))).catch(() => null);
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

/** As it is kept: with its time; without how to get into a home, and without what proves that our page asks. */
async function stamped(answer) {
  const headers = new Headers(answer.headers);
  headers.delete("x-csrf-token");
  headers.delete("content-length");
  headers.set("cleanbee-kept", headers.get("cleanbee-now") ?? "");
  headers.delete("vary");
  const told = JSON.parse(await answer.text(), (name, value) => (name === "access_notes" ? undefined : value));
  return new Response(JSON.stringify(told), { status: answer.status, headers });
}
