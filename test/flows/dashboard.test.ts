import { describe, expect, test } from "vitest";
import type { ExchangeAnswer, TurnAnswer } from "../../src/dashboard/contract.ts";
import { isForDashboard } from "../../src/dashboard/dashboard.ts";
import { CcxrayError } from "../../src/domain/errors.ts";
import { testDashboard } from "../support/dashboard.ts";
import { exchangeOf, sessionSummary, turnOf, turnSummary } from "../support/history.ts";

const head = (path: string, accept?: string, method = "GET") => ({ method, path, headers: accept ? [["Accept", accept] as const] : [], upgrade: false });
const said = (text: string) => ({ role: "user", blocks: [{ type: "text", text }] }) as const;

describe("which requests are the dashboard's", () => {
  test.each(["/_ccxray", "/_ccxray/", "/_ccxray?x=1", "/_ccxray/what/ever", "/_ccxray/k", "/_ccxray/k/"])("%s is", (path) => {
    expect(isForDashboard(head(path))).toBe(true);
  });

  test.each(["/_ccxray/k/key/v1/messages", "/_ccxrayed", "/v1/_ccxray/", "/", "/v1/messages"])("%s is not", (path) => {
    expect(isForDashboard(head(path))).toBe(false);
  });

  test("a person who opens the bare address is, an agent that tries it is not", () => {
    expect(isForDashboard(head("/", "text/html,*/*"))).toBe(true);
    expect(isForDashboard(head("/", "*/*"))).toBe(false);
    expect(isForDashboard(head("/", "text/html", "HEAD"))).toBe(false);
  });
});

describe("the API", () => {
  test("health tells who we are", async () => {
    const answer = await testDashboard().ask("/_ccxray/health");
    expect(await answer.json()).toEqual({ ok: true, app: "ccxray", version: "1.2.3", pid: 42, journal: "j1" });
  });

  test("sessions come with what is running, and the number to go on from", async () => {
    const { ask, history } = testDashboard();
    history.held.sessions.push(sessionSummary({ id: "s1" }), sessionSummary({ id: "s2" }));
    history.change(turnSummary({ state: "running" }));

    expect(await (await ask("/_ccxray/api/sessions?limit=1")).json()).toMatchObject({
      seq: 1,
      sessions: [{ id: "s1" }],
      running: [{ exchangeId: "e1" }],
      total: 2,
    });
  });

  test("a session is found by its id, whatever characters that has", async () => {
    const { ask, history } = testDashboard();
    history.held.sessions.push(sessionSummary({ id: "a/b c%2F?ü" }));

    const answer = await ask(`/_ccxray/api/sessions/${encodeURIComponent("a/b c%2F?ü")}`);
    expect(await answer.json()).toMatchObject({ session: { id: "a/b c%2F?ü" }, turns: [] });
  });

  test("a turn shows what is new, and everything when asked", async () => {
    const { ask, history } = testDashboard();
    const previous = turnOf({ exchangeId: "e0", input: [said("a")], system: ["s"], settings: { temperature: 1 } });
    const turn = turnOf({ index: 2, input: [said("a"), said("b")], system: ["s"], settings: { temperature: 0 } });
    history.held.whole.push({ summary: turnSummary({ index: 2 }), turn, previous });

    const news = (await (await ask("/_ccxray/api/turns/e1/2")).json()) as TurnAnswer;
    expect(news).toMatchObject({ carried: 1, changed: ["settings.temperature"], previous: { exchangeId: "e0", index: 0 } });
    expect(news.turn.input).toEqual([said("b")]);
    expect(news.turn.system).toEqual([]);

    const whole = (await (await ask("/_ccxray/api/turns/e1/2?whole=1")).json()) as TurnAnswer;
    expect(whole.turn.input).toEqual([said("a"), said("b")]);
    expect(whole.turn.system).toEqual(["s"]);
  });

  test("an exchange's payloads are cut, and whole one by one", async () => {
    const { ask, history } = testDashboard();
    const text = `${"x".repeat(19_999)}\u{1f600}é`;
    const bytes = new Uint8Array(15_001).fill(255);
    history.held.exchanges.push(
      exchangeOf({
        messages: [
          { from: "client", at: 1, kind: "body", payload: text },
          { from: "upstream", at: 7, kind: "binary", payload: bytes },
        ],
      }),
    );

    const answer = (await (await ask("/_ccxray/api/exchanges/e1")).json()) as ExchangeAnswer;
    expect(answer.response?.at).toBe(1_005);
    expect(answer.messages[0]).toEqual({ n: 0, from: "client", at: 1_001, kind: "body", size: 20_005, text: "x".repeat(19_999), cut: true });
    expect(answer.messages[1]).toMatchObject({ n: 1, at: 1_007, size: 15_001, binary: true, cut: true });
    expect(answer.messages[1]?.text).toHaveLength(20_000);

    const whole = await ask("/_ccxray/api/exchanges/e1/messages/0");
    expect(whole.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(await whole.text()).toBe(text);
    const octets = await ask("/_ccxray/api/exchanges/e1/messages/1");
    expect(octets.headers.get("content-type")).toBe("application/octet-stream");
    expect(octets.headers.get("content-disposition")).toMatch(/^attachment/);
    expect(new Uint8Array(await octets.arrayBuffer())).toEqual(bytes);
  });

  test("a page in a payload is text, not a page", async () => {
    const { ask, history } = testDashboard();
    history.held.exchanges.push(exchangeOf({ messages: [{ from: "upstream", at: 1, kind: "body", payload: "<script>alert(1)</script>" }] }));

    const answer = await ask("/_ccxray/api/exchanges/e1/messages/0", { accept: "text/html" });
    expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  });

  test("exchanges are listed from where one left off", async () => {
    const { ask, history } = testDashboard();
    history.held.exchanges.push(exchangeOf({ id: "e2" }), exchangeOf({ id: "e1" }));
    expect(await (await ask("/_ccxray/api/exchanges?before=e2")).json()).toMatchObject({ exchanges: [{ id: "e1" }] });
  });
});

describe("what is not served", () => {
  test.each([
    ["/_ccxray/api/nothing", 404, "NOT_FOUND"],
    ["/_ccxray/nothing", 404, "NOT_FOUND"],
    ["/_ccxray/__proto__", 404, "NOT_FOUND"],
    ["/_ccxray/../v1/messages", 404, "NOT_FOUND"],
    ["/_ccxray/api/sessions/none", 404, "NOT_FOUND"],
    ["/_ccxray/api/turns/none/0", 404, "NOT_FOUND"],
    ["/_ccxray/api/exchanges/none", 404, "NOT_FOUND"],
    ["/_ccxray/api/exchanges/none/messages/0", 404, "NOT_FOUND"],
    ["/_ccxray/api/sessions?limit=0", 400, "BAD_REQUEST"],
    ["/_ccxray/api/sessions?limit=1e2", 400, "BAD_REQUEST"],
    ["/_ccxray/api/exchanges?limit=100000", 400, "BAD_REQUEST"],
    ["/_ccxray/api/turns/e1/-1", 400, "BAD_REQUEST"],
    ["/_ccxray/api/turns/e1/0?whole=yes", 400, "BAD_REQUEST"],
    ["/_ccxray/api/feed?since=x", 400, "BAD_REQUEST"],
    ["/_ccxray/api/sessions/%zz", 400, "BAD_REQUEST"],
    ["/_ccxray/%", 400, "BAD_REQUEST"],
  ])("%s is a %i that says so in JSON", async (path, status, code) => {
    const answer = await testDashboard().ask(path);

    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(await answer.json()).toMatchObject({ error: { code } });
  });

  test.each([["/_ccxray/api/sessions", "POST", "GET, HEAD"], ["/_ccxray/", "DELETE", "GET, HEAD"], ["/_ccxray/login", "PUT", "GET, HEAD, POST"]])(
    "%s refuses %s and says what it takes",
    async (path, method, allowed) => {
      const answer = await testDashboard().ask(path, {}, { method });
      expect(answer.status).toBe(405);
      expect(answer.headers.get("allow")).toBe(allowed);
    },
  );

  test("a HEAD has the head of a GET", async () => {
    const answer = await testDashboard().ask("/_ccxray/api/sessions", {}, { method: "HEAD" });
    expect([answer.status, answer.headers.get("content-type"), await answer.text()]).toEqual([200, "application/json; charset=utf-8", ""]);
  });

  test("a journal that cannot be read is said in its own words; a fault of ours only to us", async () => {
    const { ask, history, reported } = testDashboard();
    history.seq = () => Promise.reject(new CcxrayError("JOURNAL_UNUSABLE", "the disk is full", { hint: "make room" }));
    const unusable = await ask("/_ccxray/api/sessions");
    expect(unusable.status).toBe(503);
    expect(await unusable.json()).toEqual({ error: { code: "JOURNAL_UNUSABLE", message: "the disk is full", hint: "make room" } });

    const fault = new TypeError("private detail");
    history.seq = () => Promise.reject(fault);
    const answer = await ask("/_ccxray/api/sessions");
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain("private detail");
    expect(reported.at(-1)).toBe(fault);
  });
});

describe("the page", () => {
  const assets = {
    "index.html": { type: "text/html; charset=utf-8", body: "<!doctype html>page" },
    "app-ABCD2345.js": { type: "text/javascript; charset=utf-8", body: new TextEncoder().encode("run()") },
  };

  test("is the same at every address that it reads by itself", async () => {
    const { ask } = testDashboard({ assets });
    const pages = await Promise.all(["/_ccxray/", "/_ccxray/now", "/_ccxray/s/session/3/delta?q=x"].map((path) => ask(path)));
    const texts = await Promise.all(pages.map((page) => page.text()));
    expect(texts).toEqual(Array.from({ length: 3 }, () => "<!doctype html>page"));
  });

  test("bare addresses lead there", async () => {
    const { ask } = testDashboard();
    const answers = await Promise.all(["/", "/_ccxray"].map((path) => ask(path)));
    expect(answers.map(({ headers }) => headers.get("location"))).toEqual(["/_ccxray/", "/_ccxray/"]);
  });

  test("names the API where none was built", async () => {
    const answer = await testDashboard().ask("/_ccxray/");
    expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(await answer.text()).toContain("/_ccxray/api/sessions");
  });

  test("a file of a hashed name is kept for ever, the page is asked about each time", async () => {
    const { ask } = testDashboard({ assets });
    const file = await ask("/_ccxray/app-ABCD2345.js");
    expect(file.headers.get("cache-control")).toContain("immutable");
    expect(await file.text()).toBe("run()");

    const page = await ask("/_ccxray/");
    expect(page.headers.get("cache-control")).toBe("no-cache");
    const again = await ask("/_ccxray/", { "if-none-match": page.headers.get("etag") ?? "" });
    expect([again.status, await again.text()]).toEqual([304, ""]);
    expect((await ask("/_ccxray/", { "if-none-match": '"other"' })).status).toBe(200);
  });
});
