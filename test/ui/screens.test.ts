import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumIsRequired, findChromium, launchChromium, openPage } from "../support/ui-browser.ts";
import { countElements, faintTexts, isTooWide, keepScreen } from "../support/ui-page.ts";
import { startUiServer, type UiServer } from "../support/ui-server.ts";
import { longSession, otherSessions, socketSession, troubledSession, workSession } from "../support/ui-sessions.ts";

const SCREENS = [
  { name: "wide-light", width: 1440, height: 900, colorScheme: "light" },
  { name: "wide-dark", width: 1440, height: 900, colorScheme: "dark" },
  { name: "narrow-light", width: 390, height: 844, colorScheme: "light" },
  { name: "narrow-dark", width: 390, height: 844, colorScheme: "dark" },
] as const;

/** What a screen is called, where it is, and what must be read there. */
const PLACES = [
  ["now", "", ["Running", "claude-code", "I will word it for people", "Migrate the settings page", "5"]],
  ["session-live", "s/work/latest/delta", ["Turn 48", "answering", "entries unchanged", "Write the changelog entry and commit.", "I will word it for people"]],
  ["session-turns", "s/work", ["Write the changelog entry", "npm run check", "48 of 48"]],
  ["tool-failed", "s/work/w-3.0/delta", ["2 failed, 39 passed", "failed", "src/upload/retry.ts"]],
  ["answer", "s/work/w-15.0/delta", ["The fix", "backoff()", "I ran it 500 times"]],
  ["first", "s/work/w-0.0/delta", ["Set up with", "System prompt", "max_tokens"]],
  ["conversation", "s/work/w-40.0/conversation", ["Earlier", "make step-79", "Answer"]],
  ["raw", "s/work/w-5.0/raw", ["POST", "x-api-key", "[redacted]", "140 events streamed", "Copy as curl"]],
  ["events", "s/work/w-5.0/events", ["content_block_delta", "word 1 of the answer", "+797 ms"]],
  ["overloaded", "s/trouble/t-1.0/delta", ["Overloaded: the API is temporarily overloaded", "it is not your request", "529"]],
  ["refused", "s/trouble/t-3.0/delta", ["Connection refused by 127.0.0.1:9444", "Nothing listens at the upstream's address", "There was no answer"]],
  ["cut", "s/trouble/t-4.0/delta", ["The upstream closed the connection in the middle", "so the first step is"]],
  ["aborted", "s/trouble/t-5.0/delta", ["The client went away", "Someone pressed Escape"]],
  ["socket", "s/socket/ws-1.2/delta", ["WebSocket, ask 3", 'bash -lc "deno test --trace-leaks"', "The timers differ"]],
  ["socket-events", "s/socket/ws-1.4/events", ["response.output_text.delta", "word 139 of the answer"]],
  ["long", "s/long/latest/delta", ["Turn 5,000"]],
  ["filtered", "s/work/w-2.0/delta?q=is%3Aerror+tool%3ABash", ["Turn 4"]],
  ["filter-long", `?q=is%3Axyz+${"x".repeat(500)}`, ["is:xyz", "No session passes the filter", "Clear"]],
  ["filter-unknown", "s/work?q=is%3Axyz", ["is:xyz", "48 of 48"]],
  ["missing", "s/nobody", ["This session is not in the journal", "All sessions"]],
  ["missing-turn", "s/work/nothing.0/delta", ["This turn is not in the journal"]],
] as const;

describe.skipIf(!findChromium() && !chromiumIsRequired())("screens (skipped without a Chromium: apt-get install chromium, or name one in CHROMIUM)", () => {
  let browser: Browser;
  let server: UiServer;
  let empty: UiServer;

  beforeAll(async () => {
    browser = await launchChromium();
    server = await startUiServer([workSession(), troubledSession(), socketSession(), longSession(5000), ...otherSessions(30)]);
    empty = await startUiServer([]);
  });

  afterAll(async () => {
    await browser?.close();
    await Promise.all([server?.close(), empty?.close()]);
  });

  test.each(SCREENS)("every place is drawn, can be read and reached: $name", { timeout: 120_000 }, async (screen) => {
    const { page, wrong } = await openPage(browser, server.url, screen);
    for (const [place, path, texts] of PLACES) {
      await page.goto(server.url + path);
      for (const text of texts) await page.getByText(text).first().waitFor({ state: "attached" });
      await keepScreen(page, `${place}-${screen.name}`);
      expect(await isTooWide(page), `${place} is wider than the screen`).toBe(false);
      expect(await faintTexts(page), `${place} is faint`).toEqual([]);
      expect(await countElements(page), `${place} has too many elements`).toBeLessThan(1500);
    }
    // A session that is not there is a 404, which Chromium notes by itself.
    expect(wrong.filter((text) => !text.includes("404"))).toEqual([]);
  });

  test.each([760, 900, 1180])("at %d pixels, between narrow and wide, the bar's parts keep off each other", async (width) => {
    const { page } = await openPage(browser, `${server.url}s/work/latest/delta`, { width, height: 700, colorScheme: "light" });
    await page.getByText("Turn 48").waitFor();

    const gaps: readonly number[] = await page.evaluate(`(() => {
      const boxes = [...document.querySelectorAll(".crumbs > *, .filter, .top-end > *")].map((one) => one.getBoundingClientRect()).filter(({ width }) => width > 0);
      return boxes.slice(1).map(({ left }, at) => left - boxes[at].right);
    })()`);

    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0);
    await keepScreen(page, `between-${width}`);
    await page.context().close();
  });

  test.each(SCREENS)("without a single request it says how to make one: $name", async (screen) => {
    const { page, wrong } = await openPage(browser, empty.url, screen);

    await page.getByText("Waiting for the first request").waitFor();
    await page.getByRole("button", { name: "Copy the command: Claude Code" }).click();

    await page.getByText("Copied the command: Claude Code").waitFor();
    expect(await page.evaluate("navigator.clipboard.readText()")).toBe("ccxray claude");
    expect(await page.getByText(new URL(empty.url).origin, { exact: true }).isVisible()).toBe(true);
    await keepScreen(page, `empty-${screen.name}`);
    expect([await isTooWide(page), await faintTexts(page), wrong]).toEqual([false, [], []]);
  });
});
