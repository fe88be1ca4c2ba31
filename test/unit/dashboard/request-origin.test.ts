import { describe, expect, test } from "vitest";
import { isOwnHost, isOwnPage } from "../../../src/dashboard/request-origin.ts";

const local = { host: "127.0.0.1", ports: [5577, 40_000] };

describe("on loopback", () => {
  test.each(["localhost:5577", "LOCALHOST:5577", "127.0.0.1:5577", "127.1.2.3:40000", "[::1]:5577"])("%s is us", (host) => {
    expect(isOwnHost(host, local)).toBe(true);
  });

  test.each([
    "evil.example:5577", "localhost.evil.example:5577", "127.0.0.1.evil.example:5577", "localhost:80", "localhost", "192.168.1.5:5577",
    "user@localhost:5577", "localhost:5577:1", "[::1:5577", "::1:5577", "0.0.0.0:5577", "", "127.0.0.1:05577x", "localhost, localhost:5577",
  ])("%s is not", (host) => {
    expect(isOwnHost(host, local)).toBe(false);
  });

  test("nor is no Host at all", () => {
    expect(isOwnHost(null, local)).toBe(false);
  });
});

test("a configured name is us, and so is loopback", () => {
  const place = { host: "Box.lan", ports: [5577] };
  expect(["box.lan:5577", "localhost:5577", "other.lan:5577"].map((host) => isOwnHost(host, place))).toEqual([true, true, false]);
});

test("bound to every address, any address is us, but no name", () => {
  const place = { host: "0.0.0.0", ports: [5577] };
  expect(["192.168.1.5:5577", "[fe80::1]:5577", "evil.example:5577"].map((host) => isOwnHost(host, place))).toEqual([true, true, false]);
});

test("port 80 may go without saying", () => {
  expect(isOwnHost("localhost", { host: "127.0.0.1", ports: [80] })).toBe(true);
});

describe("a request", () => {
  const host = "localhost:5577";
  test.each([
    { host, origin: null, fetchSite: null },
    { host, origin: null, fetchSite: "none" },
    { host, origin: "http://localhost:5577", fetchSite: "same-origin" },
    { host, origin: "http://LOCALHOST:5577", fetchSite: null },
  ])("is of our own page: %j", (provenance) => {
    expect(isOwnPage(provenance)).toBe(true);
  });

  test.each([
    { host, origin: "http://evil.example", fetchSite: null },
    { host, origin: "http://localhost:3000", fetchSite: "same-site" },
    { host, origin: "http://127.0.0.1:5577", fetchSite: null },
    { host, origin: "null", fetchSite: null },
    { host, origin: null, fetchSite: "cross-site" },
    { host, origin: null, fetchSite: "same-site" },
    { host, origin: "http://localhost:5577", fetchSite: "cross-site" },
    { host, origin: "file://localhost:5577", fetchSite: null },
  ])("is of a foreign page: %j", (provenance) => {
    expect(isOwnPage(provenance)).toBe(false);
  });
});
