import { defaultFact, setFact, unknownFact, type Fact } from "../../model/fact.ts";
import type { JournalLimits } from "../../model/journal.ts";
import type { Stream } from "../../model/stack.ts";
import type { UnitSettings, UnitText } from "./unit-settings.ts";

/** Where a service writes (systemd.exec(5) 252): stdout to the journal, stderr to where stdout goes, unless the unit says otherwise. */
export function unitStreams(
  settings: UnitSettings,
  unit: string,
  limits: JournalLimits = {},
): { stdout: Fact<Stream>; stderr: Fact<Stream> } {
  const isLimited = Object.keys(limits).length > 0;
  const journal: Stream = { kind: "journal", unit, ...(isLimited ? { limits } : {}) };
  const written = settings.text("StandardOutput");
  const input = settings.text("StandardInput");
  const inherited = (): Fact<Stream> => {
    // stdout=inherit is stdin, which is /dev/null unless it is connected to something.
    if (input === null || input.value === "null")
      return written === null ? defaultFact(journal, "systemd") : setFact({ kind: "null" }, written.at);
    return unknownFact("it is what stdin is connected to", input.at);
  };
  const stdout =
    written === null ? defaultFact(journal, "systemd >= 206") : streamOf(written, journal, inherited);
  const error = settings.text("StandardError");
  const stderr = error === null ? stdout : streamOf(error, journal, () => stdout);
  return { stdout, stderr };
}

function streamOf({ value, at }: UnitText, journal: Stream, inherited: () => Fact<Stream>): Fact<Stream> {
  if (value === null) return unknownFact("its path is not known", at);
  const [, how, path] = /^(file|append|truncate):(\/.*)$/.exec(value) ?? [];
  if (path !== undefined) {
    const mode = how === "append" || how === "truncate" ? how : "overwrite-in-place";
    return setFact({ kind: "file", path, mode }, at);
  }
  switch (value) {
    case "inherit":
      return inherited();
    case "null":
      return setFact({ kind: "null" }, at);
    case "tty":
      return setFact({ kind: "terminal" }, at);
    case "journal":
    case "journal+console":
    case "syslog":
    case "syslog+console":
    case "kmsg":
    case "kmsg+console":
      return setFact(journal, at);
    default:
      return unknownFact(`StandardOutput=${value} is not followed`, at);
  }
}
