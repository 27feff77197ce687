/** The customer's screens; somebody who has not signed in sees the first of them. */
import { later } from "../core/later.js";
import { Book } from "./book.js";

const read = () => import("./later.js");

/** @type {import("../core/role.js").Role} */
export const role = {
  tabs: [
    { path: "/", word: "tab.book", icon: "sparkles" },
    { path: "/visits", word: "tab.visits", icon: "calendar-days" },
    { path: "/home", word: "tab.home", icon: "house" },
  ],
  screens: [
    ["/", Book],
    ["/visits", later(read, "Visits")],
    ["/visits/:id", later(read, "Visit")],
    ["/home", later(read, "Home")],
    ["/card", later(read, "SaveCard")],
  ],
};
