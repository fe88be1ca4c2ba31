import type { Ask, Part } from "../../domain/ask.ts";
import type { RequestHead } from "../../domain/exchange.ts";
import { canonical, textAt, type Json, type JsonObject } from "../../domain/json.ts";
import type { Memo } from "../replay-knowledge.ts";
import { splitTarget } from "./path.ts";

/** Values as parts that are named by their position. */
export function positioned(name: string, values: readonly string[]): readonly Part[] {
  return values.map((value, i) => [`${name}[${i}]`, value]);
}

/** One part a member, but for those that have parts of their own or say nothing of what is asked. A member nobody knows yet is a part. */
export function settingParts(ask: JsonObject, known: ReadonlySet<string>): readonly Part[] {
  return Object.entries(ask).flatMap(([name, value]) => (known.has(name) ? [] : [[`settings.${name}`, canonical(value)] as const]));
}

/** Parts of an ask that are no part of the conversation, in the order in which a person reads them. */
export function partsOf(groups: { readonly model: string | undefined; readonly system: readonly Part[]; readonly tools: readonly Part[]; readonly settings: readonly Part[] }): readonly Part[] {
  const { model, system, tools, settings } = groups;
  return [["model", model ?? ""], ...system, ...tools, ...settings];
}

/** One part a tool. */
export function toolPart(name: string, tool: Json, memo: Memo): Part {
  return [`tools.${name}`, canonicalOnce(tool, memo)];
}

/** A value as canonical JSON, made once for the same object. */
export function canonicalOnce(value: Json, memo: Memo): string {
  return typeof value === "object" && value !== null ? memo(value, () => canonical(value)) : canonical(value);
}

/**
 * Results of tools that ran side by side come in the order in which they ended. Each run of results is put in the
 * order of their calls' ids, so that equal conversations are equal.
 */
export function inCallOrder<T>(items: readonly T[], callOf: (item: T) => string | undefined): readonly T[] {
  const ordered: T[] = [];
  let run: { readonly call: string; readonly item: T }[] = [];
  const endRun = (): void => {
    ordered.push(...run.toSorted((a, b) => (a.call < b.call ? -1 : a.call > b.call ? 1 : 0)).map(({ item }) => item));
    run = [];
  };
  for (const item of items) {
    const call = callOf(item);
    if (call === undefined) {
      endRun();
      ordered.push(item);
    } else run.push({ call, item });
  }
  endRun();
  return ordered;
}

const READS = new Set(["GET", "HEAD", "OPTIONS"]);

/** True when a request can only be a side request: it has no body that could ask a model. */
export function onlyReads({ method }: RequestHead): boolean {
  return READS.has(method);
}

/** A side request: told apart by method and path, then by query and body. Over JSON-RPC the method called tells, too. */
export function sideAsk({ method, path: target }: RequestHead, message: Json): Ask {
  const { path, query } = splitTarget(target);
  const called = textAt(message, "method");
  return {
    kind: "side",
    shape: [method, path, ...(called === undefined ? [] : [called])].join(" "),
    conversation: message === null ? [] : [["body", canonical(message)]],
    parts: query === "" ? [] : [["query", query]],
  };
}

/** About how many tokens an ask has: four characters a token, as a rule of thumb for English and code. */
export function estimatedTokens({ conversation, parts }: Ask): number {
  const characters = [...conversation, ...parts].reduce((sum, [, value]) => sum + value.length, 0);
  return Math.ceil(characters / 4);
}
