/** A screen whose file is read when it is wanted. */
import { useEffect, useState } from "preact/hooks";
import { html } from "./html.js";
import { allWords, t } from "./words.js";

/** @typedef {import("./role.js").Screen} Screen @typedef {() => Promise<{ screens: Record<string, Screen> }>} Read */

/** @param {Read} read @param {string} name @returns {Screen} */
export function later(read, name) {
  return function Later(props) {
    const [screen, setScreen] = useState(/** @type {{ draw: Screen } | null} */ (null));
    useEffect(() => {
      void Promise.all([read(), allWords()]).then(([{ screens }]) => screens[name] && setScreen({ draw: screens[name] }));
    }, []);
    return screen === null
      ? html`<section class="page" aria-busy="true"><h1 class="quiet">${t("loading")}</h1></section>`
      : html`<${screen.draw} ...${props} />`;
  };
}
