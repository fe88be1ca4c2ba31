import { describe, expect, test } from "vitest";
import type { CassetteRefusal, ReplayAnswer, VerdictAnswer } from "../../src/dashboard/contract.ts";
import type { RunningReplay } from "../../src/dashboard/replay-routes.ts";
import type { Judgement, Verdict } from "../../src/domain/verdict.ts";
import { testDashboard } from "../support/dashboard.ts";
import { until } from "../support/until.ts";

const leftOver = [{ name: "e9", provider: "p", path: "/v1/x", shape: "turn" }];

function verdict(n: number, over: Partial<Verdict> = {}): Verdict {
  return { n, type: "exact", kind: "turn", provider: "p", method: "POST", path: "/v1/x", shape: "turn", recorded: `e${n}`, differences: [], ...over };
}

/** A replay that a test judges as it likes. */
function aReplay(first: readonly Verdict[] = []): RunningReplay & { judge(verdict: Verdict): void; hearing(): number } {
  const hearing = new Set<() => void>();
  let judgement: Judgement = { verdicts: first, leftOver };
  return {
    run: "r1",
    cassette: { name: "x.json", recordedAt: "2026-11-24T10:00:00.000Z", turns: 3 },
    policy: { match: "turn", onMiss: "fail", repeat: false, noDrift: false, allowLeftOver: false },
    judgement: () => judgement,
    onVerdict(tell) {
      hearing.add(tell);
      return () => void hearing.delete(tell);
    },
    judge(one) {
      judgement = { ...judgement, verdicts: [...judgement.verdicts, one] };
      for (const tell of hearing) tell();
    },
    hearing: () => hearing.size,
  };
}

describe("a replay's verdicts", () => {
  test("a proxy runs none", async () => {
    const { ask } = testDashboard();
    expect(await (await ask("/_ccxray/api/replay")).json()).toEqual({ running: false });
    expect((await ask("/_ccxray/api/replay/verdicts/1")).status).toBe(404);
  });

  test("come as rows without the values that differ, and from where one left off", async () => {
    const differences = Array.from({ length: 20 }, (_, i) => ({ part: `conversation[${i}]`, recorded: "x".repeat(9000), live: undefined }));
    const { ask } = testDashboard({ replay: aReplay([verdict(1), verdict(2, { type: "miss", why: "no recorded conversation is equal", differences })]) });

    const text = await (await ask("/_ccxray/api/replay")).text();
    expect(text.length).toBeLessThan(2000);
    expect(JSON.parse(text)).toMatchObject({
      running: true,
      run: "r1",
      cassette: { name: "x.json", turns: 3 },
      verdicts: [{ n: 1, type: "exact", differing: 0 }, { n: 2, type: "miss", differing: 20, why: "no recorded conversation is equal" }],
      leftOver,
      counts: { asks: 2, exact: 1, miss: 1, leftOver: 1 },
    });

    const later = (await (await ask("/_ccxray/api/replay?after=1")).json()) as Extract<ReplayAnswer, { running: true }>;
    expect(later.verdicts.map(({ n }) => n)).toEqual([2]);
    expect(later.counts.asks).toBe(2);
  });

  test("one of them tells both sides of what differs and what would help, of long ones the start", async () => {
    const differences = [{ part: "system", recorded: undefined, live: "a" }, { part: "tools", recorded: "y".repeat(300_000), live: "y" }];
    const { ask } = testDashboard({ replay: aReplay([verdict(1, { type: "miss", differences })]) });

    const answer = (await (await ask("/_ccxray/api/replay/verdicts/1")).json()) as VerdictAnswer;
    expect(answer.remedy).toContain("--match turn");
    expect(answer.differences[0]).toEqual({ part: "system", live: "a" });
    expect(answer.differences[1]).toMatchObject({ part: "tools", live: "y", cut: true });
    expect(answer.differences[1]?.recorded).toHaveLength(200_000);
    expect((await ask("/_ccxray/api/replay/verdicts/2")).status).toBe(404);
  });

  test("the feed says how many there are, at first and after each", async () => {
    const replay = aReplay([verdict(1)]);
    const { ask, clock } = testDashboard({ replay });
    const reader = (await ask("/_ccxray/api/feed?since=0")).body?.pipeThrough(new TextDecoderStream()).getReader();
    const next = async (): Promise<string> => (await reader?.read())?.value ?? "";

    expect(await next()).toContain('"hello"');
    expect(await next()).toContain('{"type":"replay","seq":0,"run":"r1","asks":1}');
    const news = next();
    replay.judge(verdict(2));
    replay.judge(verdict(3));
    await until("the feed rests", () => clock.waiting() > 0);
    clock.advance(50);

    expect(await news).toContain('"asks":3');
    await reader?.cancel();
    await until("nobody listens any more", () => replay.hearing() === 0);
  });
});

describe("a session as a cassette", () => {
  test("is a file to save", async () => {
    const asked: string[] = [];
    const { ask } = testDashboard({
      makeCassette: async (session) => {
        asked.push(session);
        return { type: "made", name: "fix-the-test.json", exchanges: 2, pieces: [new TextEncoder().encode('{"ver'), new TextEncoder().encode('sion":1}')] };
      },
    });

    const answer = await ask("/_ccxray/api/sessions/s%2F1/cassette");
    expect(asked).toEqual(["s/1"]);
    expect(answer.headers.get("content-disposition")).toBe('attachment; filename="fix-the-test.json"');
    expect(await answer.text()).toBe('{"version":1}');
  });

  test("is refused with what looks secret, and nothing of it is given", async () => {
    const finding = { severity: "error", line: 3, column: 9, what: "looks like a key", excerpt: "sk-…", hint: "take it out" } as const;
    const { ask } = testDashboard({ makeCassette: async () => ({ type: "refused", findings: [finding] }) });

    const answer = await ask("/_ccxray/api/sessions/s1/cassette");
    expect(answer.status).toBe(409);
    expect(answer.headers.get("content-disposition")).toBeNull();
    const refusal = (await answer.json()) as CassetteRefusal;
    expect(refusal.findings).toEqual([finding]);
    expect(refusal.error).toMatchObject({ code: "CASSETTE_INVALID", hint: expect.stringContaining("--session s1 ") });
  });

  test("of a session that is not there is a 404", async () => {
    expect((await testDashboard().ask("/_ccxray/api/sessions/none/cassette")).status).toBe(404);
  });

  test("is made one at a time, and again once that is over", async () => {
    const made = Promise.withResolvers<{ type: "made"; name: string; exchanges: number; pieces: Uint8Array[] }>();
    const { ask } = testDashboard({ makeCassette: () => made.promise });

    const first = ask("/_ccxray/api/sessions/s1/cassette");
    const second = await ask("/_ccxray/api/sessions/s1/cassette");
    expect([second.status, second.headers.get("retry-after")]).toEqual([503, "2"]);
    made.resolve({ type: "made", name: "x.json", exchanges: 1, pieces: [] });

    expect((await first).status).toBe(200);
    expect((await ask("/_ccxray/api/sessions/s1/cassette")).status).toBe(200);
  });
});
