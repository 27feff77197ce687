/** What the office does: a call that the server made ready is sent as it stands, and its opposite is offered after it. */
import { api, ok } from "../core/api.js";
import { refresh } from "../core/store.js";
import { t } from "../core/words.js";
import { toast } from "../ui/toast.js";

/** @typedef {import("../core/api.js").Shapes} Shapes @typedef {Shapes["ReadyCall"]} ReadyCall */
/** @typedef {{ undo?: ReadyCall }} CanBeUndone */

/** Send a ready call. @param {ReadyCall} call @returns {Promise<CanBeUndone | null>} */
export async function send(call) {
  const post = /** @type {(path: string, how: object) => Promise<{ data?: CanBeUndone, response: Response }>} */ (/** @type {unknown} */ (api.POST));
  const told = await ok(post(call.path, { headers: { "if-match": call.if_match }, body: call.body }));
  refresh(["/v1/queue", "/v1/board", ...call.path.split("/").filter((part) => part.includes("_"))]);
  return told;
}

/** Do something that can be taken back for a while. @param {ReadyCall} call @param {string} said */
export async function doWithUndo(call, said) {
  const told = await send(call);
  if (told !== null) done(told, said);
}

/** Do what would help one who needs somebody. @param {Shapes["QueueEntry"]} one @param {Shapes["RepairShown"]} repair */
export function mend(one, repair) {
  return doWithUndo(repair.call, t(`ops.done_${repair.code}`, { cleaner: repair.cleaner.name, customer: one.customer_name }));
}

/** Say what was done, and offer its opposite. @param {CanBeUndone} told @param {string} said */
export function done({ undo }, said) {
  if (undo === undefined) toast(said);
  else toast(said, { label: t("undo"), act: () => takeBack(undo) });
}

/** @param {ReadyCall} undo */
async function takeBack(undo) {
  if ((await send(undo)) !== null) toast(t("ops.taken_back"));
}
