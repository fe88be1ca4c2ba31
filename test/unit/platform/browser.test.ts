import { expect, test } from "vitest";
import { browserCommand } from "../../../src/platform/browser.ts";

test("a URL is opened as one argument of a program, never through a shell", () => {
  const url = "http://127.0.0.1:5577/_ccxray/?a=1&b=$(x)";

  expect(browserCommand(url, "linux")).toEqual(["xdg-open", url]);
  expect(browserCommand(url, "darwin")).toEqual(["open", url]);
  expect(browserCommand(url, "win32")).toEqual(["rundll32.exe", "url.dll,FileProtocolHandler", url]);
});
