/** Who sits here, in which language, and the way out. */
import { html } from "../core/html.js";
import { leave, me } from "../core/session.js";
import { LANGUAGES, language, speak, t } from "../core/words.js";
import { Icon } from "../ui/icon.js";

export function Yourself() {
  return html`<footer class="yourself row wrap"><span class="quiet grow">${t("home.you_are", { name: me.value?.name ?? "" })}</span>
    <div class="row" role="group" aria-label=${t("language")}><${Icon} name="languages" />
      ${LANGUAGES.map((one) => html`<button type="button" class="chip" lang=${one} aria-pressed=${language.value === one} onClick=${() => speak(one, true)}>${t(`language.${one}`)}</button>`)}</div>
    <button type="button" class="second" onClick=${leave}><${Icon} name="log-out" />${t("sign_out")}</button>
  </footer>`;
}
