import { createThreadHistory } from "../journal/history-thread.ts";
import { createThreadRecorder } from "../journal/recording-thread.ts";
import { createLiveUpstream } from "../live/live-upstream.ts";
import { refuseSelfLoop } from "../live/self-loop.ts";
import type { Destinations } from "../pipeline/prepare.ts";
import { systemClock } from "../platform/clock.ts";
import { createIds } from "../platform/ids.ts";
import { VERSION } from "../platform/version.ts";
import { startThread } from "../platform/worker.ts";
import type { Config } from "./config.ts";
import { createRunKey, serve, type Serving } from "./serve.ts";

// The only file that knows that there are several modes: each is the same road with other plugs.

export interface RunningProxy extends Serving {
  /** UUIDv7 of this run, as the journal names it. */
  readonly processId: string;
}

export interface ProxyOptions {
  /** Name of the agent that this run serves, when it starts one. */
  readonly agent?: string;
  /** Told once for each kind of trouble that does not end the run. */
  readonly onProblem: (message: string) => void;
}

/** Live upstream, journal, dashboard: what `ccxray proxy` is made of, and `ccxray record` until its cassette is written. */
export async function startProxy(config: Config, { agent, onProblem }: ProxyOptions): Promise<RunningProxy> {
  const clock = systemClock;
  const nextId = createIds(clock.now);
  const processId = nextId();
  const { home, authToken } = config;
  const runKey = createRunKey(config);

  const recorder = await createThreadRecorder({
    home,
    processId,
    version: VERSION,
    secretValues: [...config.secretValues, ...[authToken, runKey].filter((one) => one !== undefined)],
    clock,
    startThread,
    onProblem,
    ...(agent !== undefined && { agent }),
    ...(config.retentionDays > 0 && { retentionDays: config.retentionDays }),
  });
  const serving = await serve({
    config,
    upstream: createLiveUpstream(config),
    recorder,
    history: createThreadHistory({ home, startThread }),
    destinations: destinationsOf(config),
    instance: processId,
    clock,
    nextId,
    runKey,
    onProblem,
  });
  try {
    if (!config.allowUpstreamLoop) await refuseSelfLoop(configured(config), [serving.port]);
  } catch (error) {
    await serving.close();
    throw error;
  }
  return { ...serving, processId };
}

function destinationsOf({ upstreams }: Config): Destinations {
  return Object.fromEntries(Object.entries(upstreams).map(([name, { url, source }]) => [name, { url, custom: source !== undefined }]));
}

function configured({ upstreams }: Config): { name: string; url: string; source: string }[] {
  return Object.entries(upstreams).flatMap(([name, { url, source }]) => (source === undefined ? [] : [{ name, url, source }]));
}
