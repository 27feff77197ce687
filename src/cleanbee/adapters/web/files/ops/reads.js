/** What the office looks at, read again with each news of a booking, and now and then since time alone makes visits late. */
import { useEffect } from "preact/hooks";
import { api } from "../core/api.js";
import { refresh, useThing } from "../core/store.js";
import { language } from "../core/words.js";

const AGAIN_MS = 30_000;
const NEWS = "/v1/bookings?";

/** What needs the office, the fewest minutes left first. */
export function useQueue() {
  return useThing(`/v1/queue ${NEWS} ${language.value}`, (headers) => api.GET("/v1/queue", { headers })).value;
}

/** Everybody's day at once. @param {string} day */
export function useBoard(day) {
  useEffect(() => {
    const timer = setInterval(() => refresh(["/v1/queue", "/v1/board"]), AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  const params = { path: { day } };
  return useThing(`/v1/board/${day} ${NEWS}`, (headers) => api.GET("/v1/board/{day}", { params, headers })).value;
}
