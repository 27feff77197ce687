/**
 * The sandbox's own time. Whoever looks on may move it, whatever their role: it is asked for in the name of the office's
 * ready sign-in, which the sandbox tells everybody; the token stays in memory, and the cookie of who is here is left out.
 */
import { api, ok, quietly } from "../core/api.js";
import { house } from "../core/session.js";
import { refreshAll } from "../core/store.js";

/** @typedef {import("../core/api.js").Shapes["Clock"]} Clock @typedef {import("../core/api.js").Shapes["AdvanceGiven"]} Move */

const APART = /** @type {const} */ ("omit");
const desk = { token: "" };

/** What time it is, and when the next thing falls due. @returns {Promise<Clock | null>} */
export function readClock() {
  return quietly(api.GET("/v1/test_helpers/clock"));
}

/** Let time pass; all that is shown is read again. @param {Move} move @returns {Promise<Clock | null>} */
export async function passTime(move) {
  let told = null;
  if (desk.token !== "") told = await quietly(ask(move));
  if (told === null && (await enter())) told = await ok(ask(move));
  if (told !== null) refreshAll();
  return told;
}

/** @param {Move} move */
function ask(move) {
  return api.POST("/v1/test_helpers/clock/advance", { body: move, headers: { authorization: `Bearer ${desk.token}` }, credentials: APART });
}

async function enter() {
  const office = house.value?.sandbox?.sign_ins.find((one) => one.email !== undefined);
  const { email, password } = office ?? {};
  if (email === undefined || password === undefined) return false;
  const session = await ok(api.POST("/v1/sign_ins/password", { body: { email, password }, credentials: APART }));
  desk.token = session !== null && "access_token" in session ? session.access_token : "";
  return desk.token !== "";
}
