import { hostname, tmpdir } from "node:os";
import type { Place } from "../cassette/place.ts";
import { type Env, envText } from "../platform/env.ts";
import { absolutePath } from "../platform/paths.ts";

/** Where this run happens, with the eyes of a program that has this environment: what becomes slots in a cassette. */
export function placeHere(env: Env, cwd: string = process.cwd()): Place {
  const user = envText(env, "USER") ?? envText(env, "LOGNAME") ?? envText(env, "USERNAME");
  return { cwd, home: absolutePath("~", env), tmp: temporary(env), host: hostname(), ...(user !== undefined && { user }) };
}

function temporary(env: Env): string {
  const folder = envText(env, "TMPDIR") ?? envText(env, "TEMP") ?? tmpdir();
  return folder.length > 1 ? folder.replace(/[/\\]+$/, "") : folder;
}
