import type { Plugin } from "esbuild";

/** What `src/` takes from undici, and how: its own index loads all of it at once, and only there does a pool learn to `connect`. */
const PARTS = `module.exports = {
  get Agent() { return require("undici/lib/dispatcher/agent.js"); },
  get Pool() {
    const Pool = require("undici/lib/dispatcher/pool.js");
    Pool.prototype.connect = require("undici/lib/api/api-connect.js");
    return Pool;
  },
  get buildConnector() { return require("undici/lib/core/connect.js"); },
  get errors() { return require("undici/lib/core/errors.js"); },
};`;

/**
 * Of undici only what is used, and each part when it is used first, so that a replay goes without: the rest (fetch, caches, mocks)
 * is a fifth of the program's text. Its HTTP/2 is not used either, so it finds no node:http2, which it can do without.
 */
export const partsOfUndici: Plugin = {
  name: "parts-of-undici",
  setup(esbuild) {
    esbuild.onResolve({ filter: /^undici$/ }, ({ path }) => ({ path, namespace: "parts" }));
    esbuild.onLoad({ filter: /^undici$/, namespace: "parts" }, () => ({ resolveDir: process.cwd(), contents: PARTS }));
    esbuild.onResolve({ filter: /^node:http2$/ }, ({ path, importer }) => (/[\\/]node_modules[\\/]undici[\\/]/.test(importer) ? { path, namespace: "parts" } : undefined));
    esbuild.onLoad({ filter: /^node:http2$/, namespace: "parts" }, () => ({ contents: `throw new Error("HTTP/2 is not spoken");` }));
  },
};
