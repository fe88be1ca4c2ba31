import { isRuntimeTooOld, OLDEST_NODE } from "./platform/runtime.ts";
import { VERSION } from "./platform/version.ts";

/** Answers what needs nothing but this file; all else is loaded only when it is asked for, so that `--version` is quick. */
async function start(argv: readonly string[]): Promise<number> {
  if (isRuntimeTooOld(process.versions.node)) {
    process.stderr.write(`ccxray needs Node.js ${OLDEST_NODE} or newer, and this is ${process.versions.node}.\n`);
    process.stderr.write("Install a newer Node.js, or take the single binary, which brings its own.\n");
    return 1;
  }
  if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-v")) {
    process.stdout.write(`ccxray ${VERSION}\n`);
    return 0;
  }
  const { main } = await import("./cli/main.ts");
  return main(argv);
}

/** Who reads our output may go before it ends, as in `ccxray sessions | head`; that is no failure. */
function outliveReaders(): void {
  const ignore = (error: NodeJS.ErrnoException): void => {
    if (error.code !== "EPIPE") throw error;
  };
  process.stdout.on("error", ignore);
  process.stderr.on("error", ignore);
}

/** Ends the process once everything written has left it, even if something still holds the event loop. */
function exit(code: number): void {
  process.stdout.write("", () => process.stderr.write("", () => process.exit(code)));
}

outliveReaders();
void start(process.argv.slice(2)).then(exit);
