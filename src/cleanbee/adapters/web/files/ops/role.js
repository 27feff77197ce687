/** The office's screens. */
import { Day } from "./day.js";
import { NeedsYou } from "./needs_you.js";
import { styled } from "./style.js";

/** @type {import("../core/role.js").Role} */
export const role = {
  tabs: [
    { path: "/ops", word: "tab.needs_you", icon: "inbox" },
    { path: "/ops/day", word: "tab.day", icon: "layout-dashboard" },
  ],
  screens: [
    ["/ops", styled(NeedsYou)],
    ["/", styled(NeedsYou)],
    ["/ops/day", styled(Day)],
    ["/ops/day/:day", styled(Day)],
  ],
};
