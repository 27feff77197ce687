/** Whether there is room for the office's board. */
import { useEffect, useState } from "preact/hooks";

const ROOMY = "(min-width: 60rem)";

/** True on a wide screen, and again when it becomes one. */
export function useWide() {
  const [wide, setWide] = useState(matchMedia(ROOMY).matches);
  useEffect(() => {
    const asked = matchMedia(ROOMY);
    const changed = () => setWide(asked.matches);
    asked.addEventListener("change", changed);
    return () => asked.removeEventListener("change", changed);
  }, []);
  return wide;
}
