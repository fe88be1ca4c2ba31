import type { TurnReader } from "../provider.ts";

/** The reader of an exchange that asks no model: a list of models, a count of tokens. */
export const noTurns: TurnReader = { take: () => undefined, turns: () => [], forget: () => undefined };
