import { describe, expect, test } from "vitest";
import { aFolder, aProxy, aTee } from "../support/fixture.ts";
import { freePort } from "../support/free-port.ts";
import { programs } from "../support/program.ts";
import { run } from "../support/run-program.ts";

describe.each(programs())("$name", (program) => {
  test.each(["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "127.1"])("an upstream at our own port of %s is refused at start", async (host) => {
    const port = await freePort();
    const args = ["proxy", "--port", String(port), "--upstream", `anthropic=http://${host}:${port}`];

    const { code, stderr } = await run([...program.command, ...args], { home: aFolder() }).ended;

    expect(code).toBe(78);
    expect(stderr).toMatch(/anthropic.*is ccxray's own address[^]*--allow-upstream-loop/);
  });

  test("by a variable of the environment it is refused as well", async () => {
    const port = await freePort();
    const env = { CHATGPT_BASE_URL: `http://127.0.0.1:${port}` };

    const { code, stderr } = await run([...program.command, "proxy", "--port", String(port)], { home: aFolder(), env }).ended;

    expect(code).toBe(78);
    expect(stderr).toContain("CHATGPT_BASE_URL");
  });

  test("a request that comes back all the same is answered 508", async () => {
    // Seen from the start, the detour is a foreign address.
    const detour = await aTee();
    const proxy = await aProxy(program, { home: aFolder(), upstreams: { anthropic: detour.url } });
    detour.leadTo(proxy.port);

    const response = await fetch(`${proxy.url}/v1/messages`, { method: "POST", body: "{}" });

    expect(response.status).toBe(508);
    expect(response.headers.get("x-ccxray-error")).toBe("UPSTREAM_LOOP");
  });

  test("who insists may start", async () => {
    const port = await freePort();
    const proxy = await aProxy(program, { home: aFolder(), upstreams: { anthropic: `http://127.0.0.1:${port}` }, args: ["--port", String(port), "--allow-upstream-loop"] });

    const response = await fetch(`${proxy.url}/v1/messages`, { method: "POST", body: "{}" });

    expect(response.status).toBe(508);
  });
});
