import { createDashboard, type Dashboard, type DashboardOptions } from "../../src/dashboard/dashboard.ts";
import { createFakeHistory, type FakeHistory } from "./history.ts";
import { createTestClock, type TestClock } from "./test-clock.ts";

export const PORT = 5577;
export const TOKEN = "a token of 24 characters";

export interface TestDashboard {
  readonly dashboard: Dashboard;
  readonly history: FakeHistory;
  readonly clock: TestClock;
  readonly reported: unknown[];
  /** Asks for a path as a program on this machine does. */
  readonly ask: (path: string, headers?: Record<string, string>, init?: RequestInit) => Promise<Response>;
}

/** A dashboard over a journal in memory, without a socket. */
export function testDashboard(options: Partial<DashboardOptions> = {}): TestDashboard {
  const [history, clock, reported]: [FakeHistory, TestClock, unknown[]] = [createFakeHistory(), createTestClock(), []];
  const dashboard = createDashboard({
    history,
    clock,
    watch: history.watch,
    version: "1.2.3",
    pid: 42,
    journal: "j1",
    port: () => PORT,
    host: "127.0.0.1",
    authToken: undefined,
    assets: {},
    makeCassette: async () => ({ type: "missing" }),
    report: (error) => void reported.push(error),
    ...options,
  });
  return {
    dashboard,
    history,
    clock,
    reported,
    ask: (path, headers = {}, init = {}) =>
      dashboard.fetch(new Request(`http://127.0.0.1:${PORT}${path}`, { ...init, headers: { host: `127.0.0.1:${PORT}`, ...headers } })),
  };
}
