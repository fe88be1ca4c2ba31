import { describe, expect, test } from "vitest";
import { askAsClaude } from "../support/claude-ask.ts";
import { everythingShown } from "../support/everything-shown.ts";
import { readFeed } from "../support/read-feed.ts";
import { aFakeUpstream, aFolder, aProxy } from "../support/fixture.ts";
import { filesWith } from "../support/folder-bytes.ts";
import { programs } from "../support/program.ts";
import { upstreamsAt } from "../support/start-proxy.ts";

const TOKEN = "own-token-0815";

describe.each(programs())("$name", (program) => {
  test.each([
    { access: "with access control", env: { AUTH_TOKEN: TOKEN } },
    { access: "without access control", env: {} },
  ])("?token= reaches neither the upstream nor the journal, the feed or the console, $access", async ({ env }) => {
    const home = aFolder();
    const upstream = await aFakeUpstream();
    const proxy = await aProxy(program, { home, upstreams: upstreamsAt(upstream.url), env });
    const feed = await readFeed(proxy.url, { "x-ccxray-auth": TOKEN });

    const { status } = await askAsClaude(proxy.url, { session: "s-token", prompt: "hello", query: `a=1&token=${TOKEN}&trace=keep` });
    const heard = await feed.until("s-token");
    const { stdout, stderr } = await proxy.close();

    expect(status).toBe(200);
    expect(upstream.received.map(({ url }) => url)).toEqual(["/v1/messages?a=1&trace=keep"]);
    const shown = await everythingShown(program, home);
    expect(shown).toContain("trace=keep");
    expect([heard, stdout, stderr, shown, JSON.stringify(upstream.received)].filter((text) => text.includes(TOKEN))).toEqual([]);
    expect(filesWith(home, TOKEN)).toEqual([]);
  });
});
