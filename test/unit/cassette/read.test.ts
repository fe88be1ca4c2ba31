import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { encodeCassette } from "../../../src/cassette/encode.ts";
import { MIGRATION_STEPS, migrateCassette, type MigrationStep } from "../../../src/cassette/migrate.ts";
import { parseCassette, readCassette } from "../../../src/cassette/read.ts";
import type { CcxrayError } from "../../../src/domain/errors.ts";
import { cassetteOf, exchangeOf, message } from "../../support/cassette-exchanges.ts";

const folder = mkdtempSync(join(tmpdir(), "ccxray-read-"));
afterAll(() => rmSync(folder, { recursive: true }));

const words = "what was said ".repeat(40);
const ask = (...said: string[]): string => JSON.stringify({ messages: said });
const good = [...encodeCassette(cassetteOf(exchangeOf("e1", { messages: [message("client", "body", ask(words))] }), exchangeOf("e2", { messages: [message("client", "body", ask(words, "b")), message("upstream", "body", "{}")] })))].join("");

function errorOf(run: () => unknown): CcxrayError {
  try {
    run();
  } catch (error) {
    return error as CcxrayError;
  }
  throw new Error("nothing was thrown");
}

/** The good file with one edit, as a person could make it. */
function edited(from: string | RegExp, to: string): CcxrayError {
  expect(good).toMatch(from);
  return errorOf(() => parseCassette(good.replace(from, to), "x.json"));
}

test("a file that is not there is named, with what to do", () => {
  const error = errorOf(() => readCassette(join(folder, "none.json")));

  expect([error.code, error.message]).toEqual(["CASSETTE_INVALID", `${join(folder, "none.json")}: there is no such file`]);
  expect(error.hint).toContain("ccxray record");
});

test("a folder is no cassette", () => {
  expect(errorOf(() => readCassette(folder)).message).toContain("this is a folder");
});

test("a cassette is named after its file, and a byte order mark before it does no harm", () => {
  writeFileSync(join(folder, "x.json"), `\u{feff}${good}`);

  expect(readCassette(join(folder, "x.json"))).toMatchObject({ name: "x.json", exchanges: [{ id: "e1" }, { id: "e2" }] });
});

test("a file cut short anywhere is told with line and column, and nothing else is thrown", () => {
  for (let length = 0; length < good.trimEnd().length; length += 7) {
    const error = errorOf(() => parseCassette(good.slice(0, length), "x.json"));
    expect([error.code, error.message], `cut at ${length}`).toEqual(["CASSETTE_INVALID", expect.stringMatching(/^x\.json:\d+:\d+: the file ends in the middle/)]);
  }
});

test("a file of another sort is not said to be cut short", () => {
  const error = errorOf(() => parseCassette("root:x:0:0\nnobody:x:1:1\n", "x.json"));

  expect([error.message, error.hint]).toEqual(["x.json: this is no JSON", expect.stringContaining("Undo the last edit")]);
});

test("a slip of the pen is told with line and column", () => {
  const error = edited('"recordedBy": "0.1.0",', '"recordedBy": "0.1.0"');

  expect(error.message).toMatch(/^x\.json:5:1: this is no JSON$/);
});

test.each([
  ["a newer version", /"version": 1/, '"version": 2', "cassette version 2 is newer than 1", "Upgrade ccxray"],
  ["a version that never was", /"version": 1/, '"version": 0', "version 0 was never written", "by hand"],
  ["another JSON file", /"version": 1/, '"version": "1"', "no cassette", "ccxray record"],
  ["an unknown member", /"recordedBy"/, '"recordedWith"', 'has a member that is not known here: "recordedWith"', "recordedBy"],
  ["a time that is none", /"2026-01-05T09:00:00.000Z"/, '"yesterday"', "recordedAt must be a time", "Undo"],
  ["a transport that is none", /"transport":"http"/, '"transport":"ftp"', "exchanges[0].transport must be one of http, websocket", "Undo"],
  ["two exchanges of one name", /"id":"e2"/, '"id":"e1"', "exchanges[1].id is taken", "id of its own"],
  ["a name that is none", /"id":"e2"/, '"id":"second"', "exchanges[1].id must be e1, e2", "Undo"],
  ["a status that is none", /"status":200/, '"status":999', "exchanges[0].response.status must be an HTTP status", "Undo"],
  ["a header without value", /\["content-type","application\/json"\]/, '["content-type"]', "exchanges[0].request.headers[0] must be a name and a value", "Undo"],
  ["a reference to what was removed", /"like":"e1\/0"/, '"like":"e7/0"', 'exchanges[1].messages[0].like refers to "e7/0", which is not there', "ccxray cassette prune"],
  ["a reference to a later message", /"like":"e1\/0"/, '"like":"e2/1"', "which is not there", "earlier"],
  ["an edit that does not fit", /\{"\$keep":1\}/, '{"$keep":9}', "exchanges[1].messages[0].json does not fit e1/0", "without `like`"],
  ["two payloads", /"at":0,"like"/, '"at":0,"text":"a","like"', "exchanges[1].messages[0] has more than one payload: json, text", "Keep one"],
  ["no payload", /"at":0,"json":\{\}/, '"at":0', "exchanges[1].messages[1] has no payload", "Give it one of"],
  ["bytes that are none", /"at":0,"json":\{\}/, '"at":0,"base64":"?"', "exchanges[1].messages[1].base64 is no base64", "Undo"],
  ["a kind that cannot be", /"at":0,"json":\{\}/, '"at":0,"kind":"text","json":{}', "exchanges[1].messages[1].kind must be one of body, event", "Undo"],
  ["half a millisecond", /"at":0,"json":\{\}/, '"at":0.5,"json":{}', "exchanges[1].messages[1].at must be a whole number", "Undo"],
  ["an outcome that is none", /"outcome":\{"type":"completed"\}/, '"outcome":{"type":"fine"}', "exchanges[0].outcome.type must be one of", "Undo"],
])("%s is refused with its place and a hint", (_, from, to, problem, hint) => {
  const error = edited(from, to);

  expect([error.code, error.message, error.hint]).toEqual(["CASSETTE_INVALID", expect.stringContaining(problem), expect.stringContaining(hint)]);
  expect(error.message).toMatch(/^x\.json: /);
});

const deep = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);

test.each([
  ["a payload", /"json":\s?\{\}/, `"json":${deep(50_000)}`, "exchanges[1].messages[1].json is nested more than 500 deep"],
  ["an edit", /"json":\s?(\{"\$set".*\})\}/, `"json":{"$set":{"a":${deep(50_000)}}}}`, "exchanges[1].messages[0].json is nested more than 1004 deep"],
])("%s that no program could walk is told with its place", (_, from, to, problem) => {
  const error = edited(from, to);

  expect([error.code, error.message]).toEqual(["CASSETTE_INVALID", `x.json: ${problem}`]);
});

test("what a recording may write is read, also told by edits all the way down", () => {
  const nested = (leaf: string): string => `${'{"a":'.repeat(499)}[${leaf}]${"}".repeat(499)}`;
  const cassette = cassetteOf(exchangeOf("e1", { messages: [message("client", "body", nested("1"))] }), exchangeOf("e2", { messages: [message("client", "body", nested('1,{"$b":2}'))] }));

  const read = parseCassette([...encodeCassette(cassette)].join(""), "x.json");

  expect(read.exchanges[1]?.messages[0]?.payload).toBe(nested('1,{"$b":2}'));
});

test("an older version is brought up to date step by step", () => {
  const steps = new Map<number, MigrationStep>([
    [1, (cassette) => ({ ...cassette, exchanges: cassette["recordings"] ?? [] })],
    [2, ({ exchanges = [] }) => ({ exchanges })],
  ]);

  expect(migrateCassette({ version: 1, recordings: [1] }, "x.json", steps, 3)).toEqual({ version: 3, exchanges: [1] });
  expect(MIGRATION_STEPS.size).toBe(0);
});
