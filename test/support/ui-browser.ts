import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { env } from "node:process";
import { chromium, type Browser, type Page } from "playwright-core";
import { NOW } from "./ui-turns.ts";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** A Chromium of this machine: `CHROMIUM` names it, else the PATH is searched. Undefined when there is none. */
export function findChromium(): string | undefined {
  const named = env["CHROMIUM"];
  if (named) return named;
  const folders = (env["PATH"] ?? "").split(delimiter);
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isExecutable);
}

/** In CI a Chromium must be there; elsewhere its absence skips the screens. */
export function chromiumIsRequired(): boolean {
  return Boolean(env["CI"]);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error("No Chromium found. Install one (apt-get install chromium) or name it in CHROMIUM.");
  return chromium.launch({ executablePath, args: QUIET });
}

export interface Screen {
  readonly width: number;
  readonly height: number;
  readonly colorScheme: "light" | "dark";
}

/** A page at a fixed time of day, and everything in it that went wrong: console errors, exceptions, CSP violations. */
export async function openPage(browser: Browser, url: string, screen: Screen): Promise<{ readonly page: Page; readonly wrong: readonly string[] }> {
  const context = await browser.newContext({ viewport: screen, colorScheme: screen.colorScheme, timezoneId: "Europe/Zurich", locale: "en-GB", permissions: ["clipboard-read", "clipboard-write"] });
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
  page.on("pageerror", (error) => wrong.push(String(error)));
  await page.clock.install({ time: NOW });
  await page.goto(url);
  return { page, wrong };
}
