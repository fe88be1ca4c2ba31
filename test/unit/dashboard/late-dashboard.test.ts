import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { expect, test } from "vitest";
import type { Dashboard } from "../../../src/dashboard/dashboard.ts";
import { createLateDashboard } from "../../../src/dashboard/late-dashboard.ts";

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function anAsk(path: string) {
  const request = Object.assign(new IncomingMessage(new Socket()), { url: path });
  return [request, new ServerResponse(request)] as const;
}

/** Notes what is asked of it. */
function aDashboard() {
  const seen: (string | undefined)[] = [];
  const dashboard: Dashboard = {
    handle: ({ url }) => void seen.push(url),
    fetch: async () => new Response(),
    close: async () => void seen.push("closed"),
  };
  return { seen, dashboard };
}

test("it is made at the first request, once, and answers all in their order", async () => {
  const { seen, dashboard } = aDashboard();
  let made = 0;
  const late = createLateDashboard(
    async () => {
      made += 1;
      return dashboard;
    },
    () => undefined,
  );

  await settled();
  expect(made).toBe(0);
  late.handle(...anAsk("/first"));
  late.handle(...anAsk("/second"));
  await settled();
  late.handle(...anAsk("/third"));
  await settled();
  await late.close();

  expect([made, seen]).toEqual([1, ["/first", "/second", "/third", "closed"]]);
});

test("one that nobody asked for is not made in order to be closed", async () => {
  let made = 0;
  const late = createLateDashboard(
    async () => {
      made += 1;
      return aDashboard().dashboard;
    },
    () => undefined,
  );

  await late.close();

  expect(made).toBe(0);
});

test("when it cannot be made, that is told, the request is answered, and closing goes on", async () => {
  const told: unknown[] = [];
  const late = createLateDashboard(
    async () => {
      throw new Error("not today");
    },
    (error) => told.push(error),
  );
  const [request, response] = anAsk("/");

  late.handle(request, response);
  await settled();
  await late.close();

  expect([response.statusCode, response.writableEnded, told]).toEqual([500, true, [new Error("not today")]]);
});
