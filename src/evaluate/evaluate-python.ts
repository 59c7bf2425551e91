/**
 * The names of `entry` as JSON-able values. `files` maps paths to texts; `env` is the whole environment of the process,
 * absent: nothing is known about the environment.
 */
export function evaluatePython(_request: {
  files: Readonly<Record<string, string>>;
  entry: string;
  env?: Readonly<Record<string, string>>;
}): Record<string, unknown> {
  return {};
}
