/** Whether the page hears of changes, and what it missed while it did not. Times are Unix milliseconds. */
export type Link =
  | { readonly state: "connecting" }
  | { readonly state: "live"; readonly version: string; readonly gap?: Gap }
  | { readonly state: "offline"; readonly since: number };

/** A break that is over. `missed` counts the changes that came in one go afterwards. */
export interface Gap {
  readonly offlineMs: number;
  readonly missed: number;
  readonly until: number;
}

export type LinkEvent =
  | { readonly type: "opened"; readonly at: number; readonly version: string }
  | { readonly type: "missed"; readonly count: number }
  | { readonly type: "lost"; readonly at: number };

export function nextLink(link: Link, event: LinkEvent): Link {
  switch (event.type) {
    case "opened":
      if (link.state !== "offline") return { ...link, state: "live", version: event.version };
      return { state: "live", version: event.version, gap: { offlineMs: event.at - link.since, missed: 0, until: event.at } };
    case "missed":
      if (link.state !== "live" || !link.gap) return link;
      return { ...link, gap: { ...link.gap, missed: link.gap.missed + event.count } };
    case "lost":
      return link.state === "offline" ? link : { state: "offline", since: event.at };
  }
}
