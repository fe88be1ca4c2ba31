import { afterAll, beforeAll } from "vitest";
import type { Program } from "./program.ts";
import { type Proxy, type ProxyOptions, startProxy, upstreamsAt } from "./start-proxy.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { startTestUpstream, type TestUpstream } from "./test-upstream.ts";

/** A running program with an upstream of the test's own behind it, for all tests of a `describe`. */
export interface Scene {
  readonly proxy: Proxy;
  readonly upstream: TestUpstream;
  /** HOME of the program. */
  readonly home: string;
}

/** Starts both before the first test and ends both after the last. Every provider's requests go to the one upstream. */
export function setScene(program: Program, options: Partial<ProxyOptions> = {}): Scene {
  const folder = temporaryFolder();
  const started: { proxy?: Proxy; upstream?: TestUpstream } = {};
  beforeAll(async () => {
    started.upstream = await startTestUpstream();
    started.proxy = await startProxy(program, { home: folder.path, upstreams: upstreamsAt(started.upstream.url), ...options });
  });
  afterAll(async () => {
    await started.upstream?.close();
    await started.proxy?.close();
    folder.remove();
  });
  return {
    home: folder.path,
    get proxy() {
      return present(started.proxy);
    },
    get upstream() {
      return present(started.upstream);
    },
  };
}

function present<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("the scene is set only while tests run");
  return value;
}
