/** The cleaner's screens; steps that wait from an earlier time are sent as soon as its owner is here. */
import { sendFor } from "../core/outbox.js";
import { me } from "../core/session.js";
import { Today } from "./today.js";
import { Visit } from "./visit.js";

me.subscribe((one) => one?.role === "cleaner" && void sendFor(one.id));

/** @type {import("../core/role.js").Role} */
export const role = {
  tabs: [{ path: "/", word: "tab.today", icon: "list-checks" }],
  screens: [
    ["/", Today],
    ["/visits/:id", Visit],
  ],
};
