import { spawn } from "node:child_process";

/** The program that opens a URL in the user's browser, and its arguments; without a shell, so that nothing in the URL is run. */
export function browserCommand(url: string, platform: NodeJS.Platform): readonly [command: string, ...args: string[]] {
  if (platform === "darwin") return ["open", url];
  // `start` lives inside cmd.exe; this is what it calls.
  if (platform === "win32") return ["rundll32.exe", "url.dll,FileProtocolHandler", url];
  return ["xdg-open", url];
}

/** Opens a URL in the user's browser. Resolves to false when there is nothing to open it with; waits for no answer. */
export function openBrowser(url: string, platform: NodeJS.Platform = process.platform): Promise<boolean> {
  const [command, ...args] = browserCommand(url, platform);
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: "ignore", detached: true });
    child.once("error", () => resolve(false));
    child.once("spawn", () => {
      child.unref();
      resolve(true);
    });
  });
}
