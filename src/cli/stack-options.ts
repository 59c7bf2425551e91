import type { LoadedConfig } from "../config/load-config.ts";
import type { StackRequest } from "../index.ts";

/** What a configuration file says of what is read: which files are left out, which versions run, and what is known of processes. */
export function stackOptions(
  loaded: LoadedConfig | null,
): Pick<StackRequest, "ignores" | "isIgnored" | "versions" | "config" | "processes"> {
  if (loaded === null) return { config: null };
  const { path, versions, processes, ignores: isIgnored, config } = loaded;
  // Beside the working directory the patterns are seen from there, which also keeps whole folders from being looked through.
  const ignores = path.includes("/") ? { isIgnored } : { ignores: config.ignores ?? [] };
  return { config: path, versions, processes, ...ignores };
}
