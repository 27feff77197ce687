/** Signing in: a phone number, then the code; in the sandbox one tap on somebody of its city. */
import { useEffect, useRef, useState } from "preact/hooks";
import { html } from "../core/html.js";
import { sentence } from "../core/api.js";
import { house, sendCode, signInAs, typeCode, typePassword } from "../core/session.js";
import { t } from "../core/words.js";
import { closeSheet, sheetOpen, showSheet } from "./sheet.js";

const asks = { bare: false };

/** Open the sheet, unless it is open for several answers at once; `then` follows when somebody is signed in. @param {{ then?: () => unknown, beside?: string }} [how] */
export function signInSheet({ then, beside } = {}) {
  const bare = then === undefined && beside === undefined;
  if (bare && asks.bare && sheetOpen()) return;
  asks.bare = bare;
  const done = () => {
    closeSheet();
    then?.();
  };
  showSheet({ title: t("sign_in.title"), draw: () => html`<${SignIn} done=${done} beside=${beside} />` });
}

/** @param {{ done: () => unknown, beside?: string }} props */
export function SignIn({ done, beside }) {
  const [sent, setSent] = useState(/** @type {string | null} */ (null));
  const [wrong, setWrong] = useState("");
  const [phone, setPhone] = useState("");
  const [name, setName] = useState("");
  const own = { code_wrong: said, refused: said, validation: said, rate_limited: said };
  /** @param {import("../core/api.js").Problem} problem */
  function said(problem) {
    setWrong(sentence(problem));
  }
  const send = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    setWrong("");
    const told = await sendCode(phone, own, name.trim());
    if (told !== null) setSent(told.id);
  };
  const type = async (/** @type {string} */ code) => {
    setWrong("");
    if (sent !== null && (await typeCode(sent, code, own))) done();
  };
  return html`
    ${beside && html`<p class="quiet">${beside}</p>`}
    ${sent === null
      ? html`<form onSubmit=${send}>
          <label class="field">${t("sign_in.phone")}
            <input type="tel" autocomplete="tel" required value=${phone} aria-invalid=${wrong !== ""} aria-describedby="sign-in-wrong"
              onInput=${(/** @type {any} */ e) => setPhone(e.target.value)} /></label>
          <label class="field">${t("sign_in.name")}
            <input autocomplete="name" value=${name} onInput=${(/** @type {any} */ e) => setName(e.target.value)} /></label>
          <p id="sign-in-wrong" class="wrong" role="alert">${wrong}</p>
          <button class="main">${t("sign_in.send")}</button>
        </form>`
      : html`<${Code} type=${type} wrong=${wrong} phone=${phone} back=${() => setSent(null)} />`}
    <${People} done=${done} only=${beside === undefined ? null : "customer"} />
  `;
}

/** @param {{ type: (code: string) => unknown, wrong: string, phone: string, back: () => void }} props */
function Code({ type, wrong, phone, back }) {
  const [code, setCode] = useState("");
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  useEffect(() => field.current?.focus(), []);
  const typed = (/** @type {any} */ event) => {
    const digits = event.target.value.replace(/\D/g, "");
    setCode(digits);
    if (digits.length === event.target.maxLength) void type(digits);
  };
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    void type(code);
  };
  return html`<form onSubmit=${submit}>
    <label class="field">${t("sign_in.code", { phone })}
      <input inputmode="numeric" autocomplete="one-time-code" maxlength="6" required value=${code} onInput=${typed} ref=${field}
        aria-invalid=${wrong !== ""} aria-describedby="sign-in-wrong" /></label>
    <p id="sign-in-wrong" class="wrong" role="alert">${wrong}</p>
    <button class="main">${t("sign_in.enter")}</button>
    <button type="button" class="plain" onClick=${back}>${t("sign_in.other_number")}</button>
  </form>`;
}

/** @param {{ done: () => unknown, only: string | null }} props */
function People({ done, only }) {
  const people = house.value?.sandbox?.sign_ins.filter((one) => only === null || one.role === only) ?? [];
  const enter = async (/** @type {string} */ key) => {
    if (await signInAs(key)) done();
  };
  if (people.length === 0) return null;
  return html`<section class="sandbox"><h2>${t("sandbox.be")}</h2>
    <div class="row wrap">${people.map((one) => html`<button class="chip" onClick=${() => enter(one.key)}>${t(`sandbox.be_${one.role}`, { name: one.name })}</button>`)}</div>
  </section>`;
}

/** How somebody of the office signs in. @param {{ done: () => unknown }} props */
export function OfficeSignIn({ done }) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [wrong, setWrong] = useState("");
  const said = (/** @type {import("../core/api.js").Problem} */ problem) => setWrong(sentence(problem));
  const enter = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (await typePassword(email, password, { unauthenticated: said, code_wrong: said, rate_limited: said })) done();
  };
  return html`<form onSubmit=${enter} class="narrow">
    <label class="field">${t("sign_in.email")}<input type="email" autocomplete="username" required value=${email} onInput=${(/** @type {any} */ e) => setEmail(e.target.value)} /></label>
    <label class="field">${t("sign_in.password")}<input type="password" autocomplete="current-password" required value=${password} onInput=${(/** @type {any} */ e) => setPassword(e.target.value)} /></label>
    <p class="wrong" role="alert">${wrong}</p>
    <button class="main">${t("sign_in.enter")}</button>
    <${People} done=${done} only=${null} />
  </form>`;
}
