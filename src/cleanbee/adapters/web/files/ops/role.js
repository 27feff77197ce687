/** The office's screens. */
import { Behalf } from "./behalf.js";
import { Day } from "./day.js";
import { Figures } from "./figure.js";
import { Money } from "./money.js";
import { NeedsYou } from "./needs_you.js";
import { People } from "./people.js";
import { Person } from "./person.js";
import { styled } from "./style.js";
import { Visit } from "./visit.js";

/** @type {import("../core/role.js").Role} */
export const role = {
  tabs: [
    { path: "/ops", word: "tab.needs_you", icon: "inbox" },
    { path: "/ops/day", word: "tab.day", icon: "layout-dashboard" },
    { path: "/ops/money", word: "tab.money", icon: "wallet" },
    { path: "/ops/people", word: "tab.people", icon: "users" },
    { path: "/ops/figures", word: "tab.figures", icon: "chart-column" },
  ],
  screens: [
    ["/ops", styled(NeedsYou)],
    ["/", styled(NeedsYou)],
    ["/ops/day", styled(Day)],
    ["/ops/day/:day", styled(Day)],
    ["/ops/visits/:id", styled(Visit)],
    ["/ops/money", styled(Money)],
    ["/ops/people", styled(People)],
    ["/ops/people/:id", styled(Person)],
    ["/ops/people/:id/book", styled(Behalf)],
    ["/ops/figures", styled(Figures)],
  ],
};
