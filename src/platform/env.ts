/** Environment variables by name. */
export type Env = Readonly<Record<string, string | undefined>>;

/** A copy of the process's environment as it is now. The only place that reads it. */
export function processEnv(): Env {
  return { ...process.env };
}

/** A variable that is set and not empty: an empty one counts as unset, as shells and CI files leave them. */
export function envText(env: Env, name: string): string | undefined {
  const value = env[name];
  return value === undefined || value.trim() === "" ? undefined : value;
}
