/**
 * Bundles the command line and the API (dist/index.js) with everything they need, so that nothing is installed at run time.
 * The command line is one CommonJS file, because that is what V8 can be given compiled code for in every Node: most of a short run
 * was compiling. dist/loglint.cjs starts it. `--quiet` prints nothing; types are made by `npm run build:types`.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
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
import { fasterPyAst } from "./py-ast.mjs";

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));
const { version } = JSON.parse(readFileSync("package.json", "utf8"));
const common = {
  bundle: true,
  platform: "node",
  target: "node20",
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  write: false,
  logLevel: "warning",
  plugins: [
    {
      name: "faster py-ast",
      setup: ({ onLoad }) => {
        onLoad({ filter: /py-ast[\\/]dist[\\/]index\.esm\.js$/ }, ({ path }) => ({
          contents: fasterPyAst(readFileSync(path, "utf8")),
        }));
      },
    },
  ],
};

const cli = await build({
  ...common,
  entryPoints: ["src/cli/main.ts"],
  format: "cjs",
  define: { LOGLINT_VERSION: JSON.stringify(version), "import.meta.url": "LOGLINT_URL" },
  banner: { js: 'const LOGLINT_URL=require("node:url").pathToFileURL(__filename).href;' },
});
const api = await build({
  ...common,
  entryPoints: ["src/index.ts"],
  format: "esm",
  alias: { yaml: "./node_modules/yaml/browser/dist/index.js" },
});
const code = cli.outputFiles[0].text.replace(/^#!.*\n/, "");
// V8 compares only the length of the source with its cache, so both carry the hash of the source in their names
const name = `cli-${createHash("sha256").update(code).digest("hex").slice(0, 12)}`;

/** The source as V8 gets it; to the letter the same when the cache is made and when it is used. esbuild writes ASCII only. */
const WRAPPED = `"(function(exports,require,module,__filename,__dirname){" + readFileSync(filename, "latin1") + "\\n})"`;

// made beside and moved at the end, the start last: a run of loglint meanwhile finds whole files
const folder = `dist/.build-${process.pid}`;
try {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.cjs`), code);
  writeFileSync(join(folder, "index.js"), api.outputFiles[0].text);
  writeFileSync(join(folder, "rule-readmes.json"), JSON.stringify(readmes()));
  writeFileSync(join(folder, "loglint.cjs"), startCode());
  chmodSync(join(folder, "loglint.cjs"), 0o755);
  warmUp(join(folder, `${name}.cjs`), join(folder, `${name}.cache`));
  const made = readdirSync(folder).sort((a, b) => Number(a === "loglint.cjs") - Number(b === "loglint.cjs"));
  for (const file of made) renameSync(join(folder, file), join("dist", file));
  for (const old of readdirSync("dist")) {
    if (/^(cli.*\.(cjs|cache|js)|loglint\.js|chunks)$/.test(old) && !made.includes(old))
      rmSync(join("dist", old), { recursive: true });
  }
  if (!process.argv.includes("--quiet")) {
    for (const file of made)
      console.log(`${String(readFileSync(join("dist", file)).length).padStart(9)}  dist/${file}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/**
 * Newer Nodes (22.1) keep compiled code themselves; for this one there is a cache beside the code, which V8 refuses if it is not
 * its own. CommonJS, because Node's loader of ES modules takes a tenth of its start.
 */
function startCode() {
  return `#!/usr/bin/env node
"use strict";
const { readFileSync } = require("node:fs");
const { enableCompileCache } = require("node:module");
const filename = require("node:path").join(__dirname, "${name}.cjs");
let cachedData;
if (enableCompileCache) enableCompileCache();
else
  try {
    cachedData = readFileSync(filename.slice(0, -3) + "cache");
  } catch {}
if (cachedData === undefined) require(filename);
else {
  const script = new (require("node:vm").Script)(${WRAPPED}, { filename, cachedData });
  script.runInThisContext().call({}, {}, require, {}, filename, __dirname);
}
`;
}

/** Runs loglint once as people do, and keeps what V8 compiled for it. A failure costs only speed. */
function warmUp(filename, cache) {
  const site = existsSync("fixtures/blog-broken") ? "fixtures/blog-broken" : ".";
  const run = `
const { readFileSync, writeFileSync } = require("node:fs");
const [filename, cache, site] = process.argv.slice(1);
process.argv = [process.execPath, filename, "check", "--no-config", site];
const script = new (require("node:vm").Script)(${WRAPPED}, { filename });
script.runInThisContext().call({}, {}, require, {}, filename, require("node:path").dirname(filename));
process.on("exit", () => writeFileSync(cache, script.createCachedData()));
`;
  spawnSync(process.execPath, ["-e", run, filename, cache, site], { stdio: "ignore" });
}

/** The page of every rule, by id. */
function readmes() {
  const pages = {};
  for (const layer of ["nginx", "gunicorn", "django", "stack", "host", "loglint"]) {
    for (const rule of existsSync(`rules/${layer}`) ? readdirSync(`rules/${layer}`).sort() : []) {
      const path = `rules/${layer}/${rule}/README.md`;
      if (existsSync(path)) pages[`${layer}/${rule}`] = readFileSync(path, "utf8");
    }
  }
  return pages;
}
