import { certainValue } from "../../model/fact.ts";
import type { FileRotation } from "../../routes/file-rotations.ts";
import type { LogFile, LogWriter } from "../../routes/log-files.ts";
import type { Sink } from "../../routes/route.ts";
import { escapeLine } from "../escape.ts";
import { addressOf, type Sources } from "../places.ts";
import { redact } from "../redact.ts";
import { hang, wrap } from "../wrap.ts";
import { sinkName } from "./route-names.ts";
import type { WhereStyle } from "./where-text.ts";

/** Beneath the map: each file with who writes it, as whom, what rotates it, and the command that shows it; then each stream. */
export function filesLines(
  files: readonly LogFile[],
  streams: readonly Sink[],
  sources: Sources,
  style: WhereStyle,
): string[] {
  const { theme, width } = style;
  const row = (name: string, text: string): string[] =>
    hang(`    ${name.padEnd(12)}`, text, width).split("\n");
  const command = (read: string): string[] => commandLines(escapeLine(redact(read)), width);
  const isRotated = files.some(({ writers }) => writers.some(({ rotations }) => rotations.length > 0));
  const several = new Set(files.map(({ stack }) => stack)).size > 1;
  const blocks = files.map((file) => [
    theme.path(`  ${fileName(file)}${several ? ` (${escapeLine(file.stack)})` : ""}`),
    ...row("written by", file.writers.length === 0 ? "not known" : writersText(file.writers)),
    ...(isRotated ? row("rotated by", rotationsText(file, sources)) : []),
    ...(isCommand(file) ? command(file.read) : []),
  ]);
  const others = streams.map((sink) => [
    theme.path(`  ${escapeLine(redact(sinkName(sink)))}`),
    ...command(sink.read ?? ""),
  ]);
  const lines = [
    ...titled(files.length === 1 ? "File" : "Files", blocks, style),
    ...(files.length > 0 && !isRotated
      ? ["", ...hang("  ", "Nothing that was read rotates them.", width).split("\n").map(theme.quiet)]
      : []),
  ];
  const rest = titled(others.length === 1 ? "Stream" : "Streams", others, style);
  return lines.length > 0 && rest.length > 0 ? [...lines, "", ...rest] : [...lines, ...rest];
}

function titled(title: string, blocks: readonly (readonly string[])[], { theme }: WhereStyle): string[] {
  return blocks.length === 0 ? [] : [theme.strong(title), ...blocks.flat()];
}

/** `/var/log/shop/django.log`, and in which container where that is known. */
export function fileName({ path, inside }: Pick<LogFile, "path" | "inside">): string {
  return escapeLine(redact(inside === null ? path : `${path} in ${inside}`));
}

/** A command that is too wide is broken so that a shell takes it as one when it is copied. */
function commandLines(command: string, width: number): string[] {
  const lead = `    ${"read with".padEnd(12)}`;
  const lines = wrap(command, Math.max(20, width - lead.length - 2));
  return lines.map((line, index) => {
    const end = index < lines.length - 1 ? " \\" : "";
    return (index === 0 ? lead : " ".repeat(lead.length)) + line + end;
  });
}

/** A path with a piece that is not known cannot be opened. */
function isCommand({ path }: LogFile): boolean {
  return !/[{}$]/.test(path);
}

/** `gunicorn's accesslog and gunicorn's errorlog of web, opened as shop`; each user for itself. */
export function writersText(writers: readonly LogWriter[]): string {
  const groups = new Map<string, LogWriter[]>();
  for (const writer of writers) {
    const key = `${writer.process ?? ""}\0${userName(writer) ?? ""}`;
    groups.set(key, [...(groups.get(key) ?? []), writer]);
  }
  return [...groups.values()]
    .map((own) => {
      const [first] = own;
      if (first === undefined) return "";
      const parts = own.map(({ what }) => what).join(" and ");
      const user = userName(first);
      const process =
        first.process === null || parts.endsWith(` of ${first.process}`) ? "" : ` of ${first.process}`;
      return escapeLine(`${parts}${process}, ${user === null ? "user not known" : `opened as ${user}`}`);
    })
    .join("; ");
}

/** The user that opens the file; null when it is not known. */
export function userName({ user }: LogWriter): string | null {
  return certainValue(user) ?? null;
}

/** What rotates a file, with those of its writers that it concerns. */
interface Rotating {
  readonly name: string;
  readonly address: string;
  readonly after: { readonly writer: LogWriter; readonly rotation: FileRotation }[];
}

function rotatingOf({ writers }: LogFile, sources: Sources): Rotating[] {
  const found = new Map<string, Rotating>();
  for (const writer of writers) {
    for (const rotation of writer.rotations) {
      const at = rotation.rotation?.at ?? writer.at;
      const address = at === null ? "" : escapeLine(addressOf(at, sources));
      const key = `${rotation.by} ${address}`;
      const known = found.get(key);
      if (known !== undefined) known.after.push({ writer, rotation });
      else found.set(key, { name: rotatorName(rotation, writer), address, after: [{ writer, rotation }] });
    }
  }
  return [...found.values()];
}

function rotatorName({ by, rotation }: FileRotation, { what }: LogWriter): string {
  if (by === "handler") return `${what} itself`;
  if (by === "supervisor") return "supervisord";
  return rotation?.reopens === "copytruncate" ? "logrotate with copytruncate" : "logrotate";
}

/** What rotates a file and what comes of it: `logrotate, etc/logrotate.d/shop:1:1: nobody tells the writers`. */
export function rotationsText(file: LogFile, sources: Sources): string {
  const all = rotatingOf(file, sources);
  if (all.length === 0) return "nothing that was read";
  return all
    .map(({ name, address, after }) => {
      const bad = after.filter(({ rotation }) => rotation.after.lines !== "new");
      const shown = bad.length > 0 ? bad : after;
      const whys = [...new Set(shown.map(({ rotation }) => rotation.after.why))];
      return `${name}, ${address}: ${escapeLine(whys.join("; "))}`;
    })
    .join("; ");
}

const VERDICTS = {
  new: "notices",
  old: "does not notice",
  both: "notices in part",
  nowhere: "does not notice, and its lines are lost",
  unknown: "is not known to notice",
} as const;
const MARKS = { new: "+", old: "x", both: "x", nowhere: "x", unknown: "?" } as const;

/** `--rotation`: each file, what rotates it, and for each of its writers whether it notices. */
export function rotationReport(files: readonly LogFile[], sources: Sources, style: WhereStyle): string {
  if (files.length === 0) return "No record ends in a file here.\n";
  const { theme, width } = style;
  const dresses = { "+": theme.quiet, x: theme.error, "?": theme.warning };
  const blocks = files.map((file) => {
    const lines = [theme.path(fileName(file))];
    const all = rotatingOf(file, sources);
    if (all.length === 0) {
      lines.push(theme.warning("  nothing that was read rotates it"));
      const text = file.writers.length === 0 ? "not known" : writersText(file.writers);
      lines.push(...hang("  written by ", text, width).split("\n"));
    }
    for (const { name, address, after } of all) {
      lines.push(...hang("  ", `rotated by ${name}, ${address}`, width).split("\n"));
      for (const { writer, rotation } of after) {
        const { lines: where, why } = rotation.after;
        const mark = MARKS[where];
        const isNamed = writer.process === null || writer.what.endsWith(` of ${writer.process}`);
        const process = isNamed ? "" : ` (${writer.process})`;
        const own =
          writer.at === null || rotation.by === "handler" ? "" : `, ${addressOf(writer.at, sources)}`;
        const text = `${writer.what}${process} ${VERDICTS[where]}: ${why}${own}`;
        lines.push(`    ${dresses[mark](mark)} ${hang("      ", escapeLine(text), width).slice(6)}`);
      }
    }
    return lines.join("\n");
  });
  return `${blocks.join("\n\n")}\n`;
}
