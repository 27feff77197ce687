/** The shell: who is here, their role's screens and tabs, and what lies over all of them. */
import { render } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { html } from "./html.js";
import { reachable, wantsSignIn } from "./api.js";
import { line } from "./live.js";
import { forget, go, match, place } from "./router.js";
import { begin, house, me, roleOf, signInAs } from "./session.js";
import { allWords, preferred, speak, t } from "./words.js";
import { Icon } from "../ui/icon.js";
import { Sheets } from "../ui/sheet.js";
import { OfficeSignIn, signInSheet } from "../ui/sign_in.js";
import { ClockButton } from "../ui/clock.js";
import { Toasts, toast } from "../ui/toast.js";

/** @typedef {import("./role.js").Role} Role @typedef {import("./session.js").RoleName} RoleName */

const SHELL_KEPT_AFTER_MS = 1500;
/** @type {Record<RoleName, () => Promise<{ role: Role }>>} */
const ROLES = {
  anybody: () => import("../customer/role.js"),
  customer: () => import("../customer/role.js"),
  cleaner: () => told(import("../cleaner/role.js")),
  ops: () => told(import("../ops/role.js")),
};

/** A role whose words are not among the first. @param {Promise<{ role: Role }>} role */
async function told(role) {
  const [read] = await Promise.all([role, allWords()]);
  return read;
}

function Shell() {
  const name = me.value === undefined ? null : roleOf(me.value);
  const [role, setRole] = useState(/** @type {{ name: RoleName, role: Role } | null} */ (null));
  useEffect(() => {
    if (name !== null) void ROLES[name]().then((read) => setRole({ name, role: read.role }));
  }, [name]);
  useEffect(() => {
    if (wantsSignIn.value > 0) signInSheet();
  }, [wantsSignIn.value]);
  const office = name === "anybody" && place.value.path.startsWith("/ops");
  const shown = role !== null && role.name === name ? role.role : null;
  return html`
    <a class="skip" href="#main">${t("skip")}</a>
    ${shown && html`<${Top} tabs=${office ? [] : shown.tabs} />`}
    <main id="main" tabindex="-1">${office ? html`<${Office} />` : shown && html`<${Screen} role=${shown} />`}</main>
    <${Sheets} /><${Toasts} />
  `;
}

/** @param {{ tabs: Role["tabs"] }} props */
function Top({ tabs }) {
  const { path } = place.value;
  const longest = tabs.map((one) => one.path).filter((one) => path === one || path.startsWith(`${one === "/" ? "/-" : one}/`));
  const current = longest.sort((one, other) => other.length - one.length)[0];
  const away = !reachable.value || line.value === "away";
  return html`<header class="top">
    <a class="brand" href="/"><img src=${import.meta.resolve("/icons/bee.svg")} alt="" width="28" height="28" />CleanBee</a>
    ${house.value?.sandbox && html`<${ClockButton} />`}
    ${away && html`<p class="away"><${Icon} name="wifi-off" />${t(reachable.value ? "offline.connecting" : "offline.offline")}</p>`}
    <nav class="tabs" aria-label=${t("tabs")}>
      ${tabs.map((tab) => html`<a href=${tab.path} aria-current=${tab.path === current ? "page" : undefined}><${Icon} name=${tab.icon} /><span>${t(tab.word)}</span></a>`)}
    </nav>
  </header>`;
}

/** The screen that the path means, with the focus on its heading after each change. @param {{ role: Role }} props */
function Screen({ role }) {
  const { path } = place.value;
  const was = useRef(path);
  useEffect(() => {
    if (was.current === path) return;
    was.current = path;
    const heading = document.querySelector("main h1");
    if (heading instanceof HTMLElement) {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    }
  }, [path]);
  for (const [pattern, screen] of role.screens) {
    const found = match(pattern, path);
    if (found !== null) return html`<${screen} key=${path} ...${found} />`;
  }
  return html`<section class="page"><h1>${t("nothing_here")}</h1><p><a class="button main" href="/">${t("to_start")}</a></p></section>`;
}

function Office() {
  return html`<section class="page"><h1>${t("sign_in.office")}</h1><${OfficeSignIn} done=${() => go("/ops")} /></section>`;
}

/** A new version is there: it takes over when somebody says so, or at the next cold start. */
async function keepShell() {
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" }).catch(() => undefined);
  if (!registration) return; // the browser does not let us, or the line broke: the next start tries again
  registration.addEventListener("updatefound", () => {
    const next = registration.installing;
    next?.addEventListener("statechange", () => {
      if (next.state !== "installed" || navigator.serviceWorker.controller === null) return;
      toast(t("offline.new_version"), { label: t("offline.update"), act: () => next.postMessage("take over") });
    });
  });
  let reloaded = navigator.serviceWorker.controller === null;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (!reloaded) location.reload();
    reloaded = true;
  });
}

async function start() {
  await Promise.all([speak(preferred()), begin()]);
  const as = place.value.query.get("as");
  if (as !== null) {
    forget(["as"]);
    await signInAs(as);
  }
  const app = document.getElementById("app");
  if (app === null) return;
  app.replaceChildren();
  render(html`<${Shell} />`, app);
  setTimeout(() => void keepShell(), SHELL_KEPT_AFTER_MS);
}

void start();
