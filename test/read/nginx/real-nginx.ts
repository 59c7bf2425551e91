import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What `nginx -t` says of one file: its first emergency message, with the line in that file. */
export interface Verdict {
  readonly accepted: boolean;
  readonly message: string | null;
  readonly line: number | null;
}

/** Tests many configurations in few process starts. Log and pid files stay in a temporary folder. */
export function testWithNginx(nginx: string, configurations: readonly string[]): Verdict[] {
  const directory = mkdtempSync(join(tmpdir(), "nginx-t-"));
  try {
    mkdirSync(join(directory, "logs"));
    configurations.forEach((text, i) => {
      writeFileSync(join(directory, `${i}.conf`), text);
    });
    const loop = `i=0; while [ $i -lt ${configurations.length} ]; do echo "@@ $i"; "$1" -t -q -p "$2" -c "$2/$i.conf" -e stderr -g 'pid logs/pid;' 2>&1; echo "@= $?"; i=$((i+1)); done`;
    const run = spawnSync("/bin/sh", ["-c", loop, "sh", nginx, directory], { maxBuffer: 1 << 28 });
    const output = run.stdout.toString("utf8");
    return output
      .split(/^@@ \d+\n/m)
      .slice(1)
      .map((part) => {
        const found = /\[(?:emerg|crit|alert)\] (?:\d+#\d+: )?([^]*?) in \/[^\n]*\/\d+\.conf:(\d+)\n/.exec(
          part,
        );
        const other = /\[emerg\] (?:\d+#\d+: )?(.*)/.exec(part);
        return {
          accepted: part.includes("@= 0\n"),
          message: found?.[1] ?? other?.[1] ?? null,
          line: found === null ? null : Number(found[2]),
        };
      });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** The messages of nginx's tokenizer and block parser (ngx_conf_file.c 1.22.1): all others are about meaning. */
export function isSyntaxMessage(message: string): boolean {
  return /^(?:unexpected "."$|unexpected end of file|too long parameter)/u.test(message);
}
