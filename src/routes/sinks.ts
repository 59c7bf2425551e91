import type { Fact } from "../model/fact.ts";
import type { Stream } from "../model/stack.ts";
import type { Sink } from "./route.ts";

/** A plain file, with the command that follows it. */
export function fileSink(path: string, certain = true): Sink {
  return { kind: "file", path, read: `tail -F ${shellWord(path)}`, certain };
}

/** Where a standard stream of `process` ends, as far as its service manager is known. */
export function streamSinks(
  kind: "stdout" | "stderr",
  process: string,
  stream: Fact<Stream> | undefined,
): Sink[] {
  if (stream === undefined || stream.state === "unknown") {
    return [{ kind, process, read: `the ${kind} of ${process}, wherever it was started`, certain: true }];
  }
  if (stream.state === "either") {
    return stream.options
      .flatMap((option) => streamSinks(kind, process, option.fact))
      .map((sink) => ({ ...sink, certain: false }));
  }
  const target = stream.value;
  switch (target.kind) {
    case "journal":
      return [
        {
          kind: "journal",
          unit: target.unit,
          read: `journalctl -u ${shellWord(target.unit)}`,
          certain: true,
        },
      ];
    case "docker":
      return [
        {
          kind: "docker",
          service: target.service,
          read: `docker compose logs ${shellWord(target.service)}`,
          certain: true,
        },
      ];
    case "file":
      return [fileSink(target.path)];
    case "null":
      return [{ kind: "null", read: null, certain: true }];
    case "terminal":
      return [{ kind, process, read: `the terminal of ${process}`, certain: true }];
  }
}

/** A word that a POSIX shell reads back as it is. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
