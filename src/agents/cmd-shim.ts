/** What to spawn on Windows to run a `.cmd` or `.bat` file, which only cmd.exe can. */
export interface ShellCommand {
  readonly file: string;
  /** To be passed verbatim: already quoted. */
  readonly args: readonly string[];
}

/** cmd.exe reads these itself, also between quotes. */
const CMD_META = /[()%!^"<>&|;, ]/g;

/**
 * Runs a batch file with arguments that arrive as they are. Each is quoted for the C runtime, then every
 * character that cmd.exe would act on is escaped, twice, because a batch file expands `%*` once more.
 */
export function throughCmd(file: string, args: readonly string[], comSpec: string): ShellCommand {
  const line = [escaped(file), ...args.map((arg) => escaped(escaped(quoted(arg))))].join(" ");
  return { file: comSpec, args: ["/d", "/s", "/c", `"${line}"`] };
}

/** Quoted as the Microsoft C runtime takes it apart: backslashes count only before a quote. */
function quoted(arg: string): string {
  return `"${arg.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, "$1$1")}"`;
}

function escaped(text: string): string {
  return text.replace(CMD_META, "^$&");
}
