import { LONG_SESSION, type LongSession } from "../../test/support/long-session.ts";

/** The long session, in a place that says nothing of a person, so that a recording of it may be shown. */
export const BENCH_SESSION: LongSession = { ...LONG_SESSION, cwd: "/srv/project", home: "/srv/agent" };
