/**
 * Bundles the command line (dist/loglint.js) and the API (dist/index.js) with everything they need, so that nothing is installed
 * at run time. What only some runs need is a chunk of its own. `--quiet` prints nothing; types are made by `npm run build:types`.
 */
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync, chmodSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));
const { version } = JSON.parse(readFileSync("package.json", "utf8"));

const { metafile } = await build({
  entryPoints: { loglint: "src/cli/main.ts", index: "src/index.ts" },
  outdir: "dist",
  chunkNames: "chunks/[name]-[hash]",
  bundle: true,
  splitting: true,
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

// chunks of earlier builds, only after the new ones are in place
const made = new Set(Object.keys(metafile.outputs).map((path) => resolve(path)));
for (const name of existsSync("dist/chunks") ? readdirSync("dist/chunks") : []) {
  const path = resolve("dist/chunks", name);
  if (path.endsWith(".js") && !made.has(path)) rmSync(path);
}

const readmes = {};
for (const layer of ["nginx", "gunicorn", "django", "stack", "host"]) {
  for (const name of existsSync(`rules/${layer}`) ? readdirSync(`rules/${layer}`).sort() : []) {
    const path = `rules/${layer}/${name}/README.md`;
    if (existsSync(path)) readmes[`${layer}/${name}`] = readFileSync(path, "utf8");
  }
}
writeFileSync("dist/chunks/rule-readmes.json", JSON.stringify(readmes));
chmodSync("dist/loglint.js", 0o755);

if (!process.argv.includes("--quiet")) {
  for (const [path, { bytes }] of Object.entries(metafile.outputs))
    console.log(`${String(bytes).padStart(9)}  ${path}`);
}
