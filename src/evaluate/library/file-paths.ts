import { isAbsolute, isInside, join, normalize, relative } from "../../text/path.ts";
import { fromParts, partsOf, string, type Part, type Plain } from "../core/val.ts";
import type { Machine } from "../core/machine.ts";
import { isDirectorySymbol } from "../core/paths.ts";

const PROJECT: Part = {
  symbol: "project",
  why: "the directory that the project is deployed to is not known",
};
const CWD: Part = { symbol: "cwd", why: "the working directory of the process is not known" };

/** What `__file__` holds in the module of that file. */
export function fileValue(machine: Machine, file: string): Plain {
  const { deployedAt, deployedFrom = "." } = machine.request;
  if (isAbsolute(file)) return string(file);
  if (deployedAt !== undefined && isInside(deployedFrom, file))
    return string(join(deployedAt, relative(deployedFrom, file)));
  return fromParts("string", [PROJECT, `/${normalize(file)}`]);
}

/** The working directory as path pieces. */
export function workingDirectory(machine: Machine): readonly Part[] {
  const known = machine.request.workingDirectory ?? machine.request.deployedAt;
  return known === undefined ? [CWD] : [known];
}

/** The path in the file system that a value means; null when it is not known or lies elsewhere. */
export function inFileSystem(machine: Machine, value: Plain): string | null {
  const parts = partsOf(value);
  if (parts === null) return null;
  const [first, second, ...rest] = parts;
  if (first !== undefined && typeof first !== "string") {
    if (!isDirectorySymbol(first) || rest.length > 0 || (second !== undefined && typeof second !== "string"))
      return null;
    if (first.symbol !== "project" && first.symbol !== "cwd") return null;
    return normalize(`.${second ?? ""}`);
  }
  if (parts.length !== 1 || first === undefined) return null;
  const { deployedAt, deployedFrom = "." } = machine.request;
  if (!isAbsolute(first)) return normalize(first);
  if (deployedAt !== undefined && isInside(deployedAt, first))
    return join(deployedFrom, relative(deployedAt, first));
  return normalize(first);
}
