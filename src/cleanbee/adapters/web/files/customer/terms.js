/** What cancelling costs when, as the server says it. */

/** @typedef {import("../core/api.js").Shapes} Shapes */

/** Until when cancelling costs nothing, by the home's wall clock; null where that is not known or never. @param {Shapes["CustomerTimeline"] | null} terms */
export function freeUntil(terms) {
  if (terms === null) return null;
  const first = spans(terms)[0];
  return first !== undefined && isFree(first) ? (first.local_until ?? null) : null;
}

/** The spans that count once somebody is coming. @param {Shapes["CustomerTimeline"]} terms */
export function spans(terms) {
  return terms.once_confirmed.length > 0 ? terms.once_confirmed : terms.cancelling;
}

/** @param {Shapes["CostSpan"]} span */
export function isFree(span) {
  return (span.fee?.amount ?? 0) === 0;
}
