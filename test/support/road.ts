import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, connect, type Server as TcpServer, type Socket } from "node:net";
import { createConnections } from "../../src/live/connections.ts";
import { createLiveUpstream } from "../../src/live/live-upstream.ts";
import { CATCH_ALL } from "../../src/pipeline/prepare.ts";
import type { Connections } from "../../src/pipeline/connections.ts";
import { createPipeline } from "../../src/pipeline/pipeline.ts";
import type { Observation, Recorder } from "../../src/pipeline/recorder.ts";
import { headOf, headOfPlain } from "../../src/pipeline/request-head.ts";
import type { Upstream } from "../../src/pipeline/upstream.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { createIds } from "../../src/platform/ids.ts";
import { upstreamSpecs } from "../../src/providers/registry.ts";
import { listen } from "../../src/server/listen.ts";

export interface Road {
  /** Base URL of the relay. */
  readonly url: string;
  readonly port: number;
  readonly observed: readonly Observation[];
  /** Resolves with the outcome of the n-th exchange (from 0) when it has ended. */
  outcome(n?: number): Promise<Extract<Observation, { type: "ended" }>["outcome"]>;
  /** The bytes noted of one side, over all exchanges. */
  bytesOf(side: "client" | "upstream"): Buffer;
  /** Notes what is under way as interrupted. */
  close(): Promise<void>;
}

export interface RoadOptions {
  readonly destinations?: Readonly<Record<string, string>>;
  readonly upstream?: Upstream;
  readonly authToken?: string;
  readonly instance?: string;
  readonly idle?: number;
  readonly webSocketIdle?: number;
  readonly connect?: number;
  /** The URL of a proxy that all connections go through. */
  readonly outboundProxy?: string;
  /** False: requests take the road over node:http, even when they could pass straight. */
  readonly straight?: boolean;
  /** In the place of connections to the upstream. */
  readonly connections?: Connections;
  /** How the recorder keeps up; it always does unless this says otherwise. */
  readonly pace?: Pick<Recorder, "behind" | "drained">;
}

/** The two ways that a request may take, for `describe.each`: a name, and `RoadOptions.straight`. */
export const ROADS = [
  ["straight", true],
  ["over node:http", false],
] as const;

const closers: (() => Promise<void>)[] = [];

/** Ends everything that this file started; call it after each test. */
export async function closeRoads(): Promise<void> {
  await Promise.all(closers.splice(0).map((close) => close()));
}

/** A relay between a client of the test and an upstream of the test, on loopback, with a recorder that only remembers. */
export async function openRoad(upstreamUrl: string, options: RoadOptions = {}): Promise<Road> {
  const { recorder, observed, ended } = rememberingRecorder(options.pace);
  const settings = {
    outboundProxy: { http: options.outboundProxy, https: undefined, no: "" },
    timeouts: { connect: options.connect ?? 5_000, idle: options.idle ?? 30_000 },
  };
  const upstream = options.upstream ?? createLiveUpstream(settings);
  const connections = options.connections ?? (options.upstream || options.straight === false ? undefined : createConnections(settings));
  const pipeline = createPipeline({
    upstream,
    ...(connections && { connections }),
    recorder,
    clock: systemClock,
    nextId: createIds(systemClock.now),
    destinations: Object.fromEntries([...Object.keys(upstreamSpecs), ...(options.upstream ? [CATCH_ALL] : [])].map((name) => [name, { url: options.destinations?.[name] ?? upstreamUrl, custom: true }])),
    authToken: options.authToken,
    instance: options.instance ?? "road",
    webSocketIdle: options.webSocketIdle ?? 30_000,
  });
  const listener = await listen(
    {
      straight: (request, first, socket, onOver) => pipeline.straight(request, first, socket, headOfPlain(request), onOver),
      request: (request, response, expectsContinue) => pipeline.request(request, response, headOf(request), expectsContinue),
      upgrade: (request, socket, early) => pipeline.upgrade(request, socket, early, headOf(request)),
    },
    "127.0.0.1",
    0,
  );
  closers.push(async () => {
    await listener.close();
    await upstream.close();
    await connections?.close();
  });
  const bytesOf = (side: "client" | "upstream") => Buffer.concat(observed.flatMap((one) => (one.type === "bytes" && one.from === side ? [one.bytes] : [])));
  return { url: `http://127.0.0.1:${listener.port}`, port: listener.port, observed, outcome: ended, bytesOf, close: () => pipeline.close(0) };
}

function rememberingRecorder(pace: RoadOptions["pace"] = { behind: false, drained: (callback) => callback() }) {
  const observed: Observation[] = [];
  const waiting = new Set<() => void>();
  const recorder: Recorder = {
    observe(observation) {
      observed.push(observation.type === "bytes" ? { ...observation, bytes: Buffer.from(observation.bytes) } : observation);
      for (const look of waiting) look();
    },
    get behind() {
      return pace.behind;
    },
    drained: (callback) => pace.drained(callback),
    close: async () => undefined,
  };
  const ended: Road["outcome"] = (n = 0) =>
    new Promise((resolve) => {
      const look = () => {
        const found = observed.filter((one) => one.type === "ended")[n];
        if (!found) return;
        waiting.delete(look);
        resolve(found.outcome);
      };
      waiting.add(look);
      look();
    });
  return { recorder, observed, ended };
}

/** An HTTP upstream of the test's own. */
export async function startUpstream(listener: (...call: Parameters<RequestListener>) => unknown): Promise<{ url: string; port: number; server: Server }> {
  const server = createServer({ requestTimeout: 0 }, (request, response) => void listener(request, response));
  const port = await listening(server);
  return { url: `http://127.0.0.1:${port}`, port, server };
}

/** Listens on a free port of loopback, until `closeRoads`. */
export async function listening(server: Server | TcpServer): Promise<number> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return (server.address() as AddressInfo).port;
}

/** Sends raw bytes and gives what came back until the connection ended, and how it ended. */
export async function rawExchange(port: number, bytes: string | Uint8Array): Promise<{ text: string; bytes: Buffer; reset: boolean }> {
  const socket = connect(port, "127.0.0.1");
  const chunks: Buffer[] = [];
  let reset = false;
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  socket.on("error", () => (reset = true));
  socket.write(bytes);
  await new Promise<void>((resolve) => socket.on("close", () => resolve()));
  const all = Buffer.concat(chunks);
  return { text: all.toString("latin1"), bytes: all, reset };
}
