/** The cleaner's screens. */
import { Money } from "./money.js";
import { Offers } from "./offers.js";
import { Today } from "./today.js";
import { Visit } from "./visit.js";
import { Week } from "./week.js";

/** @type {import("../core/role.js").Role} */
export const role = {
  tabs: [
    { path: "/", word: "tab.today", icon: "list-checks" },
    { path: "/offers", word: "tab.offers", icon: "inbox" },
    { path: "/week", word: "tab.week", icon: "calendar-days" },
    { path: "/money", word: "tab.money", icon: "wallet" },
  ],
  screens: [
    ["/", Today],
    ["/visits/:id", Visit],
    ["/offers", Offers],
    ["/week", Week],
    ["/money", Money],
  ],
};
