import type { Cassette } from "../cassette/cassette.ts";
import type { MatchPolicy } from "../cassette/match.ts";
import type { Speed } from "../cassette/pace.ts";
import type { Place } from "../cassette/place.ts";
import type { Judgement, Verdict } from "../domain/verdict.ts";
import { createThreadHistory } from "../journal/history-thread.ts";
import { createThreadRecorder } from "../journal/recording-thread.ts";
import { createConnections } from "../live/connections.ts";
import { createLiveUpstream } from "../live/live-upstream.ts";
import { refuseSelfLoop } from "../live/self-loop.ts";
import { CATCH_ALL, type Destinations } from "../pipeline/prepare.ts";
import { createRedactor } from "../pipeline/redact.ts";
import { systemClock } from "../platform/clock.ts";
import { createIds } from "../platform/ids.ts";
import { createTemporaryFolder } from "../platform/temporary-folder.ts";
import { VERSION } from "../platform/version.ts";
import { createYoungMemory } from "../platform/young-memory.ts";
import { startThread } from "../platform/worker.ts";
import { providerById, upstreamSpecs } from "../providers/registry.ts";
import type { Config } from "./config.ts";
import { createRunKey, serve, type Serving } from "./serve.ts";
import { createSleepingRecorder } from "./sleeping-recorder.ts";

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
  const { home } = config;
  const runKey = createRunKey(config);

  const recorder = await createThreadRecorder({
    home,
    processId,
    version: VERSION,
    secretValues: secretsOf(config, runKey),
    clock,
    notePassing: createYoungMemory(),
    startThread,
    onProblem,
    ...(agent !== undefined && { agent }),
    ...(config.retentionDays > 0 && { retentionDays: config.retentionDays }),
  });
  const serving = await serve({
    config,
    upstream: createLiveUpstream(config),
    connections: createConnections(config),
    recorder,
    history: createThreadHistory({ home, startThread }),
    home,
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

export interface ReplayOptions {
  readonly cassette: Cassette;
  readonly policy: MatchPolicy;
  readonly repeat: boolean;
  readonly speed: Speed;
  /** `live`: what no recorded ask answers goes to the real upstream, and is journaled. `fail`: no live upstream is even built. */
  readonly onMiss: "fail" | "live";
  /** What the judgement will be told by, for the dashboard; both are off when they are not given. */
  readonly noDrift?: boolean;
  readonly allowLeftOver?: boolean;
  /** What is known of this machine, bound into answers. */
  readonly here: Place;
  readonly onVerdict: (verdict: Verdict) => void;
  readonly onProblem: (message: string) => void;
}

export interface RunningReplay extends Serving {
  readonly processId: string;
  judgement(): Judgement;
}

/**
 * A cassette in the place of the upstream, a tally in the place of the journal. Only when somebody opens the dashboard is what
 * passes journaled, into a folder that goes with the run; with `onMiss: "live"` it is the journal itself, from the beginning.
 */
export async function startReplay(asked: Config, options: ReplayOptions): Promise<RunningReplay> {
  const { onProblem, onMiss, cassette, policy, repeat, noDrift = false, allowLeftOver = false } = options;
  // The shared port is for those who show the journal.
  const config = { ...asked, port: asked.port ?? 0 };
  const clock = systemClock;
  const nextId = createIds(clock.now);
  const processId = nextId();
  const runKey = createRunKey(config);
  const secretValues = secretsOf(config, runKey);
  const redactor = createRedactor({ secretValues, secretHeaders: secretHeadersOf });
  const folder = onMiss === "live" ? undefined : await createTemporaryFolder("ccxray-replay-");
  const home = folder?.path ?? config.home;

  const recorder = createSleepingRecorder(
    () => createThreadRecorder({ home, processId, version: VERSION, secretValues, clock, notePassing: createYoungMemory(), startThread, onProblem }),
    (error) => onProblem(`sessions are not shown: ${error instanceof Error ? error.message : String(error)}`),
  );
  if (onMiss === "live") recorder.wake();
  const hearing = new Set<() => void>();
  // Only here: it stands on ws, which loads all of TLS.
  const { createCassetteUpstream } = await import("../cassette/cassette-upstream.ts");
  const upstream = createCassetteUpstream({
    ...options,
    onVerdict(verdict) {
      options.onVerdict(verdict);
      for (const tell of hearing) tell();
    },
    clock,
    redact: redactor.text,
    ...(onMiss === "live" && { live: createLiveUpstream(config) }),
  });
  const serving = await serve({
    config,
    upstream,
    recorder,
    history: createThreadHistory({
      home,
      startThread(name, data) {
        recorder.wake();
        return startThread(name, data);
      },
    }),
    home,
    destinations: onMiss === "live" ? destinationsOf(config) : everywhere(),
    instance: processId,
    clock,
    nextId,
    runKey,
    replay: {
      run: processId,
      cassette: { name: cassette.name, recordedAt: cassette.recordedAt, turns: upstream.judgement().leftOver.length },
      policy: { match: policy, onMiss, repeat, noDrift, allowLeftOver },
      judgement: upstream.judgement,
      onVerdict(tell) {
        hearing.add(tell);
        return () => void hearing.delete(tell);
      },
    },
    onProblem,
  });
  const close = async (): Promise<void> => {
    await serving.close();
    await folder?.remove();
  };
  return { ...serving, close, processId, judgement: upstream.judgement };
}

/** In a replay every request goes to the cassette, also those that no provider knows. */
function everywhere(): Destinations {
  const nowhere = { url: "http://cassette.invalid", custom: false };
  return Object.fromEntries([...Object.keys(upstreamSpecs), CATCH_ALL].map((name) => [name, nowhere]));
}

function secretsOf({ secretValues, authToken }: Config, runKey: string | undefined): readonly string[] {
  return [...secretValues, ...[authToken, runKey].filter((one) => one !== undefined)];
}

function secretHeadersOf(provider: string): readonly string[] {
  return providerById(provider)?.secretHeaders ?? [];
}

function destinationsOf({ upstreams }: Config): Destinations {
  return Object.fromEntries(Object.entries(upstreams).map(([name, { url, source }]) => [name, { url, custom: source !== undefined }]));
}

function configured({ upstreams }: Config): { name: string; url: string; source: string }[] {
  return Object.entries(upstreams).flatMap(([name, { url, source }]) => (source === undefined ? [] : [{ name, url, source }]));
}
