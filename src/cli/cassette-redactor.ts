import { createRedactor } from "../pipeline/redact.ts";
import { type Env, envText } from "../platform/env.ts";
import { secretValues } from "./secret-values.ts";

/** Takes out of a text what looks secret, and the values of this environment's secrets. Heads are kept by name, so no header names are needed. */
export function cassetteRedactor(env: Env): (text: string) => string {
  const own = envText(env, "AUTH_TOKEN");
  return createRedactor({ secretValues: [...secretValues(env), ...(own === undefined ? [] : [own])], secretHeaders: () => [] }).text;
}
