/** A heart beside a cleaner: favourites come first when somebody is looked for. */
import { html } from "../core/html.js";
import { api, ok } from "../core/api.js";
import { refresh, useThing } from "../core/store.js";
import { t } from "../core/words.js";
import { firstName } from "../ui/face.js";
import { Icon } from "../ui/icon.js";

/** @param {{ cleaner: import("../core/api.js").Shapes["CleanerCard"] }} props */
export function Favour({ cleaner }) {
  const mine = useThing("/v1/preferences/cleaners", (headers) => api.GET("/v1/preferences/cleaners", { headers })).value;
  if (mine === null) return null;
  const on = mine.favourites.some((one) => one.id === cleaner.id);
  const params = { path: { cleaner_id: cleaner.id } };
  const press = async () => {
    const asked = on
      ? api.POST("/v1/cleaners/{cleaner_id}/unfavour", { params })
      : api.POST("/v1/cleaners/{cleaner_id}/favour", { params });
    if ((await ok(asked)) !== null) refresh(["/v1/preferences"]);
  };
  const name = firstName(cleaner.name);
  return html`<button type="button" class=${`round ${on ? "loved" : ""}`} aria-pressed=${on} aria-label=${t(on ? "favour.on" : "favour.do", { name })} onClick=${press}><${Icon} name="heart" /></button>`;
}
