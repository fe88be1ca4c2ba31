import { describe, expect, test } from "vitest";
import { askAsClaude } from "../support/claude-ask.ts";
import { everythingShown } from "../support/everything-shown.ts";
import { aFakeUpstream, aFolder, aProxy } from "../support/fixture.ts";
import { filesWith } from "../support/folder-bytes.ts";
import { programs } from "../support/program.ts";
import { upstreamsAt } from "../support/start-proxy.ts";

const SECRETS = {
  bearer: "sk-ant-oat01-bearer0123456789abcdefghijklmnop",
  apiKey: "sk-ant-api03-header0123456789abcdefghijklmnop",
  cookie: "cookievalue0123456789abcdef",
  keyInPrompt: "sk-ant-api03-prompt0123456789abcdefghijklmnop",
  gitHub: "ghp_0123456789abcdefghijABCDEFGHIJ012345",
  ofEnvironment: "value-of-a-variable-0123456789",
  answered: "sk-proj-answered0123456789abcdefghijklmnop",
  /** Streamed in pieces of 16 characters, none of which looks like anything. */
  inPieces: "ghp_pieces56789abcdefghijABCDEFGHIJ012345",
};

describe.each(programs())("$name", (program) => {
  test("secrets in headers, prompts, answers and the environment are nowhere in the journal", async () => {
    const home = aFolder();
    const upstream = await aFakeUpstream({ reply: () => ({
        text: `You said ${SECRETS.answered} and ${SECRETS.ofEnvironment} today.`,
        calls: [{ name: "Bash", input: { command: `curl -H "x-auth: ${SECRETS.inPieces}" https://example.com` } }],
      }),
    });
    const proxy = await aProxy(program, { home, upstreams: upstreamsAt(upstream.url), env: { MY_SERVICE_TOKEN: SECRETS.ofEnvironment } });

    await askAsClaude(proxy.url, {
      session: "s-secrets",
      prompt: `Remember ${SECRETS.keyInPrompt}, ${SECRETS.gitHub} and ${SECRETS.ofEnvironment}, please.`,
      headers: { authorization: `Bearer ${SECRETS.bearer}`, "x-api-key": SECRETS.apiKey, cookie: `session=${SECRETS.cookie}` },
    });
    await proxy.close();

    const shown = await everythingShown(program, home);
    expect(shown).toMatch(/Remember .* please\./);
    expect(shown).toMatch(/You said/);
    expect(Object.entries(SECRETS).filter(([, secret]) => shown.includes(secret) || filesWith(home, secret).length > 0)).toEqual([]);
    // What went over the wire was whole.
    expect(upstream.received[0]?.body.toString()).toContain(SECRETS.keyInPrompt);
  });
});
