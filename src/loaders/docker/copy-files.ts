import type { Instruction } from "../../read/dockerfile/tree.ts";
import type { FileSystem } from "../../text/file-system.ts";
import { basename, isInside, join, normalize, relative } from "../../text/path.ts";
import { certainValue } from "../../model/fact.ts";
import type { ProvidedPath } from "../../model/launch.ts";
import type { FileSpan } from "../../text/span.ts";
import { fileMatches } from "./copy-patterns.ts";
import { textOf, type ImageVariables } from "./image-words.ts";
import { addDirectory, isDirectoryIn, realPath } from "./path-table.ts";
import type { StageContext, StageState } from "./stage.ts";

type Copy = Extract<Instruction, { kind: "copy" | "add" }>;

/**
 * `COPY` and `ADD`: which repository files are where in the image, and the directories that this makes. A target that ends in `/`, is a
 * directory already, or takes several sources is a directory; a directory's contents are copied, not itself (Dockerfile reference, "COPY").
 */
export function copyFiles(
  copy: Copy,
  stage: StageState,
  context: StageContext,
  variables: ImageVariables,
  stageNamed: (name: string) => StageState | null,
): void {
  const at = context.place(copy.span);
  const target = textOf(copy.target, variables);
  const cwd = certainValue(stage.cwd);
  const given = optionOf(copy, "from", variables);
  const { build } = stage;
  if (target === null || given === null || (cwd === undefined && !target.startsWith("/"))) {
    build.complete = false;
    build.gaps.push({ what: "COPY", why: "its target is not known", at });
    return;
  }
  const place = realPath(build.table, join(cwd ?? "/", target));
  const sources = copy.sources.map((word) => textOf(word, variables));
  const intoFolder = /(?:^|\/)\.?$/.test(target) || sources.length > 1 || isDirectoryIn(build.table, place);
  const owner = ownerOf(optionOf(copy, "chown", variables), build.users);
  const mode = optionOf(copy, "chmod", variables);
  const by = `${copy.kind.toUpperCase()} to ${target}`;
  const made = (path: string, isDirectory: boolean): ProvidedPath => ({
    path,
    isDirectory,
    ...owner,
    // The modes of a checkout: 0755 and 0644 with the usual umask.
    mode:
      mode === undefined
        ? isDirectory
          ? "0755"
          : null
        : mode !== null && /^[0-7]{3,4}$/.test(mode)
          ? mode.padStart(4, "0")
          : null,
    at,
    by,
  });
  if (intoFolder)
    addDirectory(build.table, { ...made(place, true), owner: "root", group: "root", mode: "0755" });
  const documents = new Map(copy.documents.map((document) => [document.name, document]));
  const from = given === undefined || given === "" ? null : stageNamed(given);
  const isElsewhere = given !== undefined && given !== "";
  for (const source of sources) {
    if (source === null) {
      build.complete = false;
      continue;
    }
    const document = documents.get(source.replace(/^\d*<<-?/, ""));
    if (document !== undefined) {
      const path = intoFolder ? join(place, document.name) : place;
      build.table.set(path, made(path, false));
      hideBelow(stage, path);
      if (!document.expands || !document.text.value.includes("$")) build.files.set(path, document.text.value);
      continue;
    }
    if (isElsewhere) copyFromStage(from, source, place, intoFolder, stage, made, at);
    else copyFromContext(copy.kind, source, place, intoFolder, stage, context, made, at);
  }
}

function copyFromContext(
  kind: "copy" | "add",
  source: string,
  place: string,
  intoFolder: boolean,
  stage: StageState,
  context: StageContext,
  made: (path: string, isDirectory: boolean) => ProvidedPath,
  at: FileSpan,
): void {
  if (kind === "add" && /^(?:https?:|git@|git:)|\.(?:tar|tgz|tar\.\w+)$/.test(source)) {
    if (/\.(?:tar|tgz|tar\.\w+)$/.test(source) && !source.includes("://")) stage.build.complete = false;
    return;
  }
  const wanted = join(context.context, normalize(source.replace(/^\/+/, "")));
  const { fs } = context;
  const found = /[*?[]/.test(source) ? fileMatches(fs, context.context, normalize(source)) : [wanted];
  for (const outside of found) {
    if (!isInside(context.context, outside) && context.context !== ".") continue;
    const isFolder = fs.kindOf(outside) === "directory";
    const inside = isFolder || !intoFolder ? place : join(place, basename(outside));
    hideBelow(stage, inside, isFolder);
    const before = stage.build.copies.get(inside);
    if (!isFolder || before === undefined || before.outside === null || before.outside === outside) {
      if (isFolder) forgetCovered(fs, outside, inside, stage);
      stage.build.copies.set(inside, { outside, at });
    } else {
      // Copied over another folder: its entries join those that are there.
      for (const { name } of fs.list(outside).slice(0, MOST)) {
        stage.build.copies.set(join(inside, name), { outside: join(outside, name), at });
      }
    }
    if (isFolder) {
      addDirectory(stage.build.table, made(inside, true));
      addFolders(fs, outside, inside, stage, made);
    } else {
      addDirectory(stage.build.table, {
        ...made(parentOf(inside), true),
        owner: "root",
        group: "root",
        mode: "0755",
      });
      stage.build.table.set(inside, made(inside, false));
    }
  }
}

/** Files that an earlier step copied below, and that the folder brings anew. */
function forgetCovered(fs: FileSystem, outside: string, inside: string, stage: StageState): void {
  for (const each of [...stage.build.copies.keys()]) {
    if (each === inside || !isInside(inside, each)) continue;
    if (fs.kindOf(join(outside, relative(inside, each))) !== undefined) stage.build.copies.delete(each);
  }
  for (const each of [...stage.build.files.keys()]) {
    if (isInside(inside, each) && fs.kindOf(join(outside, relative(inside, each))) !== undefined)
      stage.build.files.delete(each);
  }
}

function copyFromStage(
  from: StageState | null,
  source: string,
  place: string,
  intoFolder: boolean,
  stage: StageState,
  made: (path: string, isDirectory: boolean) => ProvidedPath,
  at: FileSpan,
): void {
  const path = join("/", source);
  if (from === null) {
    addDirectory(stage.build.table, {
      ...made(intoFolder ? place : parentOf(place), true),
      owner: null,
      group: null,
      mode: null,
    });
    return;
  }
  const isFolder = isDirectoryIn(from.build.table, path) || !looksLikeFile(path, from);
  const target = isFolder || !intoFolder ? place : join(place, basename(path));
  if (isFolder) addDirectory(stage.build.table, made(target, true));
  hideBelow(stage, target, isFolder);
  for (const [each, known] of from.build.table) {
    if (!isInside(path, each) || each === path) continue;
    const moved = join(target, relative(path, each));
    if (!stage.build.table.has(moved))
      stage.build.table.set(moved, {
        ...made(moved, known.isDirectory),
        mode: known.mode,
        linksTo: known.linksTo,
      });
  }
  for (const [each, text] of from.build.files) {
    if (isInside(path, each)) stage.build.files.set(join(target, relative(path, each)), text);
  }
  for (const [each, copy] of from.build.copies) {
    if (isInside(path, each))
      stage.build.copies.set(join(target, relative(path, each)), { outside: copy.outside, at });
    else if (isInside(each, path) && copy.outside !== null) {
      stage.build.copies.set(target, { outside: join(copy.outside, relative(each, path)), at });
    }
  }
}

function looksLikeFile(path: string, from: StageState): boolean {
  return (
    from.build.files.has(path) ||
    from.build.table.get(path)?.isDirectory === false ||
    /\.\w{1,6}$/.test(basename(path))
  );
}

/** What is copied lies over what was there: texts of the image, earlier files. */
function hideBelow(stage: StageState, path: string, isFolder = false): void {
  if (isFolder) return;
  stage.build.files.delete(path);
  stage.build.copies.delete(path);
}

function parentOf(path: string): string {
  return join(path, "..");
}

/** Folders deeper than this, or beyond this number, are told by the maps alone. */
const DEEPEST = 3;
const MOST = 200;

/** The folders of a copied folder: a log directory that is part of the repository exists in the image. */
function addFolders(
  fs: FileSystem,
  outside: string,
  inside: string,
  stage: StageState,
  made: (path: string, isDirectory: boolean) => ProvidedPath,
): void {
  const pending = [{ outside, inside, depth: 0 }];
  let count = 0;
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    for (const { name, kind, link } of fs.list(next.outside)) {
      if (kind !== "directory" || link === true || name.startsWith(".") || name === "node_modules") continue;
      if (++count > MOST) return;
      const child = {
        outside: join(next.outside, name),
        inside: join(next.inside, name),
        depth: next.depth + 1,
      };
      if (!stage.build.table.has(child.inside)) stage.build.table.set(child.inside, made(child.inside, true));
      if (child.depth < DEEPEST) pending.push(child);
    }
  }
}

/** Undefined when not given, null when not known. */
function optionOf(copy: Copy, name: string, variables: ImageVariables): string | null | undefined {
  const flag = copy.flags.find((each) => each.name === name);
  if (flag === undefined) return undefined;
  return flag.value === null ? "" : textOf(flag.value, variables);
}

/** `--chown=app:web`; root when there is none, not known when it is not. */
function ownerOf(
  written: string | null | undefined,
  users: StageState["build"]["users"],
): { owner: string | null; group: string | null } {
  if (written === undefined) return { owner: "root", group: "root" };
  if (written === null || written === "") return { owner: null, group: null };
  const [owner = "", group] = written.split(":");
  return { owner, group: group ?? users.get(owner)?.group ?? (/^\d+$/.test(owner) ? owner : null) };
}
