import type { IncomingMessage, ServerResponse } from "node:http";
import { H3, toNodeHandler } from "h3/node";
import type { RequestHead } from "../domain/exchange.ts";
import { headerOf } from "../domain/headers.ts";
import { OWN_PATH, runKeyOf } from "../domain/own-parameters.ts";
import type { History } from "../journal/history.ts";
import type { Clock } from "../platform/clock.ts";
import { type AssetMap, createAssets, nothingThere } from "./assets.ts";
import type { MakeCassette } from "./cassette-route.ts";
import type { Watch } from "./feed.ts";
import { createFeeds } from "./feed-answer.ts";
import { createGate } from "./gate.ts";
import { goTo, loginRoutes } from "./login.ts";
import { failureOf, problemAnswer } from "./problem.ts";
import { methodNotAllowed, readOnly } from "./read-only.ts";
import type { RunningReplay } from "./replay-routes.ts";
import { secure } from "./response-headers.ts";
import { apiRoutes } from "./routes.ts";
import { createSessionCookies } from "./session-cookie.ts";

export interface DashboardOptions {
  readonly history: History;
  readonly version: string;
  readonly pid: number;
  /** As in `Health`. */
  readonly journal: string;
  /** The port that is listened on; asked at each request, since it is known only after listening. */
  readonly port: () => number;
  /** The address or name that is listened on. */
  readonly host: string;
  readonly authToken: string | undefined;
  readonly clock: Clock;
  readonly watch: Watch;
  readonly assets: AssetMap;
  /** The replay that this process runs; absent when it is none. */
  readonly replay?: RunningReplay | undefined;
  readonly makeCassette: MakeCassette;
  /** Told of failures that a client only sees as "could not answer". */
  readonly report: (error: unknown) => void;
}

export interface Dashboard {
  /** Answers a request for which `isForDashboard` holds. Never throws. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** The same, for tests without a socket. */
  fetch(request: Request): Promise<Response>;
  /** Ends the feeds; other answers end by themselves. */
  close(): Promise<void>;
}

/** Addresses that the page reads by itself. */
const PAGES = ["/_ccxray/now", "/_ccxray/s/**", "/_ccxray/cassettes", "/_ccxray/cassettes/*"];

/** Whether a request is the dashboard's to answer: everything of ours, and a person who opens the bare address. */
export function isForDashboard({ method, path, headers }: RequestHead): boolean {
  if (/^\/(?:\?|$)/.test(path) && method === "GET") return (headerOf(headers, "accept") ?? "").includes("text/html");
  if (runKeyOf(path) !== undefined) return false;
  return path.startsWith(OWN_PATH) && /^(?:[/?]|$)/.test(path.slice(OWN_PATH.length));
}

/** The page and its API, under `/_ccxray/`. */
export function createDashboard(options: DashboardOptions): Dashboard {
  const { authToken, clock, host, port, report } = options;
  const lock = authToken === undefined ? undefined : { authToken, cookies: createSessionCookies(authToken, clock) };
  const feeds = createFeeds(options, report);
  const gate = createGate({ host, port, lock });
  const app = new H3({
    silent: true,
    onError(error) {
      const failure = failureOf(error);
      if (failure !== undefined) report(failure);
      return problemAnswer(error);
    },
    onResponse: (response) => secure(response.headers),
  });

  app.use((event, next) => gate(event) ?? next());
  readOnly(app, "/", ({ url }) => goTo(`${OWN_PATH}/${url.search}`));
  for (const [path, handler] of Object.entries(apiRoutes({ ...options, feeds }))) readOnly(app, path, handler);
  loginRoutes(app, lock);
  pageRoutes(app, options.assets);

  const handleNode = toNodeHandler(app);
  return {
    handle: (request, response) => void handleNode(request, response),
    fetch: async (request) => app.fetch(request),
    async close() {
      feeds.close();
    },
  };
}

function pageRoutes(app: H3, map: AssetMap): void {
  const assets = createAssets(map);
  // To h3 a path with and without a slash at its end is the same; the page's own files need the slash.
  readOnly(app, OWN_PATH, ({ req, url }) => (url.pathname === OWN_PATH ? goTo(`${OWN_PATH}/${url.search}`) : assets.page(req)));
  for (const path of PAGES) readOnly(app, path, ({ req }) => assets.page(req));
  app.all("/**", async ({ req, url: { pathname } }) => {
    const path = pathname.slice(`${OWN_PATH}/`.length);
    if (!assets.has(path)) throw nothingThere(pathname);
    if (req.method !== "GET" && req.method !== "HEAD") throw methodNotAllowed(req.method, "GET, HEAD");
    return assets.file(path, req);
  });
}
