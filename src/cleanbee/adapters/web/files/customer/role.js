/** The customer's screens; somebody who has not signed in sees the first of them. */
import { Book } from "./book.js";
import { Home } from "./home.js";
import { Visit } from "./visit.js";
import { Visits } from "./visits.js";

/** @type {import("../core/role.js").Role} */
export const role = {
  tabs: [
    { path: "/", word: "tab.book", icon: "sparkles" },
    { path: "/visits", word: "tab.visits", icon: "calendar-days" },
    { path: "/home", word: "tab.home", icon: "house" },
  ],
  screens: [
    ["/", Book],
    ["/visits", Visits],
    ["/visits/:id", Visit],
    ["/home", Home],
  ],
};
