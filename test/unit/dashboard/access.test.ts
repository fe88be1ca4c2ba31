import { describe, expect, test } from "vitest";
import { clientMayPass, isLoopbackAddress, withoutCredentials } from "../../../src/dashboard/access.ts";
import type { HeaderList, RequestHead } from "../../../src/domain/exchange.ts";

const credentials = { authToken: "secret", runKey: "run-1" };

function head(path: string, headers: HeaderList = [], upgrade = false): RequestHead {
  return { method: "POST", path, headers, upgrade };
}

describe("with AUTH_TOKEN", () => {
  test.each<[string, RequestHead]>([
    ["the header", head("/v1/m", [["x-ccxray-auth", "secret"]])],
    ["the header, on an upgrade", head("/v1/m", [["X-Ccxray-Auth", "secret"]], true)],
    ["the parameter", head("/v1/m?a=1&token=secret")],
    ["one of several parameters", head("/v1/m?token=wrong&token=secret")],
    ["a Bearer", head("/v1/m", [["authorization", "Bearer secret"]])],
    ["the run's key", head("/_ccxray/k/run-1/v1/m", [["authorization", "Bearer sk-other"]])],
  ])("%s lets a client through", (_, request) => {
    expect(clientMayPass(request, "10.0.0.1", credentials)).toBe(true);
  });

  test.each<[string, RequestHead]>([
    ["nothing", head("/v1/m")],
    ["an empty token", head("/v1/m?token=", [["x-ccxray-auth", ""]])],
    ["a part of it", head("/v1/m?token=secre")],
    ["more than it", head("/v1/m", [["authorization", "Bearer secret2"]])],
    ["another's key", head("/v1/m", [["authorization", "Bearer sk-other"], ["x-api-key", "secret"]])],
    ["a wrong run key", head("/_ccxray/k/run-2/v1/m")],
    ["the token in place of the run's key", head("/_ccxray/k/secret/v1/m")],
    ["the run's key in place of the token", head("/v1/m?token=run-1")],
  ])("%s does not, not even on this machine", (_, request) => {
    expect(clientMayPass(request, "127.0.0.1", credentials)).toBe(false);
  });

  test("no run key admits nobody who guesses that there is none", () => {
    expect(clientMayPass(head("/_ccxray/k/undefined/v1/m"), "127.0.0.1", { authToken: "secret", runKey: undefined })).toBe(false);
  });
});

test("without AUTH_TOKEN this machine may pass, and nobody else", () => {
  const open = { authToken: undefined, runKey: undefined };
  expect(clientMayPass(head("/v1/m"), "127.0.0.1", open)).toBe(true);
  expect(clientMayPass(head("/v1/m"), "::ffff:127.0.0.1", open)).toBe(true);
  expect(clientMayPass(head("/v1/m"), "192.168.1.7", open)).toBe(false);
});

test.each([["127.9.9.9", true], ["::1", true], ["::FFFF:127.0.0.1", true], ["128.0.0.1", false], ["127.evil.example", false], ["::", false], [undefined, false]])(
  "%s is this machine's own: %s",
  (address, expected) => {
    expect(isLoopbackAddress(address)).toBe(expected);
  },
);

test("nothing that let a client through goes on", () => {
  const request = head("/_ccxray/k/run-1/v1/m?x=%20&token=secret", [["Host", "h"], ["authorization", "Bearer secret"], ["x-ccxray-auth", "secret"]]);
  expect(withoutCredentials(request, credentials)).toEqual(head("/v1/m?x=%20", [["Host", "h"]]));
});
