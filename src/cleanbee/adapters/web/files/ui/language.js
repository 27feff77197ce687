/** In which language the screens speak. */
import { html } from "../core/html.js";
import { LANGUAGES, language, speak, t } from "../core/words.js";
import { Icon } from "./icon.js";

export function Language() {
  return html`<div class="row wrap" role="group" aria-label=${t("language")}><${Icon} name="languages" />
    ${LANGUAGES.map((one) => html`<button type="button" class="chip" lang=${one} aria-pressed=${language.value === one} onClick=${() => speak(one, true)}>${t(`language.${one}`)}</button>`)}
  </div>`;
}
