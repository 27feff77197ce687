/** The last clean once more, by one tap. */
import { html } from "../core/html.js";
import { clock, longDay, now } from "../core/when.js";
import { t } from "../core/words.js";
import { Dot, firstName } from "../ui/face.js";
import { Icon } from "../ui/icon.js";
import { rebook } from "./actions.js";
import { useBookings } from "./bookings.js";

export function Again() {
  const at = now.value.toISOString();
  const may = useBookings().filter((one) => one.available_actions.some((action) => action.name === "rebook"));
  const last = may.find((one) => one.window.end_at <= at);
  const action = last?.available_actions.find((one) => one.name === "rebook");
  if (last === undefined || action === undefined) return null;
  return html`<section class="card again">
    <span class="row">${last.cleaner && html`<${Dot} name=${last.cleaner.name} />`}<span><b>${t("again.title", { name: firstName(last.cleaner?.name) })}</b><br />
      <span class="small quiet">${longDay(last.window.local_start)}, ${clock(last.window.local_start)}</span></span></span>
    <button type="button" class="second" onClick=${() => rebook(last.id)}><${Icon} name="repeat" />${action.label}</button>
  </section>`;
}
