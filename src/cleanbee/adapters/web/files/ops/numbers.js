/** Numbers as the API sends them, by their unit, in the language of the interface. */
import { money } from "../core/money.js";
import { duration } from "../core/when.js";
import { locale } from "../core/words.js";

/** @typedef {import("../core/api.js").Shapes} Shapes */

/** "64%": a part of a thousand. @param {number} permille */
export function share(permille) {
  return new Intl.NumberFormat(locale.value, { style: "percent", maximumFractionDigits: 0 }).format(permille / 1000);
}

/** A value of a figure by its column's unit. @param {number} value @param {Shapes["FigureColumn"]["unit"]} unit @param {string | undefined} currency */
export function valued(value, unit, currency) {
  if (unit === "permille") return share(value);
  if (unit === "money" && currency !== undefined) return money({ amount: value, currency });
  if (unit === "minutes" && value > 0) return duration(value);
  return new Intl.NumberFormat(locale.value).format(value);
}
