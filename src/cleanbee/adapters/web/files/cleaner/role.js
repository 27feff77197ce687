/** The cleaner's screens; steps that wait from an earlier time are sent as soon as their owner is here. */
import { sendFor } from "../core/outbox.js";
import { me } from "../core/session.js";
import { Money } from "./money.js";
import { Offers } from "./offers.js";
import { Today } from "./today.js";
import { Visit } from "./visit.js";
import { Week } from "./week.js";

me.subscribe((one) => one?.role === "cleaner" && void sendFor(one.id));

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
