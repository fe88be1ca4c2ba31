import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../../../test/support/free-port.ts";
import type { Target } from "../target.ts";
import { installed } from "./installed.ts";
import { startListening } from "./listening.ts";

/** nginx as a reverse proxy that streams; undefined where it is not installed. */
export function nginx(): Target | undefined {
  const file = installed("nginx");
  return file === undefined ? undefined : { name: "nginx", about: `${file}, one worker, no buffering, nothing recorded`, start: (upstream, folder) => start(file, upstream, folder) };
}

async function start(file: string, upstream: string, folder: string): ReturnType<Target["start"]> {
  const port = await freePort();
  mkdirSync(join(folder, "temporary"), { recursive: true });
  writeFileSync(join(folder, "nginx.conf"), configuration(port, new URL(upstream).host, folder));
  return startListening([file, "-p", folder, "-c", join(folder, "nginx.conf"), "-e", join(folder, "error.log")], port, folder);
}

function configuration(port: number, upstream: string, folder: string): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${folder}/temporary/${name};`);
  return `
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
events { worker_connections 4096; }
http {
  ${temporary.join("\n  ")}
  access_log off;
  client_max_body_size 0;
  keepalive_requests 1000000;
  keepalive_timeout 600s;
  map $http_upgrade $connection_for_upstream { default upgrade; "" ""; }
  upstream api { server ${upstream}; keepalive 64; keepalive_requests 1000000; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://api;
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_for_upstream;
      proxy_buffering off;
      proxy_request_buffering off;
      proxy_read_timeout 600s;
    }
  }
}
`;
}
