/** Oneself: the language, and the way out. */
import { html } from "../core/html.js";
import { Language } from "../ui/language.js";
import { SignOut } from "../ui/sign_out.js";

export function You() {
  return html`<${Language} /><${SignOut} />`;
}
