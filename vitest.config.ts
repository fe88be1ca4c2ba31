import { defineConfig } from "vitest/config";

const PROGRAM_TESTS = ["test/e2e/**/*.test.ts", "test/ui/**/*.test.{ts,tsx}"];

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "parts",
          include: ["test/**/*.test.{ts,tsx}"],
          exclude: PROGRAM_TESTS,
          // No module keeps state of its own (test/architecture.test.ts), so files can share a worker.
          isolate: false,
          pool: "threads",
          // Some move tens of megabytes, and a busy machine is slow.
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: "program",
          include: PROGRAM_TESTS,
          // These start programs and wait for what they do.
          pool: "forks",
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
