import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");

/** Looks through all of this thread's memory, or through what is young, before it returns; buffers may be let go of a little later. */
export const collectGarbage = runInNewContext("gc") as (options?: { readonly type: "minor" }) => void;
