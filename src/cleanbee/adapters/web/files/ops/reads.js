/** What the office looks at, read again with each news of a booking, and now and then since time alone makes visits late. */
import { useEffect, useRef } from "preact/hooks";
import { api } from "../core/api.js";
import { refresh, useThing } from "../core/store.js";
import { language } from "../core/words.js";

/** @typedef {import("../core/api.js").Shapes["BoardPage"]} Board */

const AGAIN_MS = 30_000;
const NEWS = "/v1/bookings?";

/** A part of what needs the office, the fewest minutes left first. @param {string} [cursor] */
export function useQueue(cursor) {
  const query = cursor === undefined ? {} : { cursor };
  return useThing(`/v1/queue ${cursor ?? ""} ${NEWS} ${language.value}`, (headers) => api.GET("/v1/queue", { params: { query }, headers })).value;
}

/** What one booking needs, if anything. @param {string} id */
export function useNeed(id) {
  const query = { booking_id: id };
  const read = useThing(`/v1/queue ${id} ${NEWS} ${language.value}`, (headers) => api.GET("/v1/queue", { params: { query }, headers }));
  return read.value?.data[0];
}

/** Everybody's day at once, so many parts of its rows; what was read stays until more of it is there. @param {string} day @param {number} [parts] */
export function useBoard(day, parts = 1) {
  useEffect(() => {
    const timer = setInterval(() => refresh(["/v1/queue", "/v1/board"]), AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  const last = useRef(/** @type {Board | null} */ (null));
  const read = useThing(`/v1/board/${day} ${parts} ${NEWS}`, (headers) => rows(day, parts, headers)).value;
  last.current = read ?? (last.current?.date === day ? last.current : null);
  return last.current;
}

/** @param {string} day @param {number} parts @param {Record<string, string>} headers */
async function rows(day, parts, headers) {
  const ask = (/** @type {string | undefined} */ cursor, /** @type {Record<string, string>} */ known) => {
    const params = { path: { day }, query: cursor === undefined ? {} : { cursor } };
    return api.GET("/v1/board/{day}", { params, headers: known });
  };
  const first = await ask(undefined, parts === 1 ? headers : {}); // a part says nothing of whether another changed
  if (parts === 1 || first.data === undefined) return first;
  let page = first.data;
  const data = [...page.data];
  for (let read = 1; read < parts && page.has_more; read += 1) {
    const told = await ask(page.next_cursor, {});
    if (told.data === undefined) return told;
    page = told.data;
    data.push(...page.data);
  }
  return { ...first, data: { ...first.data, data, has_more: page.has_more } };
}
