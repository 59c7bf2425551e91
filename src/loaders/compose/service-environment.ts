import { setFact, unknownFact, type Fact } from "../../model/fact.ts";
import type { LaunchEnvironment } from "../../model/launch.ts";
import type { Gap } from "../../model/problem.ts";
import { readDotenv } from "../../read/dotenv/read-dotenv.ts";
import { resolveParts } from "../../read/dotenv/resolve.ts";
import { isUnreadable, type FileSystem } from "../../text/file-system.ts";
import { inFile } from "../../text/span.ts";
import { textFact, type ComposeLookup } from "./compose-text.ts";
import type { EnvFileConfig, ServiceConfig } from "./service-config.ts";

export interface ServiceEnvironment {
  readonly environment: LaunchEnvironment;
  readonly files: readonly string[];
  readonly gaps: readonly Gap[];
}

/**
 * The variables that compose gives a service: its env files in order, a later one over an earlier one, and `environment` over them all
 * (docker docs, "Environment variables precedence"). Complete when every env file is here.
 */
export function serviceEnvironment(
  fs: FileSystem,
  service: ServiceConfig,
  lookup: ComposeLookup,
): ServiceEnvironment {
  const values = Object.create(null) as Record<string, Fact<string>>;
  const files: string[] = [];
  const gaps: Gap[] = [];
  let complete = true;
  for (const file of service.envFiles) {
    const missing = readEnvFile(fs, file, values, lookup, files);
    if (missing === null) continue;
    complete = false;
    if (file.required) gaps.push({ what: `environment of ${service.name}`, why: missing, at: file.at });
  }
  for (const [name, { value, at }] of service.environment) {
    if (value !== null) {
      const fact = textFact(value);
      values[name] = fact.state === "set" ? setFact(fact.value, at, "environment") : fact;
      continue;
    }
    const passed = lookup(name);
    // Not in the shell either, it is not set at all; but which variables that shell has, no file says.
    values[name] =
      passed === null
        ? unknownFact(`${name} is passed on from the shell that runs docker compose`, at)
        : setFact(passed, at, "environment");
  }
  return { environment: { values, complete }, files, gaps };
}

/** Why the file cannot be read; null when it was. */
function readEnvFile(
  fs: FileSystem,
  file: EnvFileConfig,
  values: Record<string, Fact<string>>,
  lookup: ComposeLookup,
  files: string[],
): string | null {
  if (file.path === null) return "where its env file is, is not known";
  const source = fs.read(file.path);
  if (isUnreadable(source)) return `its env file ${file.path} is not here`;
  files.push(source.path);
  for (const { name, value, span } of readDotenv(source.text, file.raw ? "docker" : "compose").entries) {
    const at = inFile(source.path, span);
    if (value === null) {
      values[name] = unknownFact(`${name} is passed on from the shell that runs docker compose`, at);
      continue;
    }
    const found = resolveParts(value, (each) => {
      const own = Object.hasOwn(values, each) ? values[each] : undefined;
      const known = lookup(each) ?? (own?.state === "set" ? own.value : null);
      return known === null ? "unknown" : { value: known };
    });
    values[name] =
      "value" in found
        ? setFact(found.value, at, "env-file", [file.at])
        : unknownFact(`it depends on ${found.unknown}, which is not known`, at);
  }
  return null;
}
