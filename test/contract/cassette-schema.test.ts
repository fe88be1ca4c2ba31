import fc from "fast-check";
import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { encodeCassette } from "../../src/cassette/encode.ts";
import { readCassette } from "../../src/cassette/read.ts";
import { cassetteSchema } from "../../src/cassette/schema.ts";
import type { Json } from "../../src/domain/json.ts";
import { anyCassette, cassetteOf, exchangeOf, message } from "../support/cassette-exchanges.ts";
import { schemaProblems } from "../support/json-schema.ts";

test("every file that is written keeps to the published schema", () => {
  fc.assert(
    fc.property(anyCassette, (cassette) => {
      expect(schemaProblems(cassetteSchema, JSON.parse([...encodeCassette(cassette)].join("")) as Json)).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test.each([
  ['"version": 1', '"version": 2', "$.version is not 1"],
  ['"id":"e1"', '"id":"first"', "$.exchanges[0].id does not fit ^e[1-9][0-9]*$"],
  ['"at":0,"json"', '"at":-1,"json"', "$.exchanges[0].messages[0].at is below 0"],
  ['"type":"completed"', '"type":"fine"', "$.exchanges[0].outcome fits not exactly one"],
  ['"endedAt"', '"ended"', "$.exchanges[0] may not have ended"],
])("the schema refuses %s changed to %s", (from, to, problem) => {
  const file = [...encodeCassette(cassetteOf(exchangeOf("e1", { messages: [message("client", "body", "{}")] })))].join("");

  expect(schemaProblems(cassetteSchema, JSON.parse(file.replace(from, to)) as Json)).toEqual([problem]);
});

describe.each([...globSync("cassettes/**/*.json"), "the gallery"].slice(0, -1))("%s", (path) => {
  test("keeps to the published schema, and reads", () => {
    expect(schemaProblems(cassetteSchema, JSON.parse(readFileSync(path, "utf8")) as Json)).toEqual([]);
    expect(readCassette(path).exchanges.length).toBeGreaterThan(0);
  });

  test("is written as this version writes it", () => {
    expect([...encodeCassette(readCassette(path))].join("")).toBe(readFileSync(path, "utf8"));
  });
});
