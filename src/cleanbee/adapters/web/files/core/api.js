/** The only place that asks the server: its headers, patience with a busy server, and what each no leads to. */
import createClient from "openapi-fetch";
import { signal } from "@preact/signals";
import { hear } from "./when.js";
import { language, t } from "./words.js";
import { toast } from "../ui/toast.js";

/** @typedef {import("./schema.js").components["schemas"]} Shapes @typedef {import("./schema.js").paths} Paths */
/** @typedef {Shapes["Problem"]} Problem @typedef {Shapes["Code"]} Code */
/** @typedef {{ [code in Code]?: (problem: Problem) => unknown }} Own what a place does itself about a code */
/** @typedef {"said" | "sign in" | "again" | "reload"} Way */

const CLIENT = "web/1.0.0";
const PROOF = "x-csrf-token";
const TRIES = 4;
const PATIENCE_MS = 8_000;
const CHANGING = new Set(["POST", "PUT", "PATCH", "DELETE"]);

/**
 * What a no leads to where nobody answers it in place: most are said in the server's own words. Each code stands here,
 * so that a new one does not pass unnoticed.
 * @type {Record<Code, Way>}
 */
const WAYS = {
  malformed_body: "said", idempotency_key_missing: "said", cursor_invalid: "again", version_unknown: "reload",
  signature_invalid: "said", unauthenticated: "sign in", code_wrong: "said", step_up_required: "sign in",
  payment_declined: "said", payment_action_required: "said", forbidden: "said", csrf_failed: "reload",
  not_found: "said", method_not_allowed: "said", slot_taken: "said", illegal_transition: "again",
  version_conflict: "again", id_taken: "said", idempotency_in_progress: "again", slot_expired: "again",
  hold_expired: "again", offer_gone: "again", link_expired: "said", sync_reset: "again", precondition_failed: "again",
  too_large: "said", unsupported_media: "said", validation: "said", refused: "said", idempotency_mismatch: "said",
  client_upgrade_required: "reload", precondition_required: "said", rate_limited: "said", quota_exceeded: "said",
  bug: "said", busy: "said", dependency_down: "said", draining: "said",
};

/** Whether the server can be reached, as far as the last question showed. */
export const reachable = signal(true);
/** Raised when a question needs somebody who is signed in; the shell opens the sheet. */
export const wantsSignIn = signal(0);
/** Raised when what is shown is older than what the server knows. */
export const stale = signal(0);

/** That a change comes from our page: told with each answer, in memory alone. The sign-in itself is a cookie that no script sees. */
const proof = { token: "" };

/** From now on show this token with each change; an empty one shows none. @param {string} token */
export function show(token) {
  proof.token = token;
}

/** The typed client: `api.GET("/v1/me")`; hand what it promises to `ok`. */
export const api = /** @type {import("openapi-fetch").Client<Paths>} */ (createClient({ baseUrl: "", fetch: patiently }));

/** The streets of the city, for maps. @returns {Promise<{ data: any, response: Response }>} */
export async function readCity() {
  const response = await fetch(import.meta.resolve("/city/honigfeld.geojson"));
  return { data: await response.clone().json(), response };
}

/** Ask the server and read news as they come, for `live` alone. @param {Record<string, string>} headers @param {AbortSignal} signal */
export function listen(headers, signal) {
  return fetch("/v1/stream", { headers: { ...identity(), ...headers }, signal, cache: "no-store" });
}

/**
 * What was asked for, or null after a no; the no has then been dealt with, here or by `own`.
 * @template D
 * @param {Promise<{ data?: D, error?: unknown, response: Response }>} asked
 * @param {Own} [own]
 * @returns {Promise<D | null>}
 */
export async function ok(asked, own = {}) {
  const told = await settled(asked);
  if (told === null) return null;
  if (told.response.ok) return /** @type {D} */ (told.data ?? true);
  const problem = /** @type {Problem} */ (told.error ?? {});
  (own[problem.code] ?? dealWith)(problem);
  return null;
}

/**
 * What was asked for, or null: for what is read again anyway, so that a no is not worth a word.
 * @template D @param {Promise<{ data?: D, error?: unknown, response: Response }>} asked @returns {Promise<D | null>}
 */
export async function quietly(asked) {
  try {
    const told = await asked;
    return told.response.ok ? (told.data ?? null) : null;
  } catch {
    return null;
  }
}

/** @template T @param {Promise<T>} asked @returns {Promise<T | null>} */
async function settled(asked) {
  try {
    return await asked;
  } catch {
    toast(t("offline.no_answer"));
    return null;
  }
}

/** What to do about a no that nobody answered in place. @param {Problem} problem */
export function dealWith(problem) {
  const way = WAYS[problem.code] ?? "said";
  if (way === "sign in") {
    wantsSignIn.value += 1;
    return;
  }
  if (way === "again") stale.value += 1;
  toast(sentence(problem), way === "reload" ? { label: t("offline.reload"), act: () => location.reload() } : undefined);
}

/** A problem in one line; the number of the request where it was our mistake. @param {Problem} problem */
export function sentence(problem) {
  const first = problem.errors?.[0]?.detail ?? problem.detail ?? problem.title ?? t("offline.no_answer");
  return problem.code === "bug" ? `${first} (${problem.instance})` : first;
}

/** @returns {Record<string, string>} */
function identity() {
  const headers = { "cleanbee-client": CLIENT, "accept-language": language.value };
  return proof.token === "" ? headers : { ...headers, [PROOF]: proof.token };
}

/** Changes that are under way: a second tap on the same button waits for the first one's answer, and changes nothing more. @type {Map<string, Promise<Response>>} */
const underWay = new Map();

/** Ask; the same change is not asked for twice at once. What has a key of its own counts once anyway. @param {Request} request @returns {Promise<Response>} */
async function patiently(request) {
  const body = CHANGING.has(request.method) ? await request.text() : null;
  if (body === null || request.headers.has("idempotency-key")) return persistently(request, body);
  const wish = JSON.stringify([request.method, request.url, ...request.headers, body]);
  const first = underWay.get(wish) ?? persistently(request, body).finally(() => underWay.delete(wish));
  underWay.set(wish, first);
  return (await first).clone();
}

/** Ask, and ask again while the server says *later* or the line breaks: a change keeps its key. @param {Request} request @param {string | null} body */
async function persistently(request, body) {
  const headers = new Headers(request.headers);
  for (const [name, value] of Object.entries(identity())) headers.set(name, value);
  const changing = body !== null;
  if (changing && !headers.has("idempotency-key")) headers.set("idempotency-key", crypto.randomUUID());
  if (changing && !body) headers.set("content-type", "application/json");
  for (let tried = 1; ; tried += 1) {
    const { method, credentials, signal } = request;
    const init = { method, headers, body: changing ? body || "{}" : null, credentials, signal };
    const answer = await once(request.url, init, tried);
    if (answer === null) continue;
    const wait = later(answer);
    if (wait === null || tried >= TRIES || wait > PATIENCE_MS) return answer;
    await pause(wait);
  }
}

/** @param {string} url @param {RequestInit} init @param {number} tried @returns {Promise<Response | null>} */
async function once(url, init, tried) {
  try {
    const answer = await fetch(url, init);
    if (!answer.headers.has("cleanbee-kept")) hear(answer.headers.get("cleanbee-now"));
    proof.token = answer.headers.get(PROOF) ?? proof.token;
    reachable.value = !answer.headers.has("cleanbee-kept");
    return answer;
  } catch (fault) {
    if (init.signal?.aborted || tried >= 2) {
      reachable.value = init.signal?.aborted ? reachable.value : false;
      throw fault;
    }
    await pause(tried * 300);
    return null;
  }
}

/** How long the server asks us to wait, or null when it answered. @param {Response} answer */
function later(answer) {
  const told = answer.headers.get("retry-after");
  return told !== null && (answer.status === 503 || answer.status === 409) ? Number(told) * 1000 : null;
}

/** @param {number} ms */
function pause(ms) {
  return new Promise((done) => setTimeout(done, ms));
}
