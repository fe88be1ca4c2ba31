import { describe, expect, test } from "vitest";
import { PORT, testDashboard, TOKEN } from "../support/dashboard.ts";

const HTML = { accept: "text/html" };
const FORM = { "content-type": "application/x-www-form-urlencoded" };
const locked = () => testDashboard({ authToken: TOKEN });
const cookieOf = (answer: Response) => answer.headers.get("set-cookie")?.split(";")[0] ?? "";

describe("foreign pages", () => {
  test.each(["/_ccxray/", "/_ccxray/health", "/_ccxray/api/sessions", "/_ccxray/nothing"])("%s is refused under a name that was rebound to us", async (path) => {
    const answer = await testDashboard().ask(path, { host: `evil.example:${PORT}` });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ error: { code: "FORBIDDEN", hint: expect.stringContaining(`http://127.0.0.1:${PORT}/_ccxray/`) } });
  });

  test.each([{ origin: "http://evil.example" }, { "sec-fetch-site": "cross-site" }, { origin: "http://localhost:3000", "sec-fetch-site": "same-site" }])(
    "the API is refused to a page with %j",
    async (headers) => {
      expect((await testDashboard().ask("/_ccxray/api/sessions", headers)).status).toBe(403);
    },
  );

  test("the API is served to our own page", async () => {
    const headers = { origin: `http://127.0.0.1:${PORT}`, "sec-fetch-site": "same-origin" };
    expect((await testDashboard().ask("/_ccxray/api/sessions", headers)).status).toBe(200);
  });

  test("a link to the page may be followed from anywhere", async () => {
    expect((await testDashboard().ask("/_ccxray/s/x", { "sec-fetch-site": "cross-site" })).status).toBe(200);
  });

  test("a form elsewhere cannot log in", async () => {
    const answer = await testDashboard({ authToken: TOKEN }).ask("/_ccxray/login", { ...FORM, origin: "http://evil.example" }, { method: "POST", body: `token=${TOKEN}` });
    expect(answer.status).toBe(403);
  });
});

describe("every answer", () => {
  test.each(["/_ccxray/", "/_ccxray/api/sessions", "/_ccxray/nothing", "/_ccxray/%", "/_ccxray/login.css", "/"])("%s forbids foreign script, sniffing and framing", async (path) => {
    const { headers } = await testDashboard().ask(path);
    expect(headers.get("content-security-policy")).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    );
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
    expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
  });

  test("of the API is kept by nobody", async () => {
    const { ask } = testDashboard();
    const answers = await Promise.all(["/_ccxray/api/sessions", "/_ccxray/api/nothing", "/_ccxray/health"].map((path) => ask(path)));
    expect(answers.map(({ headers }) => headers.get("cache-control"))).toEqual(["no-store", "no-store", "no-store"]);
  });
});

describe("with AUTH_TOKEN", () => {
  test("the API answers 401 in JSON, health and the way in are open", async () => {
    const { ask } = locked();
    const answer = await ask("/_ccxray/api/sessions", HTML);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ error: { code: "UNAUTHORIZED" } });
    const open = await Promise.all(["/_ccxray/health", "/_ccxray/login", "/_ccxray/login.css", "/"].map((path) => ask(path)));
    expect(open.map(({ status }) => status)).toEqual([200, 200, 200, 303]);
  });

  test.each([{ "x-ccxray-auth": TOKEN }, { authorization: `Bearer ${TOKEN}` }])("%j opens it", async (headers) => {
    expect((await locked().ask("/_ccxray/api/sessions", headers)).status).toBe(200);
  });

  test.each([{ "x-ccxray-auth": "wrong" }, { authorization: `Basic ${TOKEN}` }, { cookie: `ccxray_session=${TOKEN}` }])("%j does not", async (headers) => {
    expect((await locked().ask("/_ccxray/api/sessions", headers)).status).toBe(401);
  });

  test("a program may put the token into the address", async () => {
    const { ask } = locked();
    const token = encodeURIComponent(TOKEN);
    expect((await ask(`/_ccxray/api/sessions?token=${token}`)).status).toBe(200);
    expect((await ask("/_ccxray/api/sessions?token=wrong")).status).toBe(401);
  });

  test("a browser that does so gets a cookie and an address without it", async () => {
    const { ask } = locked();
    const answer = await ask(`/_ccxray/s/x?q=a%20b&token=${encodeURIComponent(TOKEN)}`, HTML);

    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/_ccxray/s/x?q=a%20b"]);
    expect((await ask("/_ccxray/api/sessions", { cookie: cookieOf(answer) })).status).toBe(200);
    expect((await ask("/_ccxray/s/x", { ...HTML, cookie: cookieOf(answer) })).status).toBe(200);
  });

  test("a browser without it gets a form that leads back to where it was", async () => {
    const { ask } = locked();
    const form = await ask(`/_ccxray/s/x?q="<b>&token=wrong`, { "sec-fetch-mode": "navigate" });
    const html = await form.text();

    expect(form.status).toBe(401);
    expect(form.headers.get("referrer-policy")).toBe("same-origin");
    expect(html).not.toMatch(/<script|<style|<b>|wrong/);
    const next = /name="next" value="([^"]*)"/.exec(html)?.[1]?.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
    expect(next).toMatch(/^\/_ccxray\/s\/x\?q=/);
  });

  test("logging in gives a cookie, a wrong token another try", async () => {
    const { ask, clock } = locked();
    const logIn = (fields: Record<string, string>) => ask("/_ccxray/login", FORM, { method: "POST", body: String(new URLSearchParams(fields)) });

    const wrong = await logIn({ token: "wrong", next: "/_ccxray/now" });
    expect([wrong.status, wrong.headers.get("set-cookie")]).toEqual([401, null]);
    const right = await logIn({ token: TOKEN, next: "/_ccxray/now?x=1" });
    expect([right.status, right.headers.get("location")]).toEqual([303, "/_ccxray/now?x=1"]);
    expect((await ask("/_ccxray/api/sessions", { cookie: cookieOf(right) })).status).toBe(200);

    clock.advance(24 * 60 * 60 * 1000);
    expect((await ask("/_ccxray/api/sessions", { cookie: cookieOf(right) })).status).toBe(401);
  });

  test.each(["https://evil.example/_ccxray/", "//evil.example/_ccxray/", "/\\evil.example/_ccxray/", "/v1/messages", "/_ccxray/../v1", "javascript:alert(1)", "/_ccxray/\r\nx: y", ""])(
    "a login never leads to %j",
    async (next) => {
      const answer = await locked().ask("/_ccxray/login", FORM, { method: "POST", body: String(new URLSearchParams({ token: TOKEN, next })) });
      expect(answer.status).toBe(303);
      expect(["/_ccxray/", "/_ccxray/x:%20y"]).toContain(answer.headers.get("location"));
    },
  );

  test("a form is not read beyond reason", async () => {
    const answer = await locked().ask("/_ccxray/login", FORM, { method: "POST", body: `token=${"x".repeat(100_000)}` });
    expect(answer.status).toBe(413);
  });
});
