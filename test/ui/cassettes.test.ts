import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { chromiumIsRequired, findChromium, launchChromium, openPage } from "../support/ui-browser.ts";
import { countElements, faintTexts, isTooWide, keepScreen } from "../support/ui-page.ts";
import { aLongReplay, aReplay, aVerdict } from "../support/ui-replay.ts";
import { startUiServer, type UiServer } from "../support/ui-server.ts";
import { workSession } from "../support/ui-sessions.ts";

const SCREENS = [
  { name: "wide-light", width: 1440, height: 900, colorScheme: "light" },
  { name: "wide-dark", width: 1440, height: 900, colorScheme: "dark" },
  { name: "narrow-light", width: 390, height: 844, colorScheme: "light" },
  { name: "narrow-dark", width: 390, height: 844, colorScheme: "dark" },
] as const;
const [WIDE, , NARROW] = SCREENS;

/** What a screen is called, where it is, and what must be read there. */
const PLACES = [
  ["cassettes", "cassettes", ["cassettes/codex/parallel-tools.json", "1 ask had no recorded answer; 4 of 14 recorded turns played.", "10 left over", "10 recorded turns not asked for"]],
  ["cassettes-miss", "cassettes/6", ["No recorded conversation is equal.", "add what is missing with --on-miss record", "conversation[4]", "lines", "only recorded"]],
  ["cassettes-drift", "cassettes/4", ["Answered as recorded, though the parts below differ.", "or move", "view_image", "service_tier"]],
  ["cassettes-exact", "cassettes/3", ["Answered as recorded. Nothing differs."]],
  ["cassettes-stubbed", "cassettes/5", ["Telemetry is answered with an empty 200.", "nothing recorded"]],
  ["cassettes-filtered", "cassettes?q=is%3Adrift", ["1 of 8", "though the parts below differ"]],
  ["cassettes-unknown", "cassettes/99", ["This replay has no ask 99 yet."]],
] as const;

describe.skipIf(!findChromium() && !chromiumIsRequired())("cassettes (skipped without a Chromium: apt-get install chromium, or name one in CHROMIUM)", () => {
  let browser: Browser;
  let server: UiServer;
  let page: Page;
  let wrong: readonly string[];

  const open = async (path: string, screen: (typeof SCREENS)[number] = WIDE): Promise<void> => {
    ({ page, wrong } = await openPage(browser, server.url + path, screen));
  };
  const ask = (n: number) => page.getByRole("heading", { name: `Ask ${n} ` }).waitFor();

  beforeAll(async () => void (browser = await launchChromium()));
  afterAll(() => browser?.close());
  afterEach(async () => {
    if (wrong.length > 0) throw new Error(wrong.join("\n"));
    await page.context().close();
    await server.close();
  });

  test.each(SCREENS)("every place is drawn, can be read and reached: $name", { timeout: 60_000 }, async (screen) => {
    server = await startUiServer([], aReplay());
    await open("cassettes", screen);
    for (const [place, path, texts] of PLACES) {
      await page.goto(server.url + path);
      const isDetail = /^cassettes\/|q=/.test(path);
      for (const text of screen.width > 760 || (isDetail && path !== "cassettes?q=is%3Adrift") ? texts : texts.slice(0, 1)) await page.getByText(text).first().waitFor({ state: "attached" });
      await keepScreen(page, `${place}-${screen.name}`);
      expect(await isTooWide(page), `${place} is wider than the screen`).toBe(false);
      expect(await faintTexts(page), `${place} is faint`).toEqual([]);
    }
  });

  test.each(SCREENS)("without a replay it says how to start one: $name", async (screen) => {
    server = await startUiServer([]);
    await open("cassettes", screen);

    await page.getByText("No replay runs here").waitFor();
    await page.getByRole("button", { name: "Copy the command: Replay it to an agent" }).click();

    await page.getByText("Copied the command: Replay it to an agent").waitFor();
    expect(await page.evaluate("navigator.clipboard.readText()")).toBe("ccxray replay cassettes/session.json claude");
    await keepScreen(page, `cassettes-none-${screen.name}`);
    expect([await isTooWide(page), await faintTexts(page)]).toEqual([false, []]);
  });

  test("verdicts arrive as they are given, and a miss is shown and said aloud", async () => {
    server = await startUiServer([], { ...aReplay(), turns: 3, verdicts: [] });
    await open("cassettes");
    await page.getByText("Nothing was asked yet. The cassette holds 3 turns.").waitFor();

    server.judge(aVerdict());
    await page.getByText("All asks were answered so far; 1 of 3 recorded turns played.").waitFor();
    await ask(1);
    server.judge(aVerdict({ type: "drift", recorded: "e4", differences: [{ part: "model", recorded: "old", live: "new" }] }));
    await ask(2);
    await page.locator(".diff").getByText("new").waitFor();
    server.judge(aVerdict({ type: "miss", why: "no recorded conversation is equal" }));
    await ask(3);

    await page.getByText("1 ask had no recorded answer; 2 of 3 recorded turns played.").waitFor();
    await page.getByRole("log").getByText("Ask 3 had no recorded answer.", { exact: true }).waitFor();
    expect(await page.getByRole("log").textContent()).toBe("Ask 3 had no recorded answer.");
    await keepScreen(page, "cassettes-live");
  });

  test("what came while the page was cut off is there afterwards, each ask once", async () => {
    server = await startUiServer([], { ...aReplay(), turns: 3, verdicts: [] });
    await open("cassettes");
    server.judge(aVerdict());
    await ask(1);
    server.pause();
    await page.locator('[data-link="offline"]').waitFor();
    server.judge(aVerdict());
    server.judge(aVerdict());
    server.resume();

    await page.getByText("Every recorded turn was played.").waitFor();
    expect(await page.getByRole("option").count()).toBe(3);
    // While the server is away Chromium notes each attempt by itself.
    wrong = wrong.filter((text) => !text.includes("net::ERR"));
  });

  test("by keyboard: from Now and back, along the asks, to the next miss or drift", async () => {
    server = await startUiServer([workSession()], aReplay());
    await open("");
    await page.getByText("connected").waitFor();
    await page.keyboard.press("c");
    await ask(6);
    await page.keyboard.press("E");
    await ask(4);
    await page.keyboard.press("j");
    await ask(5);
    await page.waitForURL("**/cassettes/5");
    await page.keyboard.press("e");
    await ask(6);
    await page.keyboard.press("e");
    await page.getByText("No later error").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("heading", { name: "Sessions" }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/_ccxray/");
  });

  test("on a narrow screen an ask is opened and left by touch", async () => {
    server = await startUiServer([], aReplay());
    await open("", NARROW);
    await page.getByRole("button", { name: "Cassettes" }).click();
    await page.getByRole("option", { name: "drift" }).click();
    await ask(4);
    await page.getByRole("button", { name: "Next" }).click();
    await ask(5);
    await page.getByRole("button", { name: "Back" }).click();
    await page.getByRole("listbox", { name: "Asks" }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/_ccxray/cassettes");
  });

  test("thousands of asks are few elements", async () => {
    server = await startUiServer([], aLongReplay(3000));
    await open("cassettes");
    await page.getByText("Every recorded turn was played.").waitFor();
    expect(await countElements(page)).toBeLessThan(600);
  });

  test("a session is saved as a cassette", async () => {
    server = await startUiServer([workSession()]);
    await open("s/work");
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save as cassette" }).click();

    expect((await download).suggestedFilename()).toBe("find-the-flake.json");
    await page.getByText("Saved find-the-flake.json: 12 exchanges, 13 B.").waitFor();
    await keepScreen(page, "save-made");
    await page.getByRole("button", { name: "Copy the command that replays it" }).click();
    expect(await page.evaluate("navigator.clipboard.readText()")).toBe("ccxray replay find-the-flake.json");
  });

  test("a session with secrets is not saved, and says what they are", async () => {
    server = await startUiServer([workSession()]);
    const found = { severity: "error", line: 4, column: 80, hint: "Take it out." } as const;
    server.refuseCassettes({
      error: { code: "CASSETTE_INVALID", message: "This cassette must not be shown to others as it is.", hint: "ccxray record --session work -o FILE keeps it in FILE.partial, for you to mend." },
      findings: [{ ...found, what: "looks like a key", excerpt: "sk-l…9f" }, { ...found, line: 9, what: "a path below somebody's home", excerpt: "/home/ada/…" }],
    });
    await open("s/work");
    await page.getByRole("button", { name: "Save as cassette" }).click();

    await page.getByText("Nothing was saved: This cassette must not be shown to others as it is.").waitFor();
    await page.getByText("sk-l…9f").waitFor();
    await keepScreen(page, "save-refused");
    expect(await faintTexts(page)).toEqual([]);
    wrong = wrong.filter((text) => !text.includes("409"));
  });
});
