import { once } from "node:events";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import type { ExchangesAnswer } from "../../src/dashboard/contract.ts";
import type { SessionSummary, TurnSummary } from "../../src/domain/session.ts";
import { claudeRequest } from "../support/claude-ask.ts";
import { aFolder, aProxy, aTestUpstream } from "../support/fixture.ts";
import { filesNamed } from "../support/folder-bytes.ts";
import { askApi, wholeExchange } from "../support/journal-api.ts";
import { programs } from "../support/program.ts";
import { run } from "../support/run-program.ts";
import { upstreamsAt } from "../support/start-proxy.ts";
import type { Asked } from "../support/test-upstream.ts";
import { until } from "../support/until.ts";

const START = 'event: message_start\ndata: {"type":"message_start","message":{"id":"msg_1","model":"claude-test","content":[],"usage":{"input_tokens":5,"output_tokens":1}}}\n\n';
const TEXT = 'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"the last words"}}\n\n';

describe.each(programs())("$name", (program) => {
  test("kill -9 in the middle of an answer: the journal is whole, and what came a second before is in it", async () => {
    const home = aFolder();
    const upstream = await aTestUpstream();
    const proxy = await aProxy(program, { home, upstreams: upstreamsAt(upstream.url) });
    const asked = once(upstream.server, "request") as Promise<Asked>;
    const answer = fetch(`${proxy.url}/v1/messages`, claudeRequest({ session: "s-killed", prompt: "hello" }));
    const [, response] = await asked;
    response.writeHead(200, { "content-type": "text/event-stream" }).write(START + TEXT);
    const reader = (await answer).body?.getReader();
    await reader?.read();

    const began = performance.now();
    await until("the answer is in the journal", () => isJournaled("the last words"));
    const waited = performance.now() - began;
    proxy.kill("SIGKILL");
    await proxy.ended;

    expect(waited).toBeLessThan(1000);
    expect(integrity(home)).toBe("ok");
    const found = await until("the death is noticed", async () => {
      const shown = await show(home, "latest");
      return shown.session.running === 0 ? shown : undefined;
    });
    expect(found).toMatchObject({ session: { id: "s-killed" }, turns: [{ state: "interrupted" }] });
    expect(JSON.stringify(await show(home, "latest/1"))).toContain("the last words");

    async function isJournaled(text: string): Promise<boolean> {
      const [exchange] = (await askApi<ExchangesAnswer>(proxy, "exchanges")).exchanges;
      return exchange !== undefined && JSON.stringify((await wholeExchange(proxy, exchange)).messages).includes(text);
    }
  });

  async function show(home: string, what: string): Promise<Shown> {
    const { code, stdout, stderr } = await run([...program.command, "show", what, "--json"], { home }).ended;
    if (code !== 0) throw new Error(`show ended with ${code}: ${stderr}`);
    return JSON.parse(stdout) as Shown;
  }
});

interface Shown {
  readonly session: SessionSummary;
  readonly turns: readonly TurnSummary[];
}

function integrity(home: string): unknown {
  const [file] = filesNamed(home, /\.(db|sqlite3?)$/);
  const database = new DatabaseSync(String(file), { readOnly: true });
  const row = database.prepare("PRAGMA integrity_check").get();
  database.close();
  return row?.["integrity_check"];
}
