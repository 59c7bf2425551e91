import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  covered,
  followGunicorn,
  followNginx,
  gunicornCommand,
  nginxCommand,
  nginxMaster,
  signal,
  spawnCaught,
  until,
  type GunicornStart,
  type Running,
  type Served,
} from "./programs.ts";
import type { Scratch } from "./scratch.ts";

/** supervisord with what it has started. */
export interface Supervised {
  /** Null when it gave up. */
  readonly gunicorn: Served | null;
  /** Null where the stack has no nginx under supervisor. */
  readonly nginx: Served | null;
  readonly supervisord: Running;
}

/**
 * Starts the real supervisord on the stack's file. The commands become those of the harness, so that the probe runs and
 * everything is in the scratch folder; nothing else of a program's section is touched but what only a server can have.
 */
export async function startSupervised(
  program: string,
  conf: string,
  start: GunicornStart,
  nginx: string,
): Promise<Supervised> {
  const { scratch } = start;
  const { words, env } = gunicornCommand(start);
  const text = readFileSync(conf, "utf8");
  const hasNginx = /^command\s*=.*\bnginx\b/m.test(text) && scratch.nginxConf !== null;
  const own = join(scratch.root, "run", "supervisord.conf");
  writeFileSync(own, withCommands(text, words, nginxCommand(nginx, scratch), scratch));
  const options = ["-n", "-c", own, "-l", join(scratch.root, "run/supervisord.log")];
  const folders = ["-j", join(scratch.root, "run/supervisord.pid"), "-q", childLogs(scratch)];
  const command = [program, ...options, ...folders];
  const child = spawnCaught(
    hasNginx ? covered(command, scratch) : command,
    "supervisord",
    scratch,
    start.stdio,
    env,
  );
  const end = { isGone: false };
  const ended = new Promise<void>((resolve) => {
    child.once("close", () => {
      end.isGone = true;
      resolve();
    });
  });
  const failed = (): boolean =>
    /gave up: |spawnerr: |not expected\)|Error: /.test(
      readIfThere(join(scratch.root, "run/supervisord.log")),
    );
  const served = await followGunicorn(
    scratch,
    () => end.isGone || failed(),
    () => Promise.resolve(),
  );
  if (hasNginx) await followNginx(scratch, () => end.isGone);
  const stopNginx = async (): Promise<void> => {
    const id = nginxMaster(scratch);
    if (id > 1) signal(id, "SIGQUIT");
    await until(() => id <= 1 || !signal(id, 0));
  };
  return {
    gunicorn: served,
    nginx: hasNginx ? { master: () => nginxMaster(scratch), stop: stopNginx } : null,
    supervisord: {
      stop: async () => {
        // Under `unshare` the shell in between became supervisord itself.
        if (!end.isGone) child.kill("SIGTERM");
        await ended;
      },
    },
  };
}

/** Where supervisord puts the logs that have no name, `stdout_logfile=AUTO`. */
function childLogs(scratch: Scratch): string {
  return join(scratch.root, "childlogs");
}

/** `gunicorn-stdout---supervisor-abc.log` is the `stdout` of `gunicorn`. */
export function childLogName(file: string): string {
  const [, name = "", kind = ""] = /^(.*)-(stdout|stderr)---/.exec(file) ?? [];
  return `${kind} of ${name}`;
}

const SERVERS_OWN =
  /^[ \t]*(?:user|directory|autorestart|autostart|startsecs|startretries|numprocs|process_name)[ \t]*=.*$/gm;

function withCommands(
  text: string,
  gunicorn: readonly string[],
  nginx: readonly string[],
  scratch: Scratch,
): string {
  const parts = text.replaceAll(SERVERS_OWN, "").split(/^(?=\[)/m);
  return parts
    .filter((part) => !/^\[(?:include|group:|unix_http_server|inet_http_server|supervisorctl)/.test(part))
    .map((part) => {
      if (!part.startsWith("[program:")) return part;
      const command = /^command[ \t]*=.*(?:\n[ \t]+\S.*)*$/m;
      const written = command.exec(part)?.[0] ?? "";
      const words = /\bgunicorn\b/.test(written) ? gunicorn : /\bnginx\b/.test(written) ? nginx : null;
      if (words === null) return "";
      const own = `command=${words.join(" ")}\ndirectory=${scratch.site}\nautorestart=false\nstartsecs=0\nstartretries=0`;
      return part.replace(command, own.replaceAll("$", "$$$$"));
    })
    .join("");
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
