import { renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { audit } from "../index.ts";
import { masked } from "../report/audit/masked.ts";
import { recordHost } from "../text/archive/record-host.ts";
import { writeSnapshot } from "../text/archive/snapshot-write.ts";
import { hostDiskBackend } from "../text/audited-disk-file-system.ts";
import type { Run } from "./command.ts";
import { UsageError } from "./usage-error.ts";
import { whyNotWritten } from "./why-not-written.ts";

/** `loglint collect -o FILE`: audits the machine and writes all that the audit asked for, secrets masked. */
export const collect: Run = ({ options, io, operands }) => {
  const file = options.output;
  if (operands.length > 0 || file === undefined)
    throw new UsageError(
      "`loglint collect` needs the name of the file to write.",
      "loglint collect -o host.tar",
    );
  const root = options.root === undefined ? "/" : resolve(io.cwd, options.root);
  if (statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new UsageError(
      `There is no folder "${options.root ?? root}".`,
      "--root names the folder that stands for /.",
    );
  const { files, record } = recordHost(hostDiskBackend(root));
  const collected = Date.now();
  const { read, running } = audit({ files, seenAt: collected });
  const bytes = writeSnapshot(record, { collected, facts: null, redact: masked });
  try {
    writeWhole(resolve(io.cwd, file), bytes);
  } catch (error) {
    throw new UsageError(
      `The snapshot cannot be written to ${file}: ${whyNotWritten(error)}.`,
      "Name another file with --output FILE.",
    );
  }
  io.stderr.write(
    `Wrote ${file}: ${String(read.length)} configuration files, ${String(running.processes.length)} processes, ${String(bytes.length)} bytes. Look into it before you send it to anybody.\n`,
  );
  return Promise.resolve(0);
};

/** For its owner alone, also where a file lay there that others may read; nobody ever sees half of it. */
function writeWhole(path: string, bytes: Uint8Array): void {
  if (path.startsWith("/dev/") || path.startsWith("/proc/")) {
    writeFileSync(path, bytes);
    return;
  }
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, bytes, { mode: 0o600, flag: "wx" });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
