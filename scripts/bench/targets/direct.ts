import type { Target } from "../target.ts";

/** No proxy: what the machine, the generator and the upstream make possible. */
export const direct: Target = {
  name: "direct",
  about: "the client asks the upstream itself",
  start: async (origin) => ({ origin, close: async () => {} }),
};
