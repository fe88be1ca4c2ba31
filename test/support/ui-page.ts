import { mkdirSync } from "node:fs";
import type { Page } from "playwright-core";

const FOLDER = ".cache/screens";

/** Keeps a picture of the page for people to look at. */
export async function keepScreen(page: Page, name: string): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  await page.screenshot({ path: `${FOLDER}/${name}.png`, animations: "disabled" });
}

/** How many elements the page has. */
export function countElements(page: Page): Promise<number> {
  return page.evaluate("document.getElementsByTagName('*').length");
}

/** Whether anything can be scrolled sideways that should not be: content that a narrow screen does not reach. */
export function isTooWide(page: Page): Promise<boolean> {
  return page.evaluate("document.documentElement.scrollWidth > innerWidth || document.querySelector('.tab-panel')?.scrollWidth > document.querySelector('.tab-panel')?.clientWidth");
}

/** Texts whose contrast with what is behind them is below 4.5:1 (WCAG 2.2, 1.4.3), each with its ratio. */
export function faintTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate(`(${findFaint.toString()})()`);
}

interface Brush {
  fillStyle: string;
  clearRect(...box: number[]): void;
  fillRect(...box: number[]): void;
  getImageData(...box: number[]): { readonly data: Iterable<number> };
}

interface Element {
  readonly parentElement: Element | null;
  readonly textContent: string;
  readonly childNodes: Iterable<{ readonly nodeType: number; readonly textContent: string }>;
  checkVisibility(): boolean;
}

/** Runs in the page. Colours are read off a canvas, which knows every notation. */
function findFaint(): string[] {
  const page = globalThis as unknown as { document: { createElement(name: "canvas"): { getContext(kind: string, options: object): Brush }; querySelectorAll(selector: string): Iterable<Element> }; getComputedStyle(element: Element): Record<string, string> };
  const canvas = page.document.createElement("canvas");
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  const rgba = (color = ""): number[] => {
    brush.clearRect(0, 0, 1, 1);
    brush.fillStyle = color;
    brush.fillRect(0, 0, 1, 1);
    return [...brush.getImageData(0, 0, 1, 1).data];
  };
  const luminance = ([r = 0, g = 0, b = 0]: number[]): number => {
    const [lr = 0, lg = 0, lb = 0] = [r, g, b].map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * lr + 0.7152 * lg + 0.0722 * lb;
  };
  const behind = (element: Element | null): number[] => {
    for (let one = element; one; one = one.parentElement) {
      const color = rgba(page.getComputedStyle(one)["backgroundColor"]);
      if (color[3] === 255) return color;
    }
    return [255, 255, 255, 255];
  };
  const faint: string[] = [];
  for (const element of page.document.querySelectorAll("body *")) {
    const text = [...element.childNodes].filter(({ nodeType }) => nodeType === 3).map(({ textContent }) => textContent.trim()).join("");
    const style = page.getComputedStyle(element);
    if (!text || !element.checkVisibility() || style["opacity"] === "0") continue;
    const [light = 0, dark = 0] = [luminance(rgba(style["color"])), luminance(behind(element))].toSorted((a, b) => b - a);
    const ratio = (light + 0.05) / (dark + 0.05);
    if (ratio < 4.5) faint.push(`${text.slice(0, 40)}: ${ratio.toFixed(2)}`);
  }
  return faint;
}
