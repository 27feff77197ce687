/** The way out, which says first what would be lost. */
import { html } from "../core/html.js";
import { howMany } from "../core/outbox.js";
import { leave, me } from "../core/session.js";
import { t } from "../core/words.js";
import { Icon } from "./icon.js";
import { closeSheet, showSheet } from "./sheet.js";

export function SignOut() {
  const out = () => {
    closeSheet();
    void leave();
  };
  const ask = () => showSheet({
    title: t("sign_out"),
    draw: () => html`<p>${t("outbox.lost", { n: howMany.value })}</p><button type="button" class="main" onClick=${closeSheet}>${t("outbox.wait")}</button><button type="button" class="second" onClick=${out}>${t("sign_out")}</button>`,
  });
  return html`<p class="quiet">${t("home.you_are", { name: me.value?.name ?? "" })}</p>
    <button type="button" class="second" onClick=${howMany.value > 0 ? ask : out}><${Icon} name="log-out" />${t("sign_out")}</button>`;
}
