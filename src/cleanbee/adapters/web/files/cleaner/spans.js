/** Spans of a day, in minutes: put together, taken apart, looked at. */

/** @typedef {{ start_min: number, end_min: number }} Span */

/** How much of a piece the spans cover: none, part or all of it. @param {readonly Span[]} spans @param {Span} piece @returns {"none" | "part" | "all"} */
export function covered(spans, piece) {
  const minutes = spans.reduce((sum, one) => sum + Math.max(0, Math.min(one.end_min, piece.end_min) - Math.max(one.start_min, piece.start_min)), 0);
  return minutes === 0 ? "none" : minutes < piece.end_min - piece.start_min ? "part" : "all";
}

/** With a piece added; what touches becomes one. @param {readonly Span[]} spans @param {Span} piece @returns {Span[]} */
export function added(spans, piece) {
  const apart = spans.filter((one) => one.end_min < piece.start_min || one.start_min > piece.end_min);
  const near = [...spans.filter((one) => !apart.includes(one)), piece];
  const whole = { start_min: Math.min(...near.map((one) => one.start_min)), end_min: Math.max(...near.map((one) => one.end_min)) };
  return [...apart, whole].sort((one, other) => one.start_min - other.start_min);
}

/** With a piece taken out. @param {readonly Span[]} spans @param {Span} piece @returns {Span[]} */
export function without(spans, piece) {
  return spans.flatMap((one) => [
    { start_min: one.start_min, end_min: Math.min(one.end_min, piece.start_min) },
    { start_min: Math.max(one.start_min, piece.end_min), end_min: one.end_min },
  ]).filter((one) => one.start_min < one.end_min);
}
