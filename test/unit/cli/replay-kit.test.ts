import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { env } from "node:process";
import { expect, onTestFinished, test } from "vitest";
import { replay } from "../../../src/cli/test-kit.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** A cassette in which `question` is answered with `answer`, on a path that no provider knows. */
function cassette(question: string, answer: string): string {
  const { path, remove } = temporaryFolder();
  onTestFinished(remove);
  const file = join(path, "x.json");
  const request = { method: "POST", path: "/ask", headers: [] };
  const response = { status: 200, statusText: "OK", headers: [["content-type", "text/plain"]] };
  const messages = [{ from: "client", at: 0, text: question }, { at: 1, text: answer }];
  const exchange = { id: "e1", provider: "unknown", transport: "http", at: 0, upstream: "", request, response, messages, outcome: { type: "completed" } };
  writeFileSync(file, JSON.stringify({ version: 1, recordedAt: "2026-01-01T00:00:00.000Z", recordedBy: "0.1.0", exchanges: [exchange] }));
  return file;
}

const ask = async (url: string, body: string): Promise<string> => (await fetch(`${url}/ask`, { method: "POST", body })).text();

test("a test asks, looks at the verdicts, and is told whether all went well", async () => {
  await using run = await replay(cassette("why?", "because"));

  expect(run.judgement()).toMatchObject({ passed: false, conclusion: "leftOver" });
  expect(await ask(run.url, "why?")).toBe("because");
  expect(run.verdicts()).toMatchObject([{ n: 1, type: "exact", recorded: "e1" }]);
  expect(run.judgement()).toMatchObject({ passed: true, text: "passed: 1 ask, 1 exact" });
});

test("replays side by side know nothing of each other", async () => {
  await using one = await replay(cassette("who?", "one"));
  await using two = await replay(cassette("who?", "two"));

  expect(await Promise.all([ask(one.url, "who?"), ask(two.url, "who?")])).toEqual(["one", "two"]);
  expect([one.verdicts().length, two.verdicts().length]).toEqual([1, 1]);
});

test("every base URL leads to the replay", async () => {
  await using run = await replay(cassette("a", "b"));

  const urls = Object.entries(run.env).filter(([name]) => name.endsWith("_URL"));
  expect(urls.length).toBeGreaterThan(3);
  expect(urls.filter(([, url]) => !url.startsWith(run.url))).toEqual([]);
});

test("several cassettes are one, and closing twice does no harm", async () => {
  const run = await replay([cassette("a", "1"), cassette("b", "2")]);

  expect([await ask(run.url, "b"), await ask(run.url, "a")]).toEqual(["2", "1"]);
  await run.close();
  await run.close();
  await expect(ask(run.url, "a")).rejects.toThrow("fetch failed");
});

test("a miss is an answer that says so, and a judgement", async () => {
  await using run = await replay(cassette("a", "1"));

  expect(await ask(run.url, "z")).toContain("no recorded conversation is equal");
  expect(run.judgement()).toMatchObject({ passed: false, conclusion: "missed" });
});

test("a key that the agent tells is the recorded one, though it is a dummy today", async () => {
  await using run = await replay(cassette("my key is {{secret.env}}", "hush"));

  const keys = Object.keys(run.env).filter((name) => name.endsWith("_KEY"));
  expect(await ask(run.url, `my key is ${run.env[keys[0] ?? ""] ?? env["OPENAI_API_KEY"]}`)).toBe("hush");
});

test("what is no cassette is refused at once", async () => {
  await expect(replay("/nowhere/x.json")).rejects.toMatchObject({ code: "CASSETTE_INVALID" });
});
