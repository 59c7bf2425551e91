import type { Finding } from "../engine/result.ts";
import type { Stack } from "../model/stack.ts";
import type { SourceFile } from "../text/source-file.ts";
import type { FileSpan } from "../text/span.ts";
import { partDeclared, pathDeclared, type Declared } from "./declared-here.ts";
import type { FoundMessage } from "./match-message.ts";

/** What in the reader's files explains a message. */
export interface CauseHere {
  /** Findings of the rules that know the message; `sure` when they speak of the very path or name that it names. */
  readonly findings: readonly { readonly finding: Finding; readonly sure: boolean }[];
  /** Where the path of the message is written as a log, or the part of LOGGING that it names. */
  readonly declared: readonly Declared[];
}

/** Looks for the line that causes the message, and for the one that names its file. */
export function causeHere(
  found: FoundMessage,
  stacks: readonly Stack[],
  findings: readonly Finding[],
  sources: ReadonlyMap<string, SourceFile>,
): CauseHere {
  const subject = found.path ?? found.name;
  const own = findings.filter(({ rule }) => found.message.rules.includes(rule));
  const judged = own.map((finding) => ({
    finding,
    sure: subject !== null && mentions(finding, subject, sources),
  }));
  const sure = judged.filter((each) => each.sure);
  return {
    findings: sure.length > 0 || found.path !== null ? sure : judged,
    declared: declaredFor(found, stacks),
  };
}

function declaredFor({ path, name, part }: FoundMessage, stacks: readonly Stack[]): Declared[] {
  if (path !== null) return pathDeclared(path, stacks);
  return name !== null && part !== null ? partDeclared(part, name, stacks) : [];
}

/** Does the finding, or the code that it points at, hold the words. */
function mentions(finding: Finding, subject: string, sources: ReadonlyMap<string, SourceFile>): boolean {
  if (finding.parts.what.includes(subject) || finding.parts.why.includes(subject)) return true;
  const places: readonly FileSpan[] = [finding.at, ...finding.related];
  return places.some(({ file, start, end }) => {
    const text = sources.get(file)?.text.slice(start, end) ?? "";
    return text !== "" && (text.includes(subject) || (text.length > 3 && subject.endsWith(text)));
  });
}
