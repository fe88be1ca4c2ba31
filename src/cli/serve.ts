import { randomBytes } from "node:crypto";
import type { AssetMap } from "../dashboard/assets.ts";
import { createDashboard } from "../dashboard/dashboard.ts";
import type { RunningReplay } from "../dashboard/replay-routes.ts";
import { CcxrayError } from "../domain/errors.ts";
import { OWN_PATH } from "../domain/own-parameters.ts";
import type { History } from "../journal/history.ts";
import { watchJournal } from "../journal/watch.ts";
import type { Connections } from "../pipeline/connections.ts";
import { createPipeline } from "../pipeline/pipeline.ts";
import type { Destinations } from "../pipeline/prepare.ts";
import type { Recorder } from "../pipeline/recorder.ts";
import type { Upstream } from "../pipeline/upstream.ts";
import type { Clock } from "../platform/clock.ts";
import { uiFiles } from "../platform/embedded.ts";
import { portOccupant } from "../platform/port-occupant.ts";
import { VERSION } from "../platform/version.ts";
import { startThread } from "../platform/worker.ts";
import { createDoor } from "../server/door.ts";
import { type Door, listen, type Listener } from "../server/listen.ts";
import { contendForPort } from "../server/shared-port.ts";
import { createCassetteMaker } from "./cassette-maker.ts";
import type { Config } from "./config.ts";
import { journalName, portHolder } from "./health.ts";

/** A server that is up, whatever answers behind it. */
export interface Serving {
  readonly url: string;
  readonly port: number;
  /** Base URL for agents that we launch: carries this run's key when access is controlled. */
  readonly agentUrl: string;
  readonly dashboardUrl: string;
  /** Ends listening, notes what is still open, and resolves when everything is safe. */
  close(): Promise<void>;
}

/** The plugs of one road. `serve` owns them from then on: its `close` closes them in order. */
export interface ServeParts {
  readonly config: Config;
  readonly upstream: Upstream;
  readonly connections?: Connections;
  readonly recorder: Recorder;
  readonly history: History;
  /** Folder of the journal that the dashboard shows. */
  readonly home: string;
  readonly destinations: Destinations;
  /** Names this run on requests that it forwards. */
  readonly instance: string;
  readonly clock: Clock;
  readonly nextId: () => string;
  readonly runKey: string | undefined;
  /** What the dashboard tells of the replay that this is. */
  readonly replay?: RunningReplay;
  readonly onProblem: (message: string) => void;
  /** Told when this process has taken the shared port over. */
  readonly onShared?: () => void;
}

/** How long what is under way at the end may take to finish by itself, in milliseconds. */
const LAST_WORDS_MS = 500;

/** A random key for the agents that a run launches; only needed where clients are asked for a credential. */
export function createRunKey({ authToken }: Config): string | undefined {
  return authToken === undefined ? undefined : randomBytes(16).toString("base64url");
}

/** Opens the door to one road and its dashboard. Rejects with PORT_IN_USE; the plugs are closed then, too. */
export async function serve(parts: ServeParts): Promise<Serving> {
  const { config, upstream, recorder, history, clock, onProblem, runKey } = parts;
  const { authToken, host } = config;
  const pipeline = createPipeline({ ...parts, authToken, webSocketIdle: config.timeouts.webSocketIdle });
  const dashboard = createDashboard({
    history,
    version: VERSION,
    pid: process.pid,
    journal: journalName(parts.home),
    port: () => listener?.port ?? 0,
    host,
    authToken,
    clock,
    watch: (onChange) => watchJournal({ history, clock, onChange, onProblem: (error) => onProblem(wordsOf(error)) }),
    assets: embeddedAssets(),
    replay: parts.replay,
    makeCassette: createCassetteMaker({ home: parts.home, clock, startThread }),
    report: (error) => onProblem(`the dashboard could not answer: ${wordsOf(error)}`),
  });

  const door = createDoor({ pipeline, dashboard, credentials: { authToken, runKey } });
  let listener: Listener | undefined;
  let shared: { close(): Promise<void> } | undefined;
  const close = async (): Promise<void> => {
    await pipeline.close(LAST_WORDS_MS);
    await dashboard.close();
    await shared?.close();
    await listener?.close();
    await upstream.close();
    await parts.connections?.close();
    await recorder.close();
    await history.close();
  };

  try {
    listener = await listenSomewhere(door, config);
  } catch (error) {
    await close();
    throw error;
  }
  if (config.port === undefined && config.wellKnownPort !== 0 && listener.port !== config.wellKnownPort) {
    shared = contendForPort({
      open: () => listen(door, host, config.wellKnownPort),
      clock,
      onTaken: () => parts.onShared?.(),
      onProblem: (error) => onProblem(wordsOf(error)),
    });
  }
  const url = `http://${reachable(host)}:${listener.port}`;
  const dashboardUrl = `${shared ? await sharedDashboard(parts, url) : url}${OWN_PATH}/`;
  return {
    url,
    port: listener.port,
    agentUrl: runKey === undefined ? url : `${url}${OWN_PATH}/k/${runKey}`,
    dashboardUrl,
    close,
  };
}

/** The port asked for; else the well-known one, or any free one when somebody has it already. */
async function listenSomewhere(door: Door, { host, port, wellKnownPort }: Config): Promise<Listener> {
  if (port !== undefined || wellKnownPort === 0) return listen(door, host, port ?? 0);
  try {
    return await listen(door, host, wellKnownPort);
  } catch (error) {
    if (!(error instanceof CcxrayError) || error.code !== "PORT_IN_USE") throw error;
    return listen(door, host, 0);
  }
}

/**
 * Where the dashboard is while another process holds the shared port: there, when that is a ccxray which shows the same
 * journal; else at our own port, and whoever holds the other one is named.
 */
async function sharedDashboard({ config, home, clock, onProblem }: ServeParts, own: string): Promise<string> {
  const { wellKnownPort: port, host } = config;
  const found = await portHolder(port, clock);
  if (found.holder === "ccxray") return found.health.journal === journalName(home) ? `http://${reachable(host)}:${port}` : own;
  if (found.holder === "nobody") return own;
  const occupant = await portOccupant(port);
  const who = occupant ? `${occupant.name}, process ${occupant.pid}` : "another program";
  onProblem(`port ${port} is held by ${who}, so the dashboard is at ${own}${OWN_PATH}/ for now`);
  return own;
}

/** How to write the address of a listener in a URL on this machine: who listens everywhere is met on loopback. */
function reachable(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

function embeddedAssets(): AssetMap {
  return Object.fromEntries(Object.entries(uiFiles()).map(([path, { type, encoding, body }]) => [path, { type, body: Buffer.from(body, encoding) }]));
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
