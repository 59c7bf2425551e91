import type { Span } from "../../text/span.ts";
import { readHead, readInstruction, type Head } from "./instruction.ts";
import { logicalLines } from "./lines.ts";
import type { Dockerfile, DockerfileProblem, Instruction, Stage } from "./tree.ts";
import { dockerWord, slice, wordRanges } from "./words.ts";

type OpenStage = Stage & { readonly instructions: Instruction[] };

/** Reads a Dockerfile as BuildKit does (0.12 and later). Never throws; spans are UTF-16 offsets in `text`. */
export function readDockerfile(text: string): Dockerfile {
  const escape = escapeDirective(text);
  const before: Instruction[] = [];
  const stages: OpenStage[] = [];
  const errors: DockerfileProblem[] = [];
  const report = (message: string, span: Span): void => {
    errors.push({ message, span });
  };
  for (const line of logicalLines(text, escape)) {
    const head = readHead(line.text, escape);
    for (const document of line.documents) if (!document.isClosed) report("unterminated heredoc", head.span);
    if (head.name === "from") {
      const stage = readFrom(head, escape, report);
      if (stage !== null) stages.push(stage);
      continue;
    }
    const instruction = readInstruction(head, line, escape, report);
    if (instruction === null) continue;
    const stage = stages.at(-1);
    if (stage !== undefined) stage.instructions.push(instruction);
    else if (instruction.kind === "arg") before.push(instruction);
    else report("no build stage in current context", head.span);
  }
  return { escape, before, stages, errors };
}

function readFrom(
  head: Head,
  escape: string,
  report: (message: string, span: Span) => void,
): OpenStage | null {
  const { rest, flags, span } = head;
  const [image, as, name, ...more] = wordRanges(rest.value, 0, escape);
  const isNamed = as !== undefined && rest.value.slice(as.from, as.to).toLowerCase() === "as";
  if (image === undefined || more.length > 0 || (as !== undefined && (!isNamed || name === undefined))) {
    report("FROM requires either one or three arguments", span);
    if (image === undefined) return null;
  }
  const stageName = isNamed && name !== undefined ? slice(rest, name.from, name.to) : null;
  return {
    image: dockerWord(slice(rest, image.from, image.to), escape),
    name: stageName?.value.toLowerCase() ?? null,
    nameSpan: stageName === null ? null : dockerWord(stageName, escape).span,
    flags,
    instructions: [],
    span,
  };
}

/** The `# escape=` directive, which counts only among the directives at the top of the file. */
function escapeDirective(text: string): "\\" | "`" {
  const start = text.startsWith("\ufeff") ? 1 : 0;
  for (let at = start; at < text.length;) {
    const newline = text.indexOf("\n", at);
    const end = newline < 0 ? text.length : newline;
    const match = /^#[ \t]*([a-zA-Z][a-zA-Z0-9]*)[ \t]*=[ \t]*(\S*)/.exec(
      text.slice(at, Math.min(end, at + 200)),
    );
    if (match === null) return "\\";
    if (match[1]?.toLowerCase() === "escape") return match[2] === "`" ? "`" : "\\";
    at = end + 1;
  }
  return "\\";
}
