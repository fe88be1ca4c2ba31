import { expect, test } from "vitest";
import { refuseSelfLoop } from "../../../src/live/self-loop.ts";

const own = (url: string) => refuseSelfLoop([{ name: "openai", url, source: "OPENAI_BASE_URL" }], [5577]);

test.each([
  "http://localhost:5577/v1",
  "http://127.0.0.1:5577",
  "http://127.0.0.2:5577",
  "http://[::1]:5577/v1",
  "http://[::ffff:127.0.0.1]:5577",
  "http://0.0.0.0:5577",
  "http://0x7f.1:5577",
  "http://2130706433:5577",
])("%s at our own port is refused", async (url) => {
  await expect(own(url)).rejects.toMatchObject({ code: "UPSTREAM_LOOP", hint: expect.stringContaining("OPENAI_BASE_URL") });
});

test.each(["http://127.0.0.1:5578", "https://api.openai.com/v1", "http://unresolvable.invalid:5577"])("%s is no loop", async (url) => {
  await expect(own(url)).resolves.toBeUndefined();
});

test("a name that resolves to this machine is refused", async () => {
  const found = refuseSelfLoop([{ name: "openai", url: "http://proxy.example:5577", source: "--upstream" }], [5577], async () => ["127.0.0.1"]);

  await expect(found).rejects.toMatchObject({ code: "UPSTREAM_LOOP" });
});

test("the default port of a scheme counts", async () => {
  const found = refuseSelfLoop([{ name: "openai", url: "http://localhost", source: "--upstream" }], [80]);

  await expect(found).rejects.toMatchObject({ code: "UPSTREAM_LOOP" });
});
