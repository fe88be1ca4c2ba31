import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import type { ExchangesAnswer, Health, SessionAnswer } from "../../src/dashboard/contract.ts";
import { claudeRequest } from "../support/claude-ask.ts";
import { aFolder, aProxy, aTestUpstream } from "../support/fixture.ts";
import { freePort } from "../support/free-port.ts";
import { askApi, sessions, wholeExchange } from "../support/journal-api.ts";
import { type Program, programs } from "../support/program.ts";
import { readFeed } from "../support/read-feed.ts";
import { type Proxy, upstreamsAt } from "../support/start-proxy.ts";
import type { Asked, TestUpstream } from "../support/test-upstream.ts";
import { until } from "../support/until.ts";

const START = eventText({ type: "message_start", message: { id: "msg_1", model: "claude-test", content: [], usage: { input_tokens: 5, output_tokens: 1 } } });
const END = eventText({ type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 7 } }) + eventText({ type: "message_stop" });
/** This process, as it is named to a person. Only Linux says so without further tools. */
const HOLDER = process.platform === "linux" ? `${readFileSync("/proc/self/comm", "utf8").trim()}, process ${process.pid}` : "";

describe.each(programs())("$name", (program) => {
  test("the owner of the shared port is killed in mid-stream: the others go on, and the dashboard is back within 3 s with everything", async () => {
    const upstream = await aTestUpstream();
    const { dashboard, proxies } = await fiveProxies(program, upstream);
    const talks: Talk[] = [];
    for (const [i, proxy] of proxies.entries()) talks.push(await startTalking(`s-${i}`, proxy, upstream));
    const owner = proxies.findIndex(({ url }) => url === dashboard.url);
    await until("the journal has heard all five", async () => (await heardOf(dashboard)).length === 5 || undefined);

    const began = performance.now();
    proxies[owner]?.kill("SIGKILL");
    const others = talks.filter((_, i) => i !== owner);
    for (const { response } of others) response.write(spoken("in between"));
    const { pid } = await until("the dashboard is back", () => healthAt(dashboard.url));
    const away = performance.now() - began;
    for (const { response } of others) response.end(END);

    expect(await Promise.all(others.map(({ text }) => text))).toEqual(others.map(({ session }) => START + spoken(`to ${session}`) + spoken("in between") + END));
    expect(away).toBeLessThan(3_000);
    expect(proxies.map((proxy) => proxy.pid).filter((_, i) => i !== owner)).toContain(pid);
    // Turns that the killed one had not read yet are read by another, once its death is noticed.
    const states = await until("nothing runs any more", async () => {
      const all = await statesOf(dashboard);
      return all.length < talks.length || all.some(([, state]) => state === "running") ? undefined : all;
    });
    expect(states).toEqual(talks.map(({ session }, i) => [session, i === owner ? "interrupted" : "completed"]));
    expect(await heardOf(dashboard)).toEqual(talks.map(({ session }) => session));
  });

  test("five are started at once: one has the shared port, and its dashboard tells at once what any of them does", async () => {
    const upstream = await aTestUpstream();
    const { dashboard, proxies } = await fiveProxies(program, upstream);
    const feed = await readFeed(dashboard.url);

    for (const [i, proxy] of proxies.entries()) {
      const { response, text } = await startTalking(`s-${i}`, proxy, upstream);
      await feed.until(`"session":"s-${i}"`);
      response.end(END);
      expect(await text).toBe(START + spoken(`to s-${i}`) + END);
    }

    expect(proxies.filter(({ url }) => url === dashboard.url)).toHaveLength(1);
    expect(proxies.map(({ dashboardUrl }) => dashboardUrl)).toEqual(proxies.map(() => `${dashboard.url}/_ccxray/`));
  });

  test("another program on the shared port is named, and when it goes the dashboard takes its place", async () => {
    const occupant = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void occupant.close());
    await once(occupant, "listening");
    const { port } = occupant.address() as AddressInfo;

    const proxy = await aProxy(program, { home: aFolder(), sharedPort: port });
    expect(proxy.dashboardUrl).toBe(`${proxy.url}/_ccxray/`);
    expect(proxy.stderr()).toContain(`port ${port} is held by ${HOLDER}`);

    occupant.closeAllConnections();
    occupant.close();
    const { pid } = await until("the port is taken over", () => healthAt(`http://127.0.0.1:${port}`));
    expect(pid).toBe(proxy.pid);
  });
});

type At = Pick<Proxy, "url">;

/** An agent in the middle of its model's answer. */
interface Talk {
  readonly session: string;
  /** The model's side. */
  readonly response: ServerResponse;
  /** What the agent gets in all. Rejects when it is cut off. */
  readonly text: Promise<string>;
}

async function fiveProxies(program: Program, upstream: TestUpstream): Promise<{ readonly dashboard: At; readonly proxies: readonly Proxy[] }> {
  const [home, sharedPort] = [aFolder(), await freePort()];
  const options = { home, sharedPort, upstreams: upstreamsAt(upstream.url) };
  const proxies = await Promise.all(Array.from({ length: 5 }, () => aProxy(program, options)));
  return { dashboard: { url: `http://127.0.0.1:${sharedPort}` }, proxies };
}

async function startTalking(session: string, { url }: At, { server }: TestUpstream): Promise<Talk> {
  const asked = once(server, "request") as Promise<Asked>;
  const answer = fetch(`${url}/v1/messages`, claudeRequest({ session, prompt: "hello" }));
  const [, response] = await asked;
  response.writeHead(200, { "content-type": "text/event-stream" }).write(START + spoken(`to ${session}`));
  const text = (await answer).text();
  // The one whose proxy is killed is never looked at again.
  text.catch(() => undefined);
  return { session, response, text };
}

/** The sessions of which the journal knows what was said to them. */
async function heardOf(dashboard: At): Promise<readonly string[]> {
  const { exchanges } = await askApi<ExchangesAnswer>(dashboard, "exchanges");
  const whole = await Promise.all(exchanges.map((exchange) => wholeExchange(dashboard, exchange)));
  const said = whole.flatMap(({ messages }) => messages.map(({ text }) => /"text":"to (.*?)"/.exec(text)?.[1] ?? []));
  return said.flat().toSorted();
}

async function statesOf(dashboard: At): Promise<readonly (readonly [session: string, state: string | undefined])[]> {
  const all = await Promise.all((await sessions(dashboard)).map(({ id }) => askApi<SessionAnswer>(dashboard, `sessions/${id}`)));
  return all.map(({ session, turns }) => [session.id, turns[0]?.state] as const).toSorted(([a], [b]) => a.localeCompare(b));
}

async function healthAt(url: string): Promise<Health | undefined> {
  const response = await fetch(`${url}/_ccxray/health`).catch(() => undefined);
  return response?.ok ? ((await response.json()) as Health) : undefined;
}

function spoken(text: string): string {
  return eventText({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } });
}

function eventText(event: { readonly type: string; readonly [member: string]: unknown }): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
