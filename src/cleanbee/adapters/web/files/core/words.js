/** Every word on the screen, from the catalogue of the language; plurals by the language's own rules. */
import { computed, signal } from "@preact/signals";
import { html } from "./html.js";

/** @typedef {keyof typeof import("../words/en.json")} Word */
/** @typedef {"en" | "de"} Language */
/** @typedef {Record<string, string | number>} Values */

const KEPT = "cleanbee.language";
/** @type {readonly Language[]} */
export const LANGUAGES = ["en", "de"];
/** @type {Record<string, string | Record<string, string>>} */
let catalogue = {};
/** Whether the rest of it was wanted already: the server parts each file into what the first screen says, and all else. */
let whole = false;
const FIRST = { en: import.meta.resolve("/words/en.json"), de: import.meta.resolve("/words/de.json") };
const REST = { en: import.meta.resolve("/words/en.more.json"), de: import.meta.resolve("/words/de.more.json") };

/** The language of the interface. */
export const language = signal(/** @type {Language} */ ("en"));

/** How numbers and times are written: the language as its reader's region has it, and Europe's English else. */
export const locale = computed(() => {
  const own = navigator.languages.find((one) => one.startsWith(`${language.value}-`) && isTag(one));
  return own ?? (language.value === "en" ? "en-GB" : language.value);
});

/** Whether `Intl` takes it: a system without a language of its own may say `en-US@posix`. @param {string} named */
function isTag(named) {
  try {
    return Intl.getCanonicalLocales(named).length === 1;
  } catch {
    return false;
  }
}

/** What this device asked for last, else what its owner reads. @returns {Language} */
export function preferred() {
  const wanted = [localStorage.getItem(KEPT), ...navigator.languages].map((one) => (one ?? "").slice(0, 2));
  return /** @type {Language} */ (wanted.find((one) => LANGUAGES.includes(/** @type {Language} */ (one))) ?? "en");
}

/** Whether somebody chose the language on this device. */
export function chosenHere() {
  return localStorage.getItem(KEPT) !== null;
}

/** Read a language's catalogue and speak it. @param {Language} wanted @param {boolean} [keep] */
export async function speak(wanted, keep = false) {
  if (keep) localStorage.setItem(KEPT, wanted);
  const parts = await Promise.all([read(FIRST[wanted]), whole ? read(REST[wanted]) : {}]);
  catalogue = Object.assign({}, ...parts);
  document.documentElement.lang = wanted;
  language.value = wanted;
}

/** Read the rest of the catalogue, for whatever is not seen first. */
export async function allWords() {
  if (whole) return;
  Object.assign(catalogue, await read(REST[language.value]));
  whole = true;
}

/** @param {string} address */
async function read(address) {
  return (await fetch(address)).json();
}

/** A text of the catalogue; `n` chooses the plural. @param {Word} word @param {Values} [values] @returns {string} */
export function t(word, values = {}) {
  language.value;
  const found = catalogue[word] ?? word;
  const text = typeof found === "string" ? found : found[plural(Number(values["n"]))] ?? found["other"] ?? word;
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/** @param {number} n */
function plural(n) {
  return new Intl.PluralRules(locale.value).select(n);
}

/** The same, where `*…*` in the catalogue is important. @param {Word} word @param {Values} [values] */
export function rich(word, values = {}) {
  return t(word, values)
    .split("*")
    .map((part, place) => (place % 2 === 1 ? html`<strong>${part}</strong>` : part));
}

/** A text whose key is made of a code of the API; the code itself where the catalogue has none. @param {string} family @param {string} code @param {Values} [values] */
export function named(family, code, values = {}) {
  language.value;
  const key = `${family}.${code}`;
  return catalogue[key] === undefined ? code.replaceAll("_", " ") : t(/** @type {Word} */ (key), values);
}
