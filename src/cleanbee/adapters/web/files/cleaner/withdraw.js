/** Cannot come: said early, so that somebody else can. */
import { html } from "../core/html.js";
import { api, ok } from "../core/api.js";
import { go } from "../core/router.js";
import { refresh } from "../core/store.js";
import { t } from "../core/words.js";
import { closeSheet, showSheet } from "../ui/sheet.js";
import { toast } from "../ui/toast.js";
import { may } from "./visits.js";

/** @param {{ visit: import("./visits.js").Visit }} props */
export function CannotCome({ visit }) {
  if (!may(visit, "withdraw")) return null;
  const params = { path: { booking_id: visit.id } };
  const leave = async () => {
    closeSheet();
    if ((await ok(api.POST("/v1/bookings/{booking_id}/withdraw", { params }))) === null) return;
    refresh(["/v1/day_plans/"]);
    go("/");
    toast(t("withdraw.done"));
  };
  const open = () => showSheet({
    title: t("withdraw.title"),
    draw: () => html`<p>${t("withdraw.why", { name: visit.customer_name })}</p>
      <button type="button" class="main" onClick=${leave}>${t("withdraw.do")}</button><button type="button" class="second" onClick=${closeSheet}>${t("withdraw.stay")}</button>`,
  });
  return html`<p><button type="button" class="plain" onClick=${open}>${t("withdraw.ask")}</button></p>`;
}
