import { expect, test } from "vitest";
import { commands } from "../../../src/cli/commands.ts";
import { EXIT_CODES } from "../../../src/cli/exit-codes.ts";

test("a flag means the same in every command that has it, so it can be read before the command is known", () => {
  const all = Object.values(commands).flatMap(({ args }) => Object.entries(args).map(([name, { type }]) => [name, type] as const));
  const flags = all.filter(([, type]) => type !== "positional");
  const meanings = new Map(flags);

  expect(flags.filter(([name, type]) => meanings.get(name) !== type)).toEqual([]);
});

test.each(Object.entries(commands))("%s has an example that names it, help and code that loads", async (name, { examples, args, load }) => {
  expect(examples.length).toBeGreaterThan(0);
  expect(examples[0]?.[0]).toContain(`ccxray ${name}`);
  expect(args).toHaveProperty("help");
  expect(await load()).toBeTypeOf("function");
});

test("a replay's own statuses 5 to 7 stay free", () => {
  expect(Object.values(EXIT_CODES).filter((status) => status >= 5 && status <= 7)).toEqual([]);
});
