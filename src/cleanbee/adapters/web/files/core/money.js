/** Amounts as the server sends them, in the language of the interface. */
import { locale } from "./words.js";

/** @typedef {import("./schema.js").components["schemas"]["Money"]} Money */

/** "€72.00" @param {Money} amount */
export function money(amount) {
  const format = new Intl.NumberFormat(locale.value, { style: "currency", currency: amount.currency });
  return format.format(whole(amount, format));
}

/** "−€7.20" or "+€7.20": what is added or taken off. @param {Money} amount */
export function difference(amount) {
  const options = /** @type {const} */ ({ style: "currency", currency: amount.currency, signDisplay: "exceptZero" });
  const format = new Intl.NumberFormat(locale.value, options);
  return format.format(whole(amount, format));
}

/** @param {Money} amount @param {Intl.NumberFormat} format */
function whole(amount, format) {
  return amount.amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 0);
}

/** What somebody typed, in minor units. @param {string} typed @param {string} currency @returns {Money} */
export function minor(typed, currency) {
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 0;
  return { amount: Math.round(Number(typed.replace(",", ".")) * 10 ** digits), currency };
}

/** Whether two amounts are the same. @param {Money} one @param {Money} other */
export function same(one, other) {
  return one.amount === other.amount && one.currency === other.currency;
}
