import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { audit } from "../index.ts";
import { masked } from "../report/audit/masked.ts";
import { recordHost } from "../text/archive/record-host.ts";
import { writeSnapshot } from "../text/archive/snapshot-write.ts";
import { hostDiskBackend } from "../text/audited-disk-file-system.ts";
import type { Run } from "./command.ts";
import { UsageError } from "./usage-error.ts";

/** `loglint collect -o FILE`: audits the machine and writes all that the audit asked for, secrets masked. */
export const collect: Run = ({ options, io, operands }) => {
  const file = options.output;
  if (operands.length > 0 || file === undefined)
    throw new UsageError(
      "`loglint collect` needs the name of the file to write.",
      "loglint collect -o host.tar",
    );
  const { files, record } = recordHost(
    hostDiskBackend(options.root === undefined ? "/" : resolve(io.cwd, options.root)),
  );
  const collected = Date.now();
  const { read, running } = audit({ files, seenAt: collected });
  const bytes = writeSnapshot(record, { collected, facts: null, redact: masked });
  try {
    writeFileSync(resolve(io.cwd, file), bytes, { mode: 0o600 });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `The snapshot cannot be written to ${file}: ${reason}`,
      "Name a file in a folder that exists.",
    );
  }
  io.stderr.write(
    `Wrote ${file}: ${String(read.length)} configuration files, ${String(running.processes.length)} processes, ${String(bytes.length)} bytes. Look into it before you send it to anybody.\n`,
  );
  return Promise.resolve(0);
};
