import { setFact, unknownFact, type Fact } from "../../model/fact.ts";
import { UNKNOWN_ACCESS, type Launch, type ProvidedPath } from "../../model/launch.ts";
import type { Purpose } from "../../model/purpose.ts";
import { readCrontab } from "../../read/crontab/read-crontab.ts";
import { isUnreadable, type FileSystem } from "../../text/file-system.ts";
import { basename, dirname } from "../../text/path.ts";
import type { FileSpan } from "../../text/span.ts";

/**
 * The commands of a crontab. Each is a line for a shell (`SHELL`, else /bin/sh), started in the home directory of its user; what it prints is mailed
 * (crontab(5)). The environment is never complete: PAM adds that of /etc/environment. `provides`: what the machine has, of tmpfiles.d.
 */
export function loadCrontab(
  fs: FileSystem,
  file: string,
  purpose: Purpose,
  provides: readonly ProvidedPath[] = [],
): Launch[] {
  const source = fs.read(file);
  if (isUnreadable(source)) return [];
  return readCrontab(source.text, hasUsers(file)).map((job): Launch => {
    const at: FileSpan = { file, ...job.commandSpan };
    const values: Record<string, Fact<string>> = Object.create(null) as Record<string, Fact<string>>;
    for (const { name, value, span } of job.environment)
      values[name] = setFact(value, { file, ...span }, "environment");
    const shell = job.environment.find(({ name }) => name === "SHELL")?.value ?? "/bin/sh";
    const user: Fact<string> =
      job.user === null
        ? ownerOf(file, at)
        : /^[\w.-]+$/.test(job.user.name)
          ? setFact(job.user.name, { file, ...job.user.span })
          : unknownFact("a template decides", { file, ...job.user.span });
    return {
      name: `${basename(file)}: ${job.schedule.replace(/\s+/g, " ")}`,
      by: "cron",
      words: [
        { value: shell, at },
        { value: "-c", at },
        { value: job.command.value, at, decoded: job.command },
      ],
      command: job.command.value,
      at,
      via: [],
      user,
      groups: unknownFact("cron takes the groups of the user"),
      cwd:
        job.user?.name === "root"
          ? setFact("/root", { file, ...job.user.span })
          : unknownFact("cron starts it in the home directory of the user"),
      umask: unknownFact("PAM decides"),
      environment: { values, complete: false },
      stdout: unknownFact("cron mails what it prints"),
      stderr: unknownFact("cron mails what it prints"),
      access: provides.length === 0 ? UNKNOWN_ACCESS : { ...UNKNOWN_ACCESS, provides },
      container: null,
      deployment: dirname(file),
      purpose,
      gaps: [],
    };
  });
}

/** In the spool of cron the table of a user has the user's name (cron(8), crond(8) of busybox). */
function ownerOf(file: string, at: FileSpan): Fact<string> {
  const name = /\/(?:var\/spool\/cron(?:\/crontabs)?|etc\/crontabs)\/([\w.-]+)$/.exec(file)?.[1];
  return name === undefined
    ? unknownFact("the crontab of a user, of whom no file tells the name")
    : setFact(name, at);
}

/** /etc/crontab and /etc/cron.d name a user before each command, the crontab of a user does not; null: the text tells. */
function hasUsers(file: string): boolean | null {
  const folder = basename(dirname(file));
  if (folder === "cron.d" || /\.cron\.d$/.test(file) || /(?:^|\/)etc\/crontab$/.test(file)) return true;
  return /(?:^|\/)(?:spool\/cron|etc\/crontabs)\//.test(file) ? false : null;
}
