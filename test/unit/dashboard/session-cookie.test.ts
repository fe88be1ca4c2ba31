import { expect, test } from "vitest";
import { createSessionCookies } from "../../../src/dashboard/session-cookie.ts";
import { createTestClock } from "../../support/test-clock.ts";

const DAY = 24 * 60 * 60 * 1000;
const pairOf = (setCookie: string) => setCookie.split(";")[0] ?? "";

test("a cookie is good for 24 hours and not longer", () => {
  const clock = createTestClock();
  const cookies = createSessionCookies("secret", clock);
  const cookie = pairOf(cookies.issue());

  clock.advance(DAY - 1);
  expect(cookies.accepts(cookie)).toBe(true);
  clock.advance(1);
  expect(cookies.accepts(cookie)).toBe(false);
});

test("it is for our pages only, out of reach of scripts, and does not hold the token", () => {
  const cookie = createSessionCookies("secret", createTestClock()).issue();
  expect(cookie).toMatch(/^ccxray_session=[\w.-]+; Path=\/_ccxray; Max-Age=86400; HttpOnly; SameSite=Strict$/);
  expect(cookie).not.toContain("secret");
});

test("it stands among other cookies, also a broken one of the same name", () => {
  const cookies = createSessionCookies("secret", createTestClock());
  expect(cookies.accepts(`a=1; ccxray_session=old; ${pairOf(cookies.issue())}; b=2`)).toBe(true);
});

test("what was changed, or signed for another token, is refused", () => {
  const clock = createTestClock();
  const cookies = createSessionCookies("secret", clock);
  const cookie = pairOf(cookies.issue());
  const later = cookie.replace(/=(\d+)\./, (_, expiry: string) => `=${Number(expiry) + 1}.`);

  expect(later).not.toBe(cookie);
  const refused = [later, `${cookie}x`, cookie.slice(0, -1), pairOf(createSessionCookies("other", clock).issue()), "ccxray_session=", "ccxray_session=9999999999999.", null];
  expect(refused.map((one) => cookies.accepts(one))).toEqual(refused.map(() => false));
});
