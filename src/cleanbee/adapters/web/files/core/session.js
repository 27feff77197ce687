/** Who is signed in on this device, and how they come and go. */
import { batch, signal } from "@preact/signals";
import { api, ok, quietly, show } from "./api.js";
import { follow, unfollow } from "./live.js";
import { forgetSteps, sendFor } from "./outbox.js";
import { wipe } from "./store.js";
import { chosenHere, LANGUAGES, language, speak } from "./words.js";

/** @typedef {import("./api.js").Shapes} Shapes @typedef {Shapes["Me"]} Me */
/** @typedef {"anybody" | "customer" | "cleaner" | "ops"} RoleName */

/** The sign-in is kept in a cookie. */
const KEEP = /** @type {const} */ ("cookie");

/** Somebody signed in on this device: without it there is no need to ask who. */
const HERE = "cleanbee.here";

/** Somebody signed out, and the server has not heard of it yet. */
const LEFT = "cleanbee.left";

/** Whoever is signed in; undefined while that is not known yet. */
export const me = signal(/** @type {Me | null | undefined} */ (undefined));

/** What this house is like: its languages, its terms, in the sandbox its people and cards. */
export const house = signal(/** @type {Shapes["AppConfig"] | null} */ (null));

/** Which screens somebody has. @param {Me | null | undefined} one @returns {RoleName} */
export function roleOf(one) {
  if (!one) return "anybody";
  return one.role === "customer" || one.role === "cleaner" ? one.role : "ops";
}

/** Read what the house is like, and who is here already. */
export async function begin() {
  await endLeft();
  const known = localStorage.getItem(HERE) !== null;
  const asked = known ? quietly(api.GET("/v1/me")) : null;
  const [config, mine] = await Promise.all([quietly(api.GET("/v1/app_config")), asked]);
  house.value = config;
  if (mine !== null) await enter(mine);
  else me.value = null;
}

/** Somebody has signed in. @param {Me} one */
export async function enter(one) {
  if (!chosenHere() && LANGUAGES.includes(one.locale) && one.locale !== language.value) await speak(one.locale);
  if (localStorage.getItem(HERE) !== one.id) await forgetCopies();
  localStorage.setItem(HERE, one.id);
  batch(() => {
    wipe();
    me.value = one;
  });
  follow();
  void sendFor(one.id);
}

/** Have a code sent; a name is for who is new here. @param {string} phone @param {import("./api.js").Own} own @param {string} [name] */
export async function sendCode(phone, own, name = "") {
  await endLeft();
  return ok(api.POST("/v1/sign_ins", { body: { phone, ...(name === "" ? {} : { name }) } }), own);
}

/** Sign in with the code that was sent. @param {string} id @param {string} code @param {import("./api.js").Own} own */
export async function typeCode(id, code, own) {
  const path = { sign_in_id: id };
  const body = { code, keep: KEEP };
  return admitted(await ok(api.POST("/v1/sign_ins/{sign_in_id}/verify", { params: { path }, body }), own));
}

/** Sign in as somebody of the office. @param {string} email @param {string} password @param {import("./api.js").Own} own */
export async function typePassword(email, password, own) {
  await endLeft();
  return admitted(await ok(api.POST("/v1/sign_ins/password", { body: { email, password, keep: KEEP } }), own));
}

/** Sign in as somebody of the sandbox's city, by one tap. @param {string} key */
export async function signInAs(key) {
  const person = house.value?.sandbox?.sign_ins.find((one) => one.key === key);
  if (person === undefined) return false;
  if (person.email !== undefined && person.password !== undefined) {
    return typePassword(person.email, person.password, {});
  }
  const sent = await sendCode(person.phone ?? "", {});
  return sent !== null && typeCode(sent.id, person.code ?? "", {});
}

/** Sign out: nothing of theirs stays on this device. */
export async function leave() {
  unfollow();
  localStorage.setItem(LEFT, "");
  await endLeft();
  await forgetSteps();
  localStorage.removeItem(HERE);
  await forgetCopies();
  batch(() => {
    wipe();
    me.value = null;
  });
}

/** End the sign-in of whoever left, also when there was no network then: first of all, for its cookie is still here. */
async function endLeft() {
  if (localStorage.getItem(LEFT) === null) return;
  if (await ended()) localStorage.removeItem(LEFT);
  show("");
}

/** Whether nobody is signed in any more; a page opened anew has first to be told what proves that it is ours. */
async function ended() {
  const end = () => api.POST("/v1/sign_ins/end").catch(() => null);
  let told = await end();
  if (told?.response.status === 403 && (await quietly(api.GET("/v1/me"))) !== null) told = await end();
  return told !== null && (told.response.ok || told.response.status === 401);
}

addEventListener("online", () => void endLeft());

/** @param {Shapes["Session"] | Shapes["BrowserSession"] | null} session */
async function admitted(session) {
  if (session === null || session.kept !== KEEP) return false;
  localStorage.removeItem(LEFT);
  show(session.csrf_token);
  localStorage.removeItem(HERE); // copies on this device may be of whoever was here before
  await enter(session.me);
  return true;
}

/** Delete every copy of what the server told: the next person must not see it. The page does it itself, since no worker may be in charge yet. */
async function forgetCopies() {
  if (!("caches" in globalThis)) return;
  const kept = (await caches.keys()).filter((name) => !name.startsWith("shell-"));
  await Promise.all(kept.map((name) => caches.delete(name)));
}
