import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { TurnAnswer } from "../../src/dashboard/contract.ts";
import { chromiumIsRequired, findChromium, launchChromium, openPage } from "../support/ui-browser.ts";
import { keepScreen } from "../support/ui-page.ts";
import { startUiServer, type UiServer } from "../support/ui-server.ts";
import { socketSession, workSession } from "../support/ui-sessions.ts";
import { aRunningTurn, aTurn, NOW } from "../support/ui-turns.ts";

const SCREEN = { width: 1440, height: 900, colorScheme: "light" } as const;
const running = aRunningTurn({ exchangeId: "live", session: "live", cwd: "/home/ada/src/quay", startedAt: NOW - 3000, phase: "waiting", asked: "Tidy the quay", fromUser: true, outputTokens: 0 });

describe.skipIf(!findChromium() && !chromiumIsRequired())("live (skipped without a Chromium: apt-get install chromium, or name one in CHROMIUM)", () => {
  let browser: Browser;
  let server: UiServer;
  let page: Page;
  let wrong: readonly string[];

  beforeAll(async () => void (browser = await launchChromium()));
  afterAll(() => browser?.close());
  beforeEach(async () => {
    server = await startUiServer([workSession(), socketSession()]);
    ({ page, wrong } = await openPage(browser, server.url, SCREEN));
    await page.getByText("connected").waitFor();
  });
  afterEach(async () => {
    await page.context().close();
    await server.close();
  });

  test("a turn appears when it starts, streams, and leaves the cards when it ends", async () => {
    server.change(running);
    const card = page.locator(".card", { hasText: "quay" });
    await card.getByText("waiting").waitFor();

    server.change({ ...running, phase: "thinking", outputTokens: 12 });
    await card.getByText("thinking").waitFor();
    server.change({ ...running, phase: "text", answered: "The quay is", outputTokens: 40, firstTokenMs: 900 });
    await card.getByText("The quay is").waitFor();
    await card.getByText("900 ms").waitFor();
    server.change({ ...running, phase: "text", answered: "The quay is\ntidy now.", outputTokens: 44, firstTokenMs: 900 });
    await card.getByText("tidy now.").waitFor();
    server.change(aTurn({ ...running, state: "completed", phase: "done", durationMs: 5000 }));

    await card.waitFor({ state: "detached" });
    await page.getByRole("option", { name: "Tidy the quay" }).waitFor();
    expect(wrong).toEqual([]);
  });

  test("an agent that runs its tools keeps its card and its place until it asks again", async () => {
    server.change(running);
    const card = page.locator(".card", { hasText: "quay" });
    await card.getByText("waiting").waitFor();
    const cards = () => page.locator(".card").count();
    const before = await cards();
    const tools = [{ id: "a", name: "Bash", hint: "npm test" }];
    server.change(aTurn({ ...running, state: "completed", phase: "done", durationMs: 3000, tools }));
    await card.getByText("agent runs Bash").waitFor();
    await card.getByText("npm test").waitFor();
    expect([await card.getByText("Tidy the quay").count(), await cards()]).toEqual([1, before]);

    server.change(aRunningTurn({ ...running, exchangeId: "live-2", startedAt: NOW + 500, fromUser: false, asked: "3 passed" }));
    await card.getByText("waiting").waitFor();
    expect([await card.getByText("Tidy the quay").count(), await cards()]).toEqual([1, before]);
    expect(wrong).toEqual([]);
  });

  test("an opened turn grows while it is being written, and its failure is said aloud", async () => {
    server.change(running);
    await page.goto(`${server.url}s/live/latest/delta`);
    await page.getByText("The model is waiting.").waitFor();

    server.change({ ...running, phase: "text", answered: "First words", outputTokens: 4 });
    await page.getByRole("main", { name: "Turn" }).getByText("First words").waitFor();
    server.change({ ...running, phase: "text", answered: "First words, and more", outputTokens: 9 });
    await page.getByRole("main", { name: "Turn" }).getByText("First words, and more").waitFor();
    server.change(aTurn({ ...running, state: "cut", phase: "done", answered: "First words, and more", error: "The upstream closed the connection", durationMs: 4000 }));

    await page.locator(".trouble-panel").getByText("The upstream closed the connection.").waitFor();
    await page.getByRole("log").getByText("claude-code: The upstream closed the connection.", { exact: true }).waitFor();
    expect(wrong).toEqual([]);
  });

  test("the newest turn is followed until another one is chosen, and again after G", async () => {
    server.change(running);
    await page.goto(`${server.url}s/live`);
    await page.getByRole("heading", { name: "Turn 1" }).waitFor();
    server.change(aRunningTurn({ ...running, exchangeId: "live-2", startedAt: NOW }));
    await page.getByRole("heading", { name: "Turn 2" }).waitFor();

    await page.keyboard.press("k");
    await page.getByRole("heading", { name: "Turn 1" }).waitFor();
    server.change(aRunningTurn({ ...running, exchangeId: "live-3", startedAt: NOW + 1000 }));
    await page.getByText("1 of 3").waitFor();
    await page.keyboard.press("G");

    await page.getByRole("heading", { name: "Turn 3" }).waitFor();
    expect(await page.getByRole("button", { name: "Follow", pressed: true }).isVisible()).toBe(true);
  });

  test("a session of side requests only is counted, and listed when it is asked for", async () => {
    server.change(aTurn({ exchangeId: "title", session: "title", kind: "title", asked: "Name this conversation", fromUser: true }));
    await page.getByRole("region", { name: "Sessions" }).getByText("2", { exact: true }).first().waitFor();
    expect(await page.getByRole("option").count()).toBe(2);

    await page.getByRole("button", { name: "1 without turns" }).click();

    await page.getByRole("option", { name: "Name this conversation" }).waitFor();
    expect(await page.getByRole("option").count()).toBe(1);
  });

  test("a break is shown, and what was missed is caught up with", async () => {
    server.pause();
    await page.locator('[data-link="offline"]').waitFor();
    await keepScreen(page, "offline");
    for (let n = 0; n < 4; n++) server.change(aTurn({ exchangeId: `missed-${n}`, session: "live", startedAt: NOW + n, asked: `Missed ${n}`, fromUser: true }));
    server.resume();

    await page.getByText(/^offline .+, 4 missed, resynced$/).waitFor();
    await page.getByRole("option", { name: "Missed 0" }).waitFor();
    expect(await page.getByRole("option").count()).toBe(3);
    await keepScreen(page, "resynced");
  });

  test("without the token it leads to the login, and comes back to where it was", async () => {
    server.answerWith(401);
    await page.goto(`${server.url}s/work/w-3.0/raw`);

    const link = page.getByRole("link", { name: "Log in" });

    expect(await link.getAttribute("href")).toBe(`/_ccxray/login?next=${encodeURIComponent("/_ccxray/s/work/w-3.0/raw")}`);
    await keepScreen(page, "login");
  });

  test("a block of any shape is shown as it came when it cannot be drawn, and the others are drawn", async () => {
    await page.route("**/api/turns/w-3/0", async (route) => {
      const answer = (await (await route.fetch()).json()) as TurnAnswer;
      const odd = [{ type: "toolResult", id: "x", content: { lines: ["odd one"] } }, { type: "hologram", of: "a ship" }, { type: "text", text: "Still here." }, { type: "toolCall", id: "y", name: "shell", input: [["ls", { deep: [1] }], null] }];
      await route.fulfill({ json: { ...answer, turn: { ...answer.turn, output: odd } } });
    });
    await page.goto(`${server.url}s/work/w-3.0/delta`);

    for (const text of ["odd one", "hologram", "Still here.", "shell"]) await page.getByRole("main", { name: "Turn" }).getByText(text).first().waitFor();
    expect(await page.getByText("ccxray could not draw this block").count()).toBe(2);
    expect(wrong).toEqual([]);
  });

  test("an API that fails says so, and can be asked again", async () => {
    server.answerWith(500);
    await page.goto(server.url);
    await page.getByText("As the test wants it.").waitFor();

    server.answerWith(undefined);
    await page.getByRole("button", { name: "Try again" }).click();

    await page.getByText("Write the changelog entry").first().waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
  });
});
