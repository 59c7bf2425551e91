import { extname } from "../text/path.ts";
import type { ConfigNode, ConfigSyntaxProblem } from "./config-node.ts";

/** What a configuration file holds, or what is wrong with it, and what to say to somebody who wrote it wrongly. */
export interface ConfigText {
  readonly node: ConfigNode | ConfigSyntaxProblem;
  readonly help: string;
}

/** Reads a configuration in the language that the name of its file tells; JSON where it tells none. The readers are loaded when needed. */
export async function readConfigText(text: string, path: string): Promise<ConfigText> {
  switch (extname(path)) {
    case ".yaml":
    case ".yml":
      return {
        node: (await import("./yaml-reader.ts")).readYamlConfig(text),
        help: "It is one document of YAML 1.2.",
      };
    case ".toml":
      return { node: (await import("./toml-reader.ts")).readTomlConfig(text), help: "It is TOML 1.0." };
    default:
      return {
        node: (await import("./json-reader.ts")).readJson(text),
        help: "It is JSON; comments and trailing commas are allowed.",
      };
  }
}
