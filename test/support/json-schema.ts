import { isObject, type Json, type JsonObject } from "../../src/domain/json.ts";

/** What in a value a JSON Schema (2020-12) does not allow, by place. Knows the words that the project's schemas use, and throws on others. */
export function schemaProblems(schema: JsonObject, value: Json, path = "$"): readonly string[] {
  return Object.entries(schema).flatMap(([word, rule]) => {
    const check = checks[word];
    if (!check) throw new Error(`the schema uses ${word}, which this validator does not know`);
    return check(rule, value, path, schema);
  });
}

type Check = (rule: Json, value: Json, path: string, schema: JsonObject) => readonly string[];

const ignore: Check = () => [];
const unless = (ok: boolean, problem: string): readonly string[] => (ok ? [] : [problem]);

const checks: Readonly<Record<string, Check>> = {
  $schema: ignore,
  title: ignore,
  description: ignore,
  format: (_, value, path) => unless(typeof value !== "string" || !Number.isNaN(Date.parse(value)), `${path} is no time`),
  type: (rule, value, path) => unless(typeOf(value) === rule || (rule === "number" && typeOf(value) === "integer"), `${path} is no ${rule as string}`),
  const: (rule, value, path) => unless(rule === value, `${path} is not ${JSON.stringify(rule)}`),
  enum: (rule, value, path) => unless((rule as readonly Json[]).includes(value), `${path} is none of ${JSON.stringify(rule)}`),
  minimum: (rule, value, path) => unless(typeof value !== "number" || value >= (rule as number), `${path} is below ${rule as number}`),
  maximum: (rule, value, path) => unless(typeof value !== "number" || value <= (rule as number), `${path} is above ${rule as number}`),
  pattern: (rule, value, path) => unless(typeof value !== "string" || new RegExp(rule as string).test(value), `${path} does not fit ${rule as string}`),
  minItems: (rule, value, path) => unless(!Array.isArray(value) || value.length >= (rule as number), `${path} has too few items`),
  maxItems: (rule, value, path) => unless(!Array.isArray(value) || value.length <= (rule as number), `${path} has too many items`),
  items: (rule, value, path) => (Array.isArray(value) ? value.flatMap((item: Json, i) => schemaProblems(rule as JsonObject, item, `${path}[${i}]`)) : []),
  required: (rule, value, path) => (isObject(value) ? (rule as string[]).filter((key) => !Object.hasOwn(value, key)).map((key) => `${path} has no ${key}`) : []),
  properties: (rule, value, path) =>
    isObject(value) ? Object.entries(value).flatMap(([key, one]) => (isObject(rule) && isObject(rule[key]) ? schemaProblems(rule[key], one, `${path}.${key}`) : [])) : [],
  additionalProperties: (_, value, path, { properties = {} }) => (isObject(value) ? Object.keys(value).filter((key) => !Object.hasOwn(properties as object, key)).map((key) => `${path} may not have ${key}`) : []),
  oneOf: (rule, value, path) => unless((rule as JsonObject[]).filter((one) => schemaProblems(one, value, path).length === 0).length === 1, `${path} fits not exactly one`),
};

function typeOf(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return Number.isInteger(value) ? "integer" : typeof value;
}
