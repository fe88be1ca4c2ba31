import { array, assert, nat, property, stringMatching } from "fast-check";
import { describe, expect, test } from "vitest";
import type { HeaderList } from "../../../src/domain/exchange.ts";
import { bearerOf, runKeyOf, tokensOf, withoutOwnHeaders, withoutOwnParameters } from "../../../src/domain/own-parameters.ts";

describe("what an upstream sees of a path", () => {
  test.each([
    ["/v1/messages?token=mine", "/v1/messages"],
    ["/v1/messages?token=", "/v1/messages"],
    ["/v1/messages?token", "/v1/messages"],
    ["/v1/messages?token=a&token=b", "/v1/messages"],
    ["/v1/messages?token=mine&beta=true", "/v1/messages?beta=true"],
    ["/v1/messages?beta=true&token=mine", "/v1/messages?beta=true"],
    ["/v1/m?a=%20b+c%2f&token=x%26y&&z=ü", "/v1/m?a=%20b+c%2f&&z=ü"],
    ["/v1/m?page_token=1&tokens=2&Token=3&token.x=4&xtoken=5", "/v1/m?page_token=1&tokens=2&Token=3&token.x=4&xtoken=5"],
    ["/v1/m?a=token=1", "/v1/m?a=token=1"],
    ["/v1/m?", "/v1/m?"],
    ["/v1/m", "/v1/m"],
    ["/token=1/x", "/token=1/x"],
    ["/_ccxray/k/abc/v1/m?token=mine&a=1", "/v1/m?a=1"],
    ["/_ccxray/k/abc", "/"],
    ["/_ccxray/k/abc?a=1", "/?a=1"],
  ])("%s becomes %s", (path, expected) => {
    expect(withoutOwnParameters(path)).toBe(expected);
  });

  test("whatever the other parameters are, their bytes stay", () => {
    const parameter = stringMatching(/^[\w%+.=-]{0,12}$/).filter((text) => !/^token(=|$)/.test(text));
    const kept = property(array(parameter, { minLength: 1 }), nat(), (others, place) => {
      const query = others.toSpliced(place % (others.length + 1), 0, "token=secret").join("&");
      const rest = others.join("&");
      return withoutOwnParameters(`/v1?${query}`) === (rest === "" ? "/v1" : `/v1?${rest}`);
    });
    expect(() => assert(kept)).not.toThrow();
  });
});

test("the run's key is found only where it belongs", () => {
  expect(runKeyOf("/_ccxray/k/abc/v1/m?x=1")).toEqual({ key: "abc", rest: "/v1/m?x=1" });
  expect(runKeyOf("/_ccxray/k/")).toBeUndefined();
  expect(runKeyOf("/_ccxray/k//v1")).toBeUndefined();
  expect(runKeyOf("/v1/_ccxray/k/abc/")).toBeUndefined();
  expect(runKeyOf("/_ccxray/kk/abc/")).toBeUndefined();
});

test("every token is read, decoded, also where the encoding is broken", () => {
  expect(tokensOf("/x?token=a%2Bb&y=1&token=%zz&token")).toEqual(["a+b", "%zz", ""]);
  expect(tokensOf("/x?y=token")).toEqual([]);
});

test("headers of ours go, and a Bearer only when it is our token", () => {
  const headers: HeaderList = [["X-CcXray-Auth", "mine"], ["Authorization", "bearer  mine"], ["authorization", "Bearer sk-theirs"], ["X-Api-Key", "k"], ["x-ccxray-via", "1"]];

  expect(withoutOwnHeaders(headers, "mine")).toEqual([["authorization", "Bearer sk-theirs"], ["X-Api-Key", "k"]]);
  expect(withoutOwnHeaders(headers, undefined)).toHaveLength(3);
});

test("a Bearer's token is what stands behind the scheme", () => {
  expect(bearerOf("BEARER abc ")).toBe("abc");
  expect(bearerOf("Bearer\tabc\t")).toBe("abc");
  expect(bearerOf("Basic abc")).toBeUndefined();
  expect(bearerOf("Bearerabc")).toBeUndefined();
});
