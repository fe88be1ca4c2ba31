/** A figure that ccxray must reach. */
export interface Floor {
  readonly name: string;
  readonly bound: "at least" | "at most";
  readonly limit: number;
  readonly unit: string;
  /** Undefined when this run did not measure it. */
  readonly measured: number | undefined;
}

export function atLeast(name: string, limit: number, unit: string, measured: number | undefined): Floor {
  return { name, bound: "at least", limit, unit, measured };
}

export function atMost(name: string, limit: number, unit: string, measured: number | undefined): Floor {
  return { name, bound: "at most", limit, unit, measured };
}

/** Undefined when it was not measured. */
export function isReached({ bound, limit, measured }: Floor): boolean | undefined {
  if (measured === undefined) return undefined;
  return bound === "at least" ? measured >= limit : measured <= limit;
}
