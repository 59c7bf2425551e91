import { pointIn, type SourceFile } from "../text/source-file.ts";
import type { Span } from "../text/span.ts";

/** One thing that is wrong with a configuration file, and where. */
export interface ConfigProblem {
  readonly file: string;
  readonly span: Span;
  /** `file:line:column`. */
  readonly address: string;
  readonly message: string;
}

/** A configuration that cannot be used. The message names every problem with its line. */
export class ConfigError extends Error {
  constructor(
    readonly problems: readonly ConfigProblem[],
    readonly help: string,
  ) {
    super(problems.map((problem) => `${problem.address}: ${problem.message}`).join("\n"));
    this.name = "ConfigError";
  }
}

export function configProblem(source: SourceFile, span: Span, message: string): ConfigProblem {
  const { line, column } = pointIn(source, span.start);
  return { file: source.path, span, address: `${source.path}:${line}:${column}`, message };
}
