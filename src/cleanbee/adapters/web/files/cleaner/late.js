/** Running late: in how many minutes one will be there, said before anybody has to ask. */
import { html } from "../core/html.js";
import { lane, say } from "../core/outbox.js";
import { t } from "../core/words.js";
import { Icon } from "../ui/icon.js";
import { closeSheet, showSheet } from "../ui/sheet.js";
import { toast } from "../ui/toast.js";
import { may } from "./visits.js";

/** @typedef {import("./visits.js").Visit} Visit */

/** @param {{ visit: Visit }} props */
export function Late({ visit }) {
  const action = may(visit, "give_eta");
  if (!action || lane(visit.id).some((one) => one.step === "check_in")) return null;
  const tell = async (/** @type {number} */ minutes) => {
    closeSheet();
    await say(visit.id, "give_eta", { minutes });
    toast(t("late.told", { n: minutes }));
  };
  const open = () => showSheet({
    title: t("late.title"),
    draw: () => html`<p>${t("late.why")}</p><div class="choices">${action.minutes?.map((one) => html`<button type="button" class="second" onClick=${() => tell(one)}>${t("late.in", { n: one })}</button>`)}</div>`,
  });
  return html`<button type="button" class="second" onClick=${open}><${Icon} name="clock" />${t("late.do")}</button>`;
}
