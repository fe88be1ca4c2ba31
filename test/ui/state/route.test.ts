import fc from "fast-check";
import { expect, test } from "vitest";
import { formatRoute, parseRoute, TABS, type Route } from "../../../ui/state/route.ts";

const read = (path: string): Route => {
  const url = new URL(path, "http://localhost");
  return parseRoute(url.pathname, url.search);
};

test.each([
  ["/_ccxray/", { tab: "delta", q: "" }],
  ["/_ccxray/?q=is%3Aerror", { tab: "delta", q: "is:error" }],
  ["/_ccxray/s/abc", { session: "abc", tab: "delta", q: "" }],
  ["/_ccxray/s/abc/latest/events", { session: "abc", turn: "latest", tab: "events", q: "" }],
  ["/_ccxray/s/abc/0193-7.12/raw?q=x", { session: "abc", turn: { exchangeId: "0193-7", index: 12 }, tab: "raw", q: "x" }],
])("%s says what is on the screen", (path, route) => {
  expect(read(path)).toEqual(route);
});

test.each(["/_ccxray/s/abc/nonsense/nonsense", "/_ccxray/s/abc/1.2.x", "/_ccxray/s/%E0%A4%A/x", "/_ccxray/what"])("%s is read as far as it can be", (path) => {
  expect(() => parseRoute(path, "?q=%")).not.toThrow();
});

test("the screen Cassettes, and one of its asks", () => {
  expect(read("/_ccxray/cassettes?q=is%3Amiss")).toEqual({ cassettes: true, tab: "delta", q: "is:miss" });
  expect(read("/_ccxray/cassettes/7")).toEqual({ cassettes: true, ask: 7, tab: "delta", q: "" });
  expect(read("/_ccxray/cassettes/none")).toEqual({ cassettes: true, tab: "delta", q: "" });
  expect(formatRoute({ cassettes: true, ask: 7, tab: "delta", q: "is:miss" })).toBe("/_ccxray/cassettes/7?q=is%3Amiss");
});

test("every route has a URL that leads back to it", () => {
  const turn = fc.record({ exchangeId: fc.string({ minLength: 1 }), index: fc.nat() });
  const route = fc.record({ session: fc.string({ minLength: 1 }), turn: fc.oneof(fc.constant("latest" as const), turn), tab: fc.constantFrom(...TABS), q: fc.string() });

  fc.assert(
    fc.property(route.filter(isPlain), (one) => {
      expect(read(formatRoute(one))).toEqual(one);
    }),
  );
});

/** A browser takes `.` and `..` out of paths, and lone surrogates have no URL at all. */
function isPlain({ session, turn, q }: Route): boolean {
  const names = [session ?? "", typeof turn === "object" ? turn.exchangeId : "", q];
  return !names.some((name) => /^\.{1,2}$/.test(name) || !name.isWellFormed());
}
