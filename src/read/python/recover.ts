import { adaptBody } from "./adapt-statement.ts";
import { compoundKeyword, cutPieces, spanOfLines, within, type Piece } from "./blocks.ts";
import { guessBinds } from "./lost-statement.ts";
import { parseText, type Parsed } from "./parse.ts";
import { repairsOf } from "./repairs.ts";
import { rewrite, type Replacement } from "./rewritten-text.ts";
import type { Scan } from "./scan.ts";
import type { PythonSyntaxError, Statement } from "./tree.ts";

/** How many blocks deep a broken statement is searched for the part that is broken. */
const DEEPEST = 10;

interface Recovery {
  readonly text: string;
  readonly scan: Scan;
  readonly errors: PythonSyntaxError[];
}

/**
 * Reads a module statement by statement, so that an error loses only the statement that holds it, inside the innermost
 * block that can be told apart. A lost statement leaves an opaque one with the names it seems to bind.
 */
export function recoverBody(text: string, scan: Scan): { body: Statement[]; errors: PythonSyntaxError[] } {
  const recovery: Recovery = { text, scan, errors: [] };
  const body = recoverLines(recovery, 0, scan.lines.length, 0);
  return { body, errors: recovery.errors };
}

function recoverLines(recovery: Recovery, from: number, to: number, depth: number): Statement[] {
  const body: Statement[] = [];
  for (const piece of cutPieces(recovery.text, recovery.scan, from, to)) {
    for (const statement of recoverPiece(recovery, piece, depth)) body.push(statement);
  }
  return body;
}

function recoverPiece(recovery: Recovery, piece: Piece, depth: number): Statement[] {
  const { text, scan, errors } = recovery;
  const start = scan.lines[piece.from]?.start ?? 0;
  const end = scan.lines[piece.to - 1]?.end ?? start;
  const problems = within(scan.problems, (problem) => problem.span.start, start, end);
  const first = problems[0];
  const whole: Parsed =
    first === undefined ? parsePiece(recovery, piece, [], depth) : { ok: false, error: first };
  if (whole.ok) return adapt(recovery, whole, depth);
  const inside = depth < DEEPEST ? recoverClauses(recovery, piece, depth) : null;
  if (inside !== null) return inside;
  for (const error of problems.length > 0 ? problems : [whole.error]) errors.push(error);
  const lost = guessBinds(text, scan.lines.slice(piece.from, piece.to));
  return [{ kind: "opaque", binds: lost, span: spanOfLines(scan.lines, piece.from, piece.to) }];
}

/** Reads the headers of a compound statement alone, then each of its blocks. Null when the headers are wrong. */
function recoverClauses(recovery: Recovery, piece: Piece, depth: number): Statement[] | null {
  const { text, scan } = recovery;
  if (
    piece.clauses.length === 0 ||
    compoundKeyword(text, scan.lines[piece.clauses[0]?.header ?? 0]) === "match"
  ) {
    return null;
  }
  const blanks: Replacement[] = [];
  let headersFrom = scan.lines[piece.from]?.start ?? 0;
  for (const clause of piece.clauses) {
    const header = scan.lines[clause.header];
    const bodyStart = scan.lines[clause.bodyFrom]?.start;
    const bodyEnd = scan.lines[clause.bodyTo - 1]?.end;
    if (header === undefined || bodyStart === undefined || bodyEnd === undefined) return null;
    if (within(scan.problems, (problem) => problem.span.start, headersFrom, bodyStart).length > 0)
      return null;
    const indentation = text.slice(header.start, header.first).replace(/[^ \t]/g, "");
    blanks.push({ start: bodyStart, end: bodyEnd, text: `${indentation} pass\n` });
    headersFrom = bodyEnd;
  }
  const end = scan.lines[piece.to - 1]?.end ?? headersFrom;
  if (within(scan.problems, (problem) => problem.span.start, headersFrom, end).length > 0) return null;
  const skeleton = parsePiece(recovery, piece, blanks, depth);
  if (!skeleton.ok) return null;
  const bodies = new Map<number, Statement[]>();
  for (const clause of piece.clauses) {
    const bodyStart = scan.lines[clause.bodyFrom]?.start ?? 0;
    bodies.set(bodyStart, recoverLines(recovery, clause.bodyFrom, clause.bodyTo, depth + 1));
  }
  const last = spanOfLines(scan.lines, piece.from, piece.to).end;
  return adapt(recovery, skeleton, depth).map((statement) => fill(statement, bodies, last));
}

/** Parses a piece on its own, repaired when py-ast refuses it as it is. */
function parsePiece(recovery: Recovery, piece: Piece, blanks: readonly Replacement[], depth: number): Parsed {
  const { text, scan } = recovery;
  const lines = scan.lines.slice(piece.from, piece.to);
  const start = lines[0]?.start ?? 0;
  const end = lines.at(-1)?.end ?? start;
  const changes = within(scan.replacements, (change) => change.start, start, end);
  // Below the top level a piece is wrapped in a block of its own.
  const prefix = depth > 0 ? "if 1:\n" : "";
  const parse = (replacements: readonly Replacement[]): Parsed =>
    parseText(text, rewrite(text, start, end, replacements, prefix), { start, end });
  const parsed = parse(merge(changes, blanks));
  if (parsed.ok) return parsed;
  const repairs = repairsOf(text, scan, lines);
  if (repairs.length === 0) return parsed;
  const repaired = parse(merge(merge(changes, repairs), blanks));
  // The one that came further saw more of what CPython sees.
  return repaired.ok || repaired.error.span.start > parsed.error.span.start ? repaired : parsed;
}

function adapt(recovery: Recovery, parsed: Extract<Parsed, { ok: true }>, depth: number): Statement[] {
  const wrapper = parsed.body[0];
  const body = depth === 0 ? parsed.body : wrapper?.nodeType === "If" ? wrapper.body : [];
  const adapted = adaptBody(parsed.place, body);
  for (const problem of parsed.place.problems) recovery.errors.push(problem);
  return adapted;
}

/** Both lists in order, without the changes that lie in a blanked block. */
function merge(changes: readonly Replacement[], blanks: readonly Replacement[]): Replacement[] {
  let next = 0;
  const kept = changes.filter((change) => {
    while (next < blanks.length && (blanks[next]?.end ?? 0) < change.end) next++;
    const blank = blanks[next];
    return blank === undefined || change.start < blank.start || blank.end === blank.start;
  });
  return [...kept, ...blanks].sort((a, b) => a.start - b.start);
}

/** Puts the recovered blocks where the skeleton has its placeholders; the statement then ends at `end`. */
function fill(statement: Statement, bodies: ReadonlyMap<number, Statement[]>, end: number): Statement {
  const block = (body: readonly Statement[]): readonly Statement[] => {
    const only = body[0];
    if (body.length !== 1 || only === undefined) return body;
    if (only.kind === "pass") return bodies.get(only.span.start) ?? body;
    return only.kind === "if" ? [fill(only, bodies, end)] : body;
  };
  const span = { start: statement.span.start, end: Math.max(statement.span.end, end) };
  switch (statement.kind) {
    case "if":
    case "while":
    case "for":
      return { ...statement, body: block(statement.body), otherwise: block(statement.otherwise), span };
    case "try": {
      const handlers = statement.handlers.map((handler) => ({ ...handler, body: block(handler.body) }));
      const { body, otherwise, final } = statement;
      return {
        ...statement,
        body: block(body),
        handlers,
        otherwise: block(otherwise),
        final: block(final),
        span,
      };
    }
    case "with":
    case "function":
    case "class":
      return { ...statement, body: block(statement.body), span };
    default:
      return statement;
  }
}
