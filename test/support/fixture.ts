import { onTestFinished } from "vitest";
import { type ConnectProxy, startConnectProxy } from "./connect-proxy.ts";
import { type FakeUpstream, type FakeUpstreamOptions, startFakeUpstream } from "./fake-upstream.ts";
import type { Program } from "./program.ts";
import { type Proxy, type ProxyOptions, startProxy } from "./start-proxy.ts";
import { startTee, type Tee } from "./tcp-tee.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { startTestUpstream, type TestUpstream } from "./test-upstream.ts";

// What one test starts for itself; all of it ends with the test.

export function aFolder(): string {
  const { path, remove } = temporaryFolder();
  onTestFinished(remove);
  return path;
}

export async function aProxy(program: Program, options: ProxyOptions): Promise<Proxy> {
  const proxy = await startProxy(program, options);
  onTestFinished(async () => {
    proxy.kill("SIGKILL");
    await proxy.ended;
  });
  return proxy;
}

export async function aFakeUpstream(options: FakeUpstreamOptions = {}): Promise<FakeUpstream> {
  const upstream = await startFakeUpstream(options);
  onTestFinished(upstream.close);
  return upstream;
}

export async function aTestUpstream(): Promise<TestUpstream> {
  const upstream = await startTestUpstream();
  onTestFinished(upstream.close);
  return upstream;
}

export async function aTee(target?: number): Promise<Tee> {
  const tee = await startTee(target);
  onTestFinished(tee.close);
  return tee;
}

export async function aConnectProxy(port: number): Promise<ConnectProxy> {
  const proxy = await startConnectProxy(port);
  onTestFinished(proxy.close);
  return proxy;
}
