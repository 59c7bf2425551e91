/**
 * Bundles the command line (dist/cli.js, started by dist/loglint.js) and the API (dist/index.js) with everything they need, so that
 * nothing is installed at run time. The command line is one file: reading twenty small chunks costs more at start than reading one
 * large one, and what is imported on demand is still only run on demand. `--quiet` prints nothing; types are made by `npm run build:types`.
 */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));
const { version } = JSON.parse(readFileSync("package.json", "utf8"));

/** Keeps compiled code between runs where Node can, 22.1 and newer; it must be asked before the rest is loaded. */
const START = `#!/usr/bin/env node
import module from "node:module";
module.enableCompileCache?.();
import("./cli.js");
`;

// made beside and moved at the end, so that a run of loglint meanwhile finds whole files
const folder = `dist/.build-${process.pid}`;
try {
  const { metafile } = await build({
    entryPoints: { cli: "src/cli/main.ts", index: "src/index.ts" },
    outdir: folder,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
    metafile: true,
    define: { LOGLINT_VERSION: JSON.stringify(version) },
    logLevel: "warning",
  });
  writeFileSync(join(folder, "loglint.js"), START);
  writeFileSync(join(folder, "rule-readmes.json"), JSON.stringify(readmes()));
  chmodSync(join(folder, "loglint.js"), 0o755);
  mkdirSync("dist", { recursive: true });
  for (const name of readdirSync(folder)) renameSync(join(folder, name), join("dist", name));
  if (!process.argv.includes("--quiet")) {
    for (const [path, { bytes }] of Object.entries(metafile.outputs)) {
      console.log(`${String(bytes).padStart(9)}  dist/${path.slice(folder.length + 1)}`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The page of every rule, by id. */
function readmes() {
  const pages = {};
  for (const layer of ["nginx", "gunicorn", "django", "stack", "host"]) {
    for (const name of existsSync(`rules/${layer}`) ? readdirSync(`rules/${layer}`).sort() : []) {
      const path = `rules/${layer}/${name}/README.md`;
      if (existsSync(path)) pages[`${layer}/${name}`] = readFileSync(path, "utf8");
    }
  }
  return pages;
}
