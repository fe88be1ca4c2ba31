import { useLayoutEffect, useRef } from "preact/hooks";
import type { RefObject } from "preact";

const NEAR = 48;

/** Keeps a scrolled element at its end while something is written into it, unless the reader scrolled away. */
export function useTail(active: boolean): RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || !active) return undefined;
    let sticks = true;
    const hear = (): void => void (sticks = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR);
    const toEnd = (): void => {
      if (sticks) element.scrollTop = element.scrollHeight;
    };
    const observer = new MutationObserver(toEnd);
    observer.observe(element, { childList: true, subtree: true, characterData: true });
    element.addEventListener("scroll", hear);
    toEnd();
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", hear);
    };
  }, [active]);
  return box;
}
