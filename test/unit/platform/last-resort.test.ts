import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { type Guarded, standBehind } from "../../../src/platform/last-resort.ts";

test("what nobody caught is told, and the process goes on, until the guard ends", () => {
  const target = new EventEmitter();
  const told: unknown[] = [];
  const [error, reason] = [new Error("in a socket's callback"), new Error("in a promise")];

  const end = standBehind(target as unknown as Guarded, (one) => told.push(one));
  target.emit("uncaughtException", error);
  target.emit("unhandledRejection", reason);
  end();

  expect(told).toEqual([error, reason]);
  expect(target.eventNames()).toEqual([]);
});
