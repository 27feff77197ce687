/**
 * A visit is moved to somebody else's row by hand: before it is let go a ghost says, in the server's words, how late it would begin
 * there and what that costs. By mouse or pen; a finger scrolls, and taps the visit, whose page offers the same as a list.
 */
import { useRef, useState } from "preact/hooks";
import { toast } from "../ui/toast.js";
import { cost } from "./help.js";
import { give, readSubstitutes, showInstead, whyNot } from "./instead.js";

/** @typedef {import("../core/api.js").Shapes} Shapes @typedef {Shapes["BoardBar"]} Bar @typedef {Shapes["BoardRow"]} Row */
/** @typedef {{ bar: Bar, from: string, over: Row | null, found: Shapes["Substitutes"] | null }} Drag `from`: whose row it comes from */
/** @typedef {{ can: boolean, says: string }} Ghost */

const MOVED_PX = 6;

/** @param {(event: PointerEvent) => Row | null} rowAt whose row lies under the pointer */
export function useDrag(rowAt) {
  const [drag, setDrag] = useState(/** @type {Drag | null} */ (null));
  const now = useRef(/** @type {Drag | null} */ (null));
  const began = useRef(/** @type {{ x: number, y: number } | null} */ (null));
  const moved = useRef(false);
  const show = (/** @type {Drag | null} */ next) => {
    now.current = next;
    setDrag(next);
  };
  const look = async (/** @type {Bar} */ bar) => {
    const found = await readSubstitutes(bar.booking_id);
    if (now.current?.bar === bar) show(found === null ? null : { ...now.current, found });
  };
  const drop = () => {
    const last = now.current;
    show(null);
    if (!last?.over || last.found === null || last.over.cleaner.id === last.from) return;
    const { cleaner } = last.over;
    const one = last.found.data.find((each) => each.cleaner.id === cleaner.id);
    if (one === undefined) toast(`${cleaner.name}: ${whyNot(last.found, cleaner.id)}`);
    else if (one.call) give(one, last.bar.customer_name);
    else showInstead(last.found, last.bar.customer_name, [one]);
  };
  /** What a bar listens to. @param {Bar} bar @param {string} from @param {() => unknown} open */
  const grips = (bar, from, open) => ({
    onPointerDown: (/** @type {PointerEvent} */ event) => {
      moved.current = false;
      began.current = event.pointerType === "touch" || event.button !== 0 ? null : { x: event.clientX, y: event.clientY };
      if (began.current && event.currentTarget instanceof Element) event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove: (/** @type {PointerEvent} */ event) => {
      const start = began.current;
      if (start === null) return;
      if (now.current === null && !moved.current && Math.hypot(event.clientX - start.x, event.clientY - start.y) > MOVED_PX) {
        moved.current = true;
        show({ bar, from, over: null, found: null });
        void look(bar);
      }
      if (now.current !== null) show({ ...now.current, over: rowAt(event) });
    },
    onPointerUp: () => {
      began.current = null;
      drop();
    },
    onPointerCancel: () => {
      began.current = null;
      show(null);
    },
    onClick: () => !moved.current && open(),
  });
  return { drag, grips };
}

/** What would come of letting go here; null while that is not known, and above its own row. @param {Drag} drag @returns {Ghost | null} */
export function ghostOf({ over, from, found }) {
  if (over === null || found === null || over.cleaner.id === from) return null;
  const one = found.data.find((each) => each.cleaner.id === over.cleaner.id);
  if (one === undefined) return { can: false, says: `${over.cleaner.name}: ${whyNot(found, over.cleaner.id)}` };
  return { can: true, says: `${one.text} · ${cost(one)}` };
}
