/** Where everything of the dashboard lies. */
export const BASE = "/_ccxray";

/** The tabs of a turn, in order. */
export const TABS = ["delta", "conversation", "raw", "events"] as const;
export type Tab = (typeof TABS)[number];

export interface TurnRef {
  readonly exchangeId: string;
  readonly index: number;
}

/** What is on the screen; a URL says all of it. Without `session` and `cassettes` it is the screen Now. */
export interface Route {
  /** The screen of the replay that runs; `ask` is the number of one of its asks. */
  readonly cassettes?: true;
  readonly ask?: number;
  readonly session?: string;
  /** `latest` follows the newest turn; absent also does, but on a narrow screen shows the list. */
  readonly turn?: TurnRef | "latest";
  readonly tab: Tab;
  /** The filter, as typed. */
  readonly q: string;
}

/** Reads `/_ccxray/s/<session>/<exchange>.<index>/<tab>?q=…` or `/_ccxray/cassettes/<ask>?q=…`; what it cannot read it leaves out. */
export function parseRoute(pathname: string, search: string): Route {
  const q = new URLSearchParams(search).get("q") ?? "";
  const [kind, session, turn, tab] = pathname.replace(`${BASE}/`, "").split("/").map(decoded);
  if (kind === "cassettes") return { cassettes: true, ...(/^[1-9]\d{0,9}$/.test(session ?? "") && { ask: Number(session) }), tab: "delta", q };
  if (kind !== "s" || !session) return { tab: "delta", q };
  const ref = turn === "latest" ? turn : parseTurn(turn ?? "");
  return { session, ...(ref && { turn: ref }), tab: TABS.find((one) => one === tab) ?? "delta", q };
}

/** The URL of a route, path and query. */
export function formatRoute(route: Route): string {
  const search = route.q ? `?${new URLSearchParams({ q: route.q }).toString()}` : "";
  if (route.cassettes) return `${BASE}/cassettes${route.ask === undefined ? "" : `/${route.ask}`}${search}`;
  if (route.session === undefined) return `${BASE}/${search}`;
  const session = `${BASE}/s/${encodeURIComponent(route.session)}`;
  if (!route.turn) return session + search;
  const turn = route.turn === "latest" ? "latest" : `${encodeURIComponent(route.turn.exchangeId)}.${route.turn.index}`;
  return `${session}/${turn}/${route.tab}${search}`;
}

function parseTurn(text: string): TurnRef | undefined {
  const found = /^(.+)\.(\d+)$/.exec(text);
  return found?.[1] && found[2] ? { exchangeId: found[1], index: Number(found[2]) } : undefined;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
