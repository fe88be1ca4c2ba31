import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { appendCassette } from "../../../src/cassette/append.ts";
import { readCassette } from "../../../src/cassette/read.ts";
import { writeCassette } from "../../../src/cassette/write.ts";
import { cassetteOf, exchangeOf, message } from "../../support/cassette-exchanges.ts";

const folder = mkdtempSync(join(tmpdir(), "ccxray-write-"));
afterAll(() => rmSync(folder, { recursive: true }));

const one = cassetteOf(exchangeOf("e1", { messages: [message("client", "body", "{}")] }));

test("a cassette is written whole, to be read by all and written by its owner", () => {
  const path = join(folder, "new.json");

  const bytes = writeCassette(path, one);

  expect(readCassette(path).exchanges).toHaveLength(1);
  expect([statSync(path).size, statSync(path).mode & 0o133]).toEqual([bytes, 0]);
  expect(readdirSync(folder).filter((name) => name.includes("partial"))).toEqual([]);
});

test("a file that is there stays, unless it may be replaced", () => {
  const path = join(folder, "there.json");
  writeFileSync(path, "mine");

  expect(() => writeCassette(path, one)).toThrow(`${path} is there already`);
  expect(readFileSync(path, "utf8")).toBe("mine");

  writeCassette(path, one, { force: true });
  expect(readCassette(path).exchanges).toHaveLength(1);
});

test("an empty recording is refused", () => {
  const path = join(folder, "empty.json");

  expect(() => writeCassette(path, cassetteOf())).toThrow("nothing was recorded");
  expect(existsSync(path)).toBe(false);
});

test.skipIf(!existsSync("/dev/full"))("a full disk leaves the file that was there, and says where the partial is", () => {
  const path = join(folder, "full.json");
  writeFileSync(path, "mine");
  symlinkSync("/dev/full", `${path}.partial`);

  expect(() => writeCassette(path, one, { force: true })).toThrow(expect.objectContaining({ message: `${path} could not be written: the disk is full`, hint: expect.stringContaining(`${path}.partial`) }));
  expect(readFileSync(path, "utf8")).toBe("mine");
});

test("a folder that is not there is told", () => {
  expect(() => writeCassette(join(folder, "no", "x.json"), one)).toThrow(expect.objectContaining({ message: expect.stringContaining("could not be written"), hint: expect.stringContaining("folder") }));
});

test("exchanges added to a cassette are numbered on, and told by those before them", () => {
  const path = join(folder, "more.json");
  const body = JSON.stringify(["said ".repeat(200)]);
  const cassette = cassetteOf(exchangeOf("e1", { messages: [message("client", "body", body)] }));

  writeCassette(path, appendCassette(cassette, cassette));

  expect(readCassette(path).exchanges.map(({ id, messages }) => [id, messages[0]?.payload])).toEqual([["e1", body], ["e2", body]]);
  expect(readFileSync(path, "utf8")).toContain('"like":"e1/0"');
});
