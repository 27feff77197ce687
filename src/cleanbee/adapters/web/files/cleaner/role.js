/** The cleaner's screens. */
import { Today } from "./today.js";

/** @type {import("../core/role.js").Role} */
export const role = {
  tabs: [{ path: "/", word: "tab.today", icon: "list-checks" }],
  screens: [["/", Today]],
};
