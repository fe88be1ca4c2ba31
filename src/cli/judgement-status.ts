import { conclusionOf, type Report } from "../cassette/report.ts";
import { EXIT_CODES, EXIT_DRIFT, EXIT_LEFT_OVER } from "./exit-codes.ts";

/** The exit status of a replay that is over. */
export function judgementStatus(report: Report): number {
  switch (conclusionOf(report)) {
    case "missed":
      return EXIT_CODES.REPLAY_MISS;
    case "commandFailed":
      return report.commandStatus ?? 0;
    case "leftOver":
      return EXIT_LEFT_OVER;
    case "drifted":
      return EXIT_DRIFT;
    case "passed":
      return 0;
  }
}
