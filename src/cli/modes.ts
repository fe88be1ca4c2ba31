import { randomBytes } from "node:crypto";
import type { AssetMap } from "../dashboard/assets.ts";
import { createDashboard } from "../dashboard/dashboard.ts";
import { CcxrayError } from "../domain/errors.ts";
import { OWN_PATH } from "../domain/own-parameters.ts";
import { createThreadHistory } from "../journal/history-thread.ts";
import { createThreadRecorder } from "../journal/recording-thread.ts";
import { watchJournal } from "../journal/watch.ts";
import { createLiveUpstream } from "../live/live-upstream.ts";
import { refuseSelfLoop } from "../live/self-loop.ts";
import { createPipeline } from "../pipeline/pipeline.ts";
import { systemClock } from "../platform/clock.ts";
import { uiFiles } from "../platform/embedded.ts";
import { createIds } from "../platform/ids.ts";
import { VERSION } from "../platform/version.ts";
import { startThread } from "../platform/worker.ts";
import { createDoor } from "../server/door.ts";
import { type Door, listen, type Listener } from "../server/listen.ts";
import type { Config } from "./config.ts";

export interface RunningProxy {
  /** UUIDv7 of this run, as the journal names it. */
  readonly processId: string;
  readonly url: string;
  readonly port: number;
  /** Base URL for agents that we launch: carries this run's key when access is controlled. */
  readonly agentUrl: string;
  readonly dashboardUrl: string;
  /** Ends listening, notes what is still open, and resolves when everything is in the journal. */
  close(): Promise<void>;
}

export interface ProxyOptions {
  /** Name of the agent that this run serves, when it starts one. */
  readonly agent?: string;
  /** Told once for each kind of trouble that does not end the run. */
  readonly onProblem: (message: string) => void;
}

/** How long what is under way at the end may take to finish by itself, in milliseconds. */
const LAST_WORDS_MS = 500;

/** Live upstream, journal, dashboard: what `ccxray proxy` is made of. */
export async function startProxy(config: Config, { agent, onProblem }: ProxyOptions): Promise<RunningProxy> {
  const clock = systemClock;
  const nextId = createIds(clock.now);
  const processId = nextId();
  const { home, authToken, timeouts } = config;
  const runKey = authToken === undefined ? undefined : randomBytes(16).toString("base64url");
  const secretValues = [...config.secretValues, ...[authToken, runKey].filter((one) => one !== undefined)];

  const recorder = await createThreadRecorder({
    home,
    processId,
    version: VERSION,
    secretValues,
    clock,
    startThread,
    onProblem,
    ...(agent !== undefined && { agent }),
    ...(config.retentionDays > 0 && { retentionDays: config.retentionDays }),
  });
  const history = createThreadHistory({ home, startThread });
  const upstream = createLiveUpstream({ outboundProxy: config.outboundProxy, timeouts });
  const destinations = Object.fromEntries(
    Object.entries(config.upstreams).map(([name, { url, source }]) => [name, { url, custom: source !== undefined }]),
  );
  const pipeline = createPipeline({
    upstream,
    recorder,
    clock,
    nextId,
    destinations,
    authToken,
    instance: processId,
    webSocketIdle: timeouts.webSocketIdle,
  });
  const dashboard = createDashboard({
    history,
    version: VERSION,
    pid: process.pid,
    port: () => listener.port,
    host: config.host,
    authToken,
    clock,
    watch: (onChange) => watchJournal({ history, clock, onChange, onProblem: (error) => onProblem(String(error)) }),
    assets: embeddedAssets(),
    report: (error) => onProblem(`the dashboard could not answer: ${error instanceof Error ? error.message : String(error)}`),
  });
  const door = createDoor({ pipeline, dashboard, credentials: { authToken, runKey } });

  const close = async (listener: Listener | undefined): Promise<void> => {
    await pipeline.close(LAST_WORDS_MS);
    await dashboard.close();
    await listener?.close();
    await upstream.close();
    await recorder.close();
    await history.close();
  };

  let listener: Listener;
  try {
    listener = await listenSomewhere(door, config);
  } catch (error) {
    await close(undefined);
    throw error;
  }
  try {
    if (!config.allowUpstreamLoop) await refuseSelfLoop(configured(config), [listener.port]);
  } catch (error) {
    await close(listener);
    throw error;
  }

  const url = `http://${reachable(config.host)}:${listener.port}`;
  return {
    processId,
    url,
    port: listener.port,
    agentUrl: runKey === undefined ? url : `${url}${OWN_PATH}/k/${runKey}`,
    dashboardUrl: `${url}${OWN_PATH}/`,
    close: () => close(listener),
  };
}

/** How to write the address of a listener in a URL on this machine: who listens everywhere is met on loopback. */
function reachable(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

/** The port asked for; else the well-known one, or any free one when somebody has it already. */
async function listenSomewhere(door: Door, { host, port, wellKnownPort }: Config): Promise<Listener> {
  if (port !== undefined) return listen(door, host, port);
  try {
    return await listen(door, host, wellKnownPort);
  } catch (error) {
    if (!(error instanceof CcxrayError) || error.code !== "PORT_IN_USE") throw error;
    return listen(door, host, 0);
  }
}

function configured({ upstreams }: Config): { name: string; url: string; source: string }[] {
  return Object.entries(upstreams).flatMap(([name, { url, source }]) => (source === undefined ? [] : [{ name, url, source }]));
}

function embeddedAssets(): AssetMap {
  return Object.fromEntries(Object.entries(uiFiles()).map(([path, { type, encoding, body }]) => [path, { type, body: Buffer.from(body, encoding) }]));
}
