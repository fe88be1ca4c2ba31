import type { FakeUpstreamOptions } from "../../test/support/fake-upstream.ts";
import type { Prepare } from "./agent-command.ts";
import type { PlaceName } from "./replay-places.ts";

/** A session that is recorded once by the launcher, and then runs again without the model's API. */
export interface ReplaySession {
  readonly name: string;
  readonly prepare: Prepare;
  /** How the agent is run on the replay; by default as it was recorded. */
  readonly prepareReplay?: Prepare;
  /** What stands behind the recording; `project` is the folder that the agent works on. */
  readonly upstream: (project: string) => FakeUpstreamOptions;
  readonly places: readonly PlaceName[];
  readonly expect: {
    /** What the agent prints; `{{cwd}}` is the folder that it works on. */
    readonly says: string;
    /** How many asks of a model are recorded. */
    readonly asks: number;
    /** The only part in which every ask differs. Absent: none does. */
    readonly drift?: string;
  };
}

/** A session in which something goes wrong while it is recorded: a replay must lead the agent the same way. */
export interface ReplayFault {
  readonly name: string;
  readonly prepare: Prepare;
  readonly upstream: FakeUpstreamOptions;
  readonly expect: {
    /** The agent's exit code. */
    readonly code: number;
    /** What the agent prints. */
    readonly says: string;
    /** What the agent asked and got, in order, as `wirePath` tells it. */
    readonly path: readonly string[];
  };
}
