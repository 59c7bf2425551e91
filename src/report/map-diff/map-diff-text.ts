import type { Route, Step } from "../../routes/route.ts";
import { escapeLine } from "../escape.ts";
import { addressOf, type Sources } from "../places.ts";
import { redact } from "../redact.ts";
import { routeName, serviceName, sinkName } from "../where/route-names.ts";
import type { WhereStyle } from "../where/where-text.ts";
import { count, hang } from "../wrap.ts";
import { subjectOf, type ChangeKind, type ComparedMaps, type MapChange } from "./compare-maps.ts";

/** One side for people: what was given on the command line, and its texts. */
export interface NamedSide {
  readonly name: string;
  readonly sources: Sources;
}

/** Places of one side are cut off after so many. */
const MOST_PLACES = 3;

/** What changes in the map, one block for each kind of record that ends elsewhere. */
export function mapDiffText(compared: ComparedMaps, a: NamedSide, b: NamedSide, style: WhereStyle): string {
  const { theme, width } = style;
  const lines = [
    theme.error(hang("- ", escapeLine(a.name), width)),
    theme.info(hang("+ ", escapeLine(b.name), width)),
  ];
  const services = new Map<string, Map<string, string[]>>();
  for (const change of inOrder(compared.changes)) {
    const route = subjectOf(change);
    if (route === null) continue;
    const body = [
      WORDS[change.kind],
      ...sideLines("- ", change.before, change.stepsBefore, a.sources, style),
      ...sideLines("+ ", change.after, change.stepsAfter, b.sources, style),
    ].join("\n");
    const title = serviceName(route);
    const blocks = services.get(title) ?? new Map<string, string[]>();
    services.set(title, blocks.set(body, [...(blocks.get(body) ?? []), routeName(route)]));
  }
  for (const [title, blocks] of services) {
    lines.push("", theme.strong(escapeLine(title)));
    // What changes in one way is told once.
    for (const [body, names] of blocks) {
      const [word = "", ...rest] = body.split("\n");
      lines.push(hang("  ", `${escapeLine(names.join(", "))}: ${word}`, width), ...rest);
    }
  }
  return `${[...lines, "", ...hang("", summary(compared), width).split("\n")].join("\n")}\n`;
}

const WORDS: Readonly<Record<ChangeKind, string>> = {
  lost: "lost",
  gained: "gained",
  moved: "ends elsewhere",
  certainty: "the same places, but not as certain on both sides",
  added: "only in the second",
  removed: "only in the first",
};

function sideLines(
  mark: "- " | "+ ",
  route: Route | null,
  steps: readonly Step[],
  sources: Sources,
  { theme, width }: WhereStyle,
): string[] {
  if (route === null) return [];
  const dress = mark === "- " ? theme.error : theme.info;
  const lines = endsOf(route).map((end) => dress(hang(`    ${mark}`, escapeLine(end), width)));
  for (const { what, why, at, verdict } of steps.slice(0, MOST_PLACES)) {
    if (at === null) continue;
    // Why it ends nowhere is said already.
    const text = redact(why === undefined || verdict === "drop" ? what : `${what}: ${why}`);
    lines.push(theme.quiet(hang("        ", escapeLine(`${addressOf(at, sources)} ${text}`), width)));
  }
  return lines;
}

function endsOf(route: Route): string[] {
  if (route.sinks.length > 0)
    return route.sinks.map((sink) => `${redact(sinkName(sink))}${sink.certain ? "" : " (maybe)"}`);
  const why = route.certain ? route.dropped.at(-1)?.why : undefined;
  return [why === undefined ? (route.certain ? "nowhere" : "not known") : `nowhere: ${redact(why)}`];
}

/** `3 kinds of record end elsewhere: 1 lost, 2 moved. 9 stay as they are.` */
function summary({ changes, same }: ComparedMaps): string {
  const stay = `${count(same, "kind of record ends", "kinds of record end")} where ${same === 1 ? "it" : "they"} did.`;
  if (changes.length === 0) return `Nothing changes: ${stay}`;
  const counts = new Map<ChangeKind, number>();
  for (const { kind } of changes) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const parts = [...counts].map(([kind, number]) => `${number} ${SHORT[kind]}`);
  return `${count(changes.length, "change")}: ${parts.join(", ")}. ${stay}`;
}

const SHORT: Readonly<Record<ChangeKind, string>> = {
  lost: "lost",
  gained: "gained",
  moved: "elsewhere",
  certainty: "in certainty",
  added: "new",
  removed: "gone",
};

/** What is lost is read first. */
function inOrder(changes: readonly MapChange[]): MapChange[] {
  const order: readonly ChangeKind[] = ["lost", "removed", "moved", "certainty", "gained", "added"];
  return [...changes].sort((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind));
}
