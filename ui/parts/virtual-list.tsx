import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

interface Props<T> {
  readonly id: string;
  readonly label: string;
  readonly items: readonly T[];
  /** Pixels; every row is as high. */
  readonly rowHeight: number;
  /** Position of the chosen row, -1 for none. */
  readonly selected: number;
  readonly keyOf: (item: T) => string;
  readonly children: (item: T, at: number) => ComponentChildren;
  readonly onChoose: (item: T) => void;
  readonly onStep: (step: 1 | -1) => void;
  /** The selection moves by itself; then it must not pull back a reader who scrolled away. */
  readonly following?: boolean;
}

const SPARE_ROWS = 6;

/** A list that draws only the rows in sight, however many there are. */
export function VirtualList<T>({ id, label, items, rowHeight, selected, keyOf, children, onChoose, onStep, following }: Props<T>): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ first: 0, rows: 30 });
  const seen = useRef(-1);

  const measure = (): void => {
    const element = box.current;
    if (!element) return;
    const first = Math.floor(element.scrollTop / rowHeight);
    const rows = Math.ceil(element.clientHeight / rowHeight) + 1;
    setView((before) => (before.first === first && before.rows === rows ? before : { first, rows }));
  };

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [rowHeight]);

  useLayoutEffect(() => {
    const element = box.current;
    const before = seen.current;
    seen.current = selected;
    if (!element || selected < 0 || (following && before >= 0 && !isInSight(element, before, rowHeight))) return;
    scrollTo(element, selected, rowHeight);
    measure();
  }, [selected, items.length > 0, rowHeight]);

  const from = Math.max(0, view.first - SPARE_ROWS);
  const to = Math.min(items.length, view.first + view.rows + SPARE_ROWS);
  const step = (event: KeyboardEvent): void => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    onStep(event.key === "ArrowDown" ? 1 : -1);
  };

  return (
    <div
      class="virtual"
      ref={box}
      role="listbox"
      tabIndex={0}
      aria-label={label}
      aria-activedescendant={selected >= from && selected < to ? `${id}-${selected}` : undefined}
      onScroll={measure}
      onKeyDown={step}
    >
      <div class="virtual-all" role="presentation" style={{ height: `${items.length * rowHeight}px` }}>
        <div class="virtual-some" role="presentation" style={{ transform: `translateY(${from * rowHeight}px)` }}>
          {items.slice(from, to).map((item, i) => (
            <div
              key={keyOf(item)}
              id={`${id}-${from + i}`}
              role="option"
              aria-selected={from + i === selected}
              aria-setsize={items.length}
              aria-posinset={from + i + 1}
              class="virtual-row"
              style={{ height: `${rowHeight}px` }}
              onClick={() => onChoose(item)}
            >
              {children(item, from + i)}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

function isInSight(box: HTMLElement, at: number, rowHeight: number): boolean {
  return (at + 1) * rowHeight > box.scrollTop - rowHeight && at * rowHeight < box.scrollTop + box.clientHeight + rowHeight;
}

function scrollTo(box: HTMLElement, at: number, rowHeight: number): void {
  const top = at * rowHeight;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top + rowHeight > box.scrollTop + box.clientHeight) box.scrollTop = top + rowHeight - box.clientHeight;
}
