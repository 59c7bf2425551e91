/** Draws docs/map.svg, the log map of fixtures/blog. `--check` fails when it is stale. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const path = "docs/map.svg";
const drawn = await picture("fixtures/blog");
if (!existsSync(path) || readFileSync(path, "utf8") !== drawn) {
  if (process.argv.includes("--check")) {
    console.error(`${path} is stale: run npm run generate`);
    process.exitCode = 1;
  } else writeFileSync(path, drawn);
}

/** What `loglint where --format svg` prints in a folder. */
async function picture(site) {
  const folder = mkdtempSync(resolve("node_modules/.loglint-"));
  const outfile = join(folder, "map.mjs");
  const contents = [
    'export { diskFileSystem, loadStack, where } from "./src/index.ts";',
    'export { logFiles } from "./src/routes/log-files.ts";',
    'export { WHERE_FORMATS } from "./src/report/where/where-formats.ts";',
    'export { PLAIN } from "./src/report/theme.ts";',
  ];
  try {
    await build({
      stdin: { contents: contents.join("\n"), resolveDir: ".", loader: "ts" },
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      // A dependency that is no module asks for node's own modules with require.
      banner: {
        js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
      },
      logLevel: "error",
    });
    const { diskFileSystem, loadStack, where, logFiles, WHERE_FORMATS, PLAIN } = await import(
      pathToFileURL(outfile).href
    );
    const { stacks, gaps, sources } = loadStack({ fs: diskFileSystem(site), paths: ["."] });
    const routes = where(stacks);
    const files = stacks.flatMap((stack) => logFiles(stack, routes));
    const answer = { stacks, routes, files, gaps, sources, asked: "map" };
    return WHERE_FORMATS.svg(answer, { theme: PLAIN, width: 100 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
