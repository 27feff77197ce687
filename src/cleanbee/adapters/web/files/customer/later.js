/** The customer's screens that nobody sees first; they are read when one of them is wanted. */
import { SaveCard } from "./card.js";
import { Home } from "./home.js";
import { Visit } from "./visit.js";
import { Visits } from "./visits.js";

/** @type {Record<string, import("../core/role.js").Screen>} */
export const screens = { Home, SaveCard, Visit, Visits };
