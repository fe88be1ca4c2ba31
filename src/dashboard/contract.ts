import type { Finding } from "../cassette/finding.ts";
import type { ErrorCode } from "../domain/errors.ts";
import type { HeaderList, MessageKind, Outcome, Side, State, Transport } from "../domain/exchange.ts";
import type { ExchangeSummary, SessionSummary, TurnSummary } from "../domain/session.ts";
import type { Turn } from "../domain/turn.ts";
import type { LeftOver, Verdict } from "../domain/verdict.ts";

// What the dashboard's API says, shared with `ui/`. Everything lies under `/_ccxray/`; times are Unix
// milliseconds; `seq` is the journal's change number, which only grows.

/** `GET /_ccxray/health`; needs no credential and tells nothing private. */
export interface Health {
  readonly ok: true;
  readonly app: "ccxray";
  readonly version: string;
  readonly pid: number;
  /** Tells journals apart without saying where they are: two processes with the same name show the same sessions. */
  readonly journal: string;
}

/** `GET /_ccxray/api/sessions?limit=200`: newest activity first, with the turns that are running now. */
export interface SessionsAnswer {
  readonly seq: number;
  readonly sessions: readonly SessionSummary[];
  readonly running: readonly TurnSummary[];
  /** How many sessions the journal holds in all. */
  readonly total: number;
}

/** `GET /_ccxray/api/sessions/:id`: a session with its turns, oldest first. */
export interface SessionAnswer {
  readonly seq: number;
  readonly session: SessionSummary;
  readonly turns: readonly TurnSummary[];
}

/** `GET /_ccxray/api/turns/:exchange/:index`: one turn, and what it added to the turn before it in its thread. */
export interface TurnAnswer {
  readonly seq: number;
  readonly summary: TurnSummary;
  /** `input` holds only what is new unless `?whole=1`; `system` and `tools` only when they changed or `?whole=1`. */
  readonly turn: Turn;
  /** How many entries of the input were there in the turn before (they are left out of `turn.input` unless `?whole=1`). */
  readonly carried: number;
  /**
   * Names of parts that differ from the turn before: `system`, `tools`, `model`, `settings.temperature`, …; `input` when
   * what was there before was not all carried over (a compaction, an edit). Empty for the first.
   */
  readonly changed: readonly string[];
  readonly previous?: { readonly exchangeId: string; readonly index: number };
}

export interface MessageRow {
  /** Position within the exchange, from 0. */
  readonly n: number;
  readonly from: Side;
  /** Unix milliseconds. */
  readonly at: number;
  readonly kind: MessageKind;
  /** Size of the payload in bytes. */
  readonly size: number;
  /** The payload as text, cut to 20,000 characters; base64 when `binary`, then cut to 15,000 bytes. */
  readonly text: string;
  readonly binary?: true;
  readonly cut?: true;
}

/** `GET /_ccxray/api/exchanges/:id`: what passed, secrets masked. Messages are cut; ask for one whole with `/messages/:n` (text/plain or octets). */
export interface ExchangeAnswer {
  readonly seq: number;
  readonly summary: ExchangeSummary;
  readonly transport: Transport;
  readonly request: { readonly method: string; readonly path: string; readonly headers: HeaderList };
  readonly response?: { readonly status: number; readonly statusText: string; readonly headers: HeaderList; readonly at: number };
  readonly messages: readonly MessageRow[];
  readonly trailers?: HeaderList;
  readonly outcome?: Outcome;
  readonly state: State;
}

/** `GET /_ccxray/api/exchanges?limit=200&before=<id>`: newest first. */
export interface ExchangesAnswer {
  readonly seq: number;
  readonly exchanges: readonly ExchangeSummary[];
}

/** What a replay plays, and by which rules. */
export interface ReplayFacts {
  /** Names this run: verdicts of another one are not its own. */
  readonly run: string;
  /** Several files count as one; `turns` is how many of its asks a run must ask for. */
  readonly cassette: { readonly name: string; readonly recordedAt: string; readonly turns: number };
  readonly policy: {
    readonly match: "turn" | "exact" | "order";
    readonly onMiss: "fail" | "live";
    readonly repeat: boolean;
    /** Whether drift, or turns left over, make the replay fail. */
    readonly noDrift: boolean;
    readonly allowLeftOver: boolean;
  };
}

/** A verdict in a list: of the parts that differ only the first names. */
export interface VerdictRow extends Omit<Verdict, "differences"> {
  readonly parts: readonly string[];
  /** How many parts differ in all. */
  readonly differing: number;
}

/** `GET /_ccxray/api/replay?after=<n>`: the verdicts after the n-th, all of them when it is absent; what else is told is told of all. */
export type ReplayAnswer =
  | { readonly running: false }
  | ({ readonly running: true; readonly verdicts: readonly VerdictRow[]; readonly leftOver: readonly LeftOver[]; readonly counts: ReplayCounts } & ReplayFacts);

export type ReplayCounts = Readonly<Record<"asks" | Verdict["type"] | "leftOver", number>>;

/** A part in which an ask differs; a side that lacks it is absent. */
export interface DifferenceRow {
  readonly part: string;
  readonly recorded?: string;
  readonly live?: string;
  /** A side was cut to its first 200,000 characters. */
  readonly cut?: true;
}

/** `GET /_ccxray/api/replay/verdicts/:n`: one verdict with what differs, at most 50 parts. */
export interface VerdictAnswer {
  readonly run: string;
  readonly verdict: VerdictRow;
  /** What would make a missed ask be answered. */
  readonly remedy?: string;
  readonly differences: readonly DifferenceRow[];
}

/**
 * `GET /_ccxray/api/sessions/:id/cassette`: the session as a cassette, a file to save. With status 409 this instead, when the file
 * would hold what looks secret.
 */
export interface CassetteRefusal extends ErrorAnswer {
  readonly findings: readonly Finding[];
}

/**
 * `GET /_ccxray/api/feed?since=<seq>`: server-sent events without a name (`onmessage`), each with `id: <seq>`. First
 * `hello`, whose `seq` is where the feed goes on from: `since`, or the present when that was not given or is
 * ahead of the journal, and whose `journal` is as in `Health`. A smaller number or another journal than before: load everything anew. Then `change` for everything after it (also what was
 * missed), then live, at most 20 times a second; a large change comes as several events, of which only the
 * last has a new `seq`. `ping` after 15 s of silence. `Last-Event-ID` goes before `since`. While a replay runs,
 * `replay` comes first and after every verdict: how many there are; `/replay` has them.
 */
export type FeedEvent =
  | { readonly type: "hello"; readonly seq: number; readonly version: string; readonly pid: number; readonly journal: string }
  | { readonly type: "change"; readonly seq: number; readonly sessions: readonly SessionSummary[]; readonly turns: readonly TurnSummary[] }
  | { readonly type: "replay"; readonly seq: number; readonly run: string; readonly asks: number }
  | { readonly type: "ping"; readonly seq: number };

/** What went wrong with a request: in a word, in a sentence, and what to do next. */
export interface Problem {
  readonly code: "BAD_REQUEST" | "UNAUTHORIZED" | "FORBIDDEN" | "NOT_FOUND" | "METHOD_NOT_ALLOWED" | "BUSY" | "INTERNAL" | ErrorCode;
  readonly message: string;
  readonly hint?: string;
}

/** The body of every answer with an error status. */
export interface ErrorAnswer {
  readonly error: Problem;
}
