/** The office's screens. */
import { NeedsYou } from "./needs_you.js";

/** @type {import("../core/role.js").Role} */
export const role = {
  tabs: [{ path: "/ops", word: "tab.needs_you", icon: "inbox" }],
  screens: [
    ["/ops", NeedsYou],
    ["/", NeedsYou],
  ],
};
