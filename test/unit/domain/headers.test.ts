import { expect, test } from "vitest";
import { headerOf, headersFromFlat, headerValues, withoutHopByHop } from "../../../src/domain/headers.ts";

const headers = headersFromFlat(["Host", "x", "Accept", "a", "accept", "b", "Connection", "close, X-Gone", "x-gone", "1", "TE", "trailers", "Trailer", "x-sum", "X-Kept", ""]);

test("a header is found whatever the case of its name; repeats are joined", () => {
  expect([headerOf(headers, "accept"), headerValues(headers, "accept"), headerValues(headers, "x-kept"), headerOf(headers, "none"), headerValues(headers, "none")]).toEqual([
    "a",
    "a, b",
    "",
    undefined,
    undefined,
  ]);
});

test("what belongs to one connection goes, with what Connection names", () => {
  expect(withoutHopByHop(headers).map(([name]) => name)).toEqual(["Host", "Accept", "accept", "Trailer", "X-Kept"]);
});
