import { withoutSlashesAtEnd } from "../../text/path.ts";
import { fromParts, partsOf, type Part, type Plain } from "./val.ts";
import { append } from "../../text/append.ts";

/**
 * Path arithmetic on texts of which some pieces are not known. A symbol that starts a path is an absolute directory
 * ("project", "cwd", "home"); any other symbol may hold anything, also "/".
 */

const DIRECTORIES = new Set(["project", "cwd", "home"]);

export function isDirectorySymbol(part: Part | undefined): boolean {
  return part !== undefined && typeof part !== "string" && DIRECTORIES.has(part.symbol.split("/")[0] ?? "");
}

/** True: certainly absolute; false: certainly relative; null: not known. */
export function isAbsolutePath(parts: readonly Part[]): boolean | null {
  const [first] = parts;
  if (first === undefined) return false;
  if (typeof first === "string") return first.startsWith("/");
  return isDirectorySymbol(first) ? true : null;
}

/** `os.path.join` (makes "string": plain concatenation) or pathlib's `/` (also tidied). */
export function joinPaths(makes: "string" | "path", values: readonly Plain[]): Plain | null {
  let joined: Part[] = [];
  for (const [index, value] of values.entries()) {
    const parts = partsOf(value);
    if (parts === null) return null;
    const absolute = isAbsolutePath(parts);
    if (index > 0 && absolute === null) return null;
    if (index === 0 || absolute === true) joined = [...parts];
    else {
      const last = joined.at(-1);
      const ended = last === undefined || last === "" || (typeof last === "string" && last.endsWith("/"));
      if (last !== undefined && typeof last !== "string" && !isDirectorySymbol(last) && joined.length === 1) {
        if (last.symbol.startsWith("$")) joined = [...joined, "/", ...parts];
        else return null;
      } else joined = [...joined, ...(ended ? [] : ["/"]), ...parts];
    }
  }
  return makes === "string" ? fromParts("string", joined) : tidy(joined);
}

/** As pathlib does: no empty or "." parts, no trailing slash; `..` stays. */
export function tidy(parts: readonly Part[]): Plain {
  const whole = fromParts("path", parts);
  if (whole.kind === "path") return { kind: "path", value: tidyText(whole.value) };
  const inner = partsOf(whole) ?? [];
  const out: Part[] = [];
  for (const [index, part] of inner.entries()) {
    if (typeof part !== "string") out.push(part);
    else {
      let text = part.replaceAll(/\/(?:\.?\/)+/g, "/").replaceAll("/./", "/");
      if (index === 0) text = text.replace(/^(?:\.\/)+/, "");
      if (index === inner.length - 1) text = text.replace(/\/\.?$/, "");
      out.push(text);
    }
  }
  return fromParts("path", out);
}

function tidyText(text: string): string {
  const absolute = text.startsWith("/");
  const kept = text.split("/").filter((part) => part !== "" && part !== ".");
  // POSIX leaves the meaning of exactly two leading slashes to the system, and pathlib keeps them.
  const lead = absolute ? (/^\/\/(?!\/)/.test(text) ? "//" : "/") : "";
  const joined = lead + kept.join("/");
  return joined === "" ? "." : joined;
}

/** `os.path.normpath`: `..` taken away where that is possible on text alone; null when it is not. */
export function normalizePath(makes: "string" | "path", parts: readonly Part[]): Plain | null {
  const segments = segmentsOf(parts);
  if (segments === null) return null;
  const out: Segment[] = [];
  for (const segment of segments.list) {
    if (segment.length === 1 && segment[0] === ".") continue;
    if (segment.length === 1 && segment[0] === "..") {
      const last = out.at(-1);
      if (last === undefined) {
        if (segments.absolute) continue;
        out.push(segment);
      } else if (last.length === 1 && last[0] === "..") out.push(segment);
      else if (out.length === 1 && isDirectorySymbol(last[0])) out[0] = [aboveSymbol(last[0])];
      else out.pop();
    } else out.push(segment);
  }
  return assemble(makes, segments.absolute, out);
}

type Segment = readonly Part[];

/** The pieces between slashes; null when a symbol may itself hold a slash in a place where that matters. */
function segmentsOf(
  parts: readonly Part[],
): { readonly absolute: boolean; readonly list: readonly Segment[] } | null {
  const list: Part[][] = [[]];
  for (const [index, part] of parts.entries()) {
    if (typeof part !== "string") {
      if (index > 0 && isDirectorySymbol(part)) return null;
      list.at(-1)?.push(part);
      continue;
    }
    const [head = "", ...rest] = part.split("/");
    if (head !== "") list.at(-1)?.push(head);
    for (const segment of rest) list.push(segment === "" ? [] : [segment]);
  }
  return {
    absolute: parts[0] !== undefined && typeof parts[0] === "string" && parts[0].startsWith("/"),
    list: list.filter((segment) => segment.length > 0),
  };
}

function assemble(makes: "string" | "path", absolute: boolean, segments: readonly Segment[]): Plain {
  const parts: Part[] = absolute ? ["/"] : [];
  for (const [index, segment] of segments.entries()) {
    if (index > 0) parts.push("/");
    append(parts, segment);
  }
  return parts.length === 0 ? { kind: makes, value: "." } : fromParts(makes, parts);
}

function aboveSymbol(part: Part | undefined): Part {
  if (part === undefined || typeof part === "string") return "..";
  return { symbol: `${part.symbol}/..`, why: part.why };
}

/** The directory part as `os.path.dirname` ("string") or `Path.parent` ("path") give it; null when not known. */
export function parentOf(makes: "string" | "path", parts: readonly Part[]): Plain | null {
  const [only] = parts;
  if (parts.length === 1 && isDirectorySymbol(only)) return fromParts(makes, [aboveSymbol(only)]);
  const last = parts.at(-1);
  if (last === undefined) return { kind: makes, value: makes === "path" ? "." : "" };
  if (parts.length === 1 && typeof last === "string") return parentOfText(makes, last);
  if (typeof last !== "string") return null;
  const slash = last.lastIndexOf("/");
  if (slash < 0) return null;
  const head = withoutSlashesAtEnd(last.slice(0, slash));
  return fromParts(makes, [...parts.slice(0, -1), head]);
}

function parentOfText(makes: "string" | "path", text: string): Plain {
  const slash = text.lastIndexOf("/");
  if (makes === "path")
    return {
      kind: "path",
      value: text === "/" ? "/" : slash < 0 ? "." : slash === 0 ? "/" : text.slice(0, slash),
    };
  const head = text.slice(0, slash + 1);
  return { kind: "string", value: withoutSlashesAtEnd(head) || head };
}

/** The last piece of the path, as text; null when not known. */
export function nameOf(parts: readonly Part[]): string | null {
  const last = parts.at(-1);
  if (last === undefined) return "";
  if (typeof last !== "string") return null;
  const slash = last.lastIndexOf("/");
  return slash < 0 && parts.length > 1 ? null : last.slice(slash + 1);
}
