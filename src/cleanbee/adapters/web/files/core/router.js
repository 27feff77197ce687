/** Where we are: a path leads to a screen, and the way back is the browser's. */
import { signal } from "@preact/signals";

/** @typedef {{ path: string, query: URLSearchParams }} Place */

/** @returns {Place} */
function here() {
  return { path: location.pathname, query: new URLSearchParams(location.search) };
}

/** The place that is shown. */
export const place = signal(here());

addEventListener("popstate", () => (place.value = here()));

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.defaultPrevented;
  if (link === null || !plain || link.origin !== location.origin || link.target || link.hasAttribute("download")) return;
  if (/^\/(v1|docs|problems|dev)(\/|$)/.test(link.pathname)) return;
  event.preventDefault();
  go(link.pathname + link.search);
});

/** Go to a path. @param {string} to @param {{ instead?: boolean }} [how] `instead` leaves no way back */
export function go(to, { instead = false } = {}) {
  if (to === location.pathname + location.search) return;
  history[instead ? "replaceState" : "pushState"](null, "", to);
  place.value = here();
  scrollTo(0, 0);
}

/** Take words out of the address that were for once. @param {string[]} names */
export function forget(names) {
  const query = new URLSearchParams(location.search);
  for (const name of names) query.delete(name);
  const rest = query.toString();
  go(location.pathname + (rest ? `?${rest}` : ""), { instead: true });
}

/** What a pattern's names stand for in a path, or null: "/visits/:id". @param {string} pattern @param {string} path @returns {Record<string, string> | null} */
export function match(pattern, path) {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return null;
  /** @type {Record<string, string>} */
  const found = {};
  for (const [at, part] of wanted.entries()) {
    const told = given[at] ?? "";
    if (part.startsWith(":")) found[part.slice(1)] = told; // ids and days need no decoding, and what is cut off cannot be
    else if (part !== told) return null;
  }
  return found;
}
