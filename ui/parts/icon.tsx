import type { JSX } from "preact";

const PATHS = {
  search: "M7 12a5 5 0 1 1 0-10 5 5 0 0 1 0 10Zm3.6-1.4L14 14",
  close: "M4 4l8 8M12 4l-8 8",
  copy: "M6 6h7v7H6zM10 6V3H3v7h3",
  check: "M3 8.5 6.5 12 13 4.5",
  back: "M9.5 3 4.5 8l5 5",
  right: "M6 3.5 10.5 8 6 12.5",
  person: "M8 7.5a2.75 2.75 0 1 0 0-5.5 2.75 2.75 0 0 0 0 5.5ZM2.8 14c.5-2.7 2.5-4.2 5.2-4.2s4.7 1.5 5.2 4.2",
  theme: "M13.5 9.8A5.9 5.9 0 0 1 6.2 2.5a5.9 5.9 0 1 0 7.3 7.3Z",
  help: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM6.2 6.3c.1-1.1.9-1.7 1.9-1.7s1.8.7 1.8 1.6c0 1.4-1.9 1.4-1.9 2.8M8 11.2v.2",
  list: "M2.5 4h11M2.5 8h11M2.5 12h11",
  pulse: "M1.5 8.5h3L6.5 3l3 10 2-4.5h3",
  detail: "M2.5 3h11v10h-11zM6 3v10",
  branch: "M4 2.5v6a2 2 0 0 0 2 2h6.5M10 8l2.5 2.5L10 13",
  up: "M8 13V3M4 7l4-4 4 4",
  down: "M8 3v10M4 9l4 4 4-4",
  drift: "M2 6c2-2.6 4-2.6 6 0s4 2.6 6 0M2 10.5c2-2.6 4-2.6 6 0s4 2.6 6 0",
  stub: "M3 3h2.5M7 3h2M10.5 3H13v2.5M13 7v2M13 10.5V13h-2.5M9 13H7M5.5 13H3v-2.5M3 9V7M3 5.5V3",
  cassette: "M1.5 3.5h13v9h-13zM5 9.4a1.4 1.4 0 1 0 0-2.8 1.4 1.4 0 0 0 0 2.8ZM11 9.4a1.4 1.4 0 1 0 0-2.8 1.4 1.4 0 0 0 0 2.8ZM6.4 8h3.2",
  alert: "M8 2 1.5 13.5h13zM8 6.5v3.2M8 11.6v.2",
} as const;

export type IconName = keyof typeof PATHS;

/** A small line drawing in the colour of the text beside it. */
export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
