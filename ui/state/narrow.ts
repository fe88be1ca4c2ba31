import { useEffect, useState } from "preact/hooks";

/** Below this, one pane at a time. */
export const NARROW = "(max-width: 759px)";

/** Whether the screen is narrow, as it changes. */
export function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(() => globalThis.matchMedia(NARROW).matches);
  useEffect(() => {
    const query = globalThis.matchMedia(NARROW);
    const hear = (): void => setNarrow(query.matches);
    query.addEventListener("change", hear);
    return () => query.removeEventListener("change", hear);
  }, []);
  return narrow;
}
