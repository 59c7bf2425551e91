/**
 * The lint rule that keeps the house in order: a folder imports only the folders named here.
 * docs/architecture.md draws the same picture.
 */
const MAY_IMPORT = {
  text: [],
  model: ["text"],
  read: ["text"],
  evaluate: ["text", "read"],
  discover: ["text", "read", "model"],
  loaders: ["text", "read", "evaluate", "model"],
  link: ["text", "read", "evaluate", "model", "discover", "loaders"],
  routes: ["text", "model"],
  trace: ["text", "model", "routes"],
  engine: ["text", "model", "routes"],
  rules: ["text", "model", "routes", "engine"],
  config: ["text", "read", "model", "engine"],
  explain: ["text", "model", "engine"],
  recommend: ["text", "model"],
  report: ["text", "model", "routes", "trace", "engine", "explain", "recommend"],
  index: [
    "text",
    "model",
    "read",
    "evaluate",
    "discover",
    "loaders",
    "link",
    "routes",
    "trace",
    "engine",
    "rules",
    "config",
    "report",
  ],
  cli: ["text", "model", "config", "explain", "recommend", "report", "engine", "index"],
};

/** Folders whose code runs in a browser as it is: no `node:` import, except behind the FileSystem interface. */
const NODE_FREE = new Set([
  "text",
  "model",
  "read",
  "evaluate",
  "discover",
  "loaders",
  "link",
  "routes",
  "trace",
  "engine",
  "rules",
  "explain",
  "recommend",
  "report",
]);

export const layers = {
  meta: {
    type: "problem",
    schema: [],
    messages: {
      order: "{{from}}/ may not import {{to}}/: data flows one way.",
      node: "{{from}}/ runs in a browser: no '{{to}}' here.",
    },
  },
  create(context) {
    const from = roomOf(context.filename);
    if (from === null) return {};
    const check = (node) => {
      const source = node.source?.value;
      if (typeof source !== "string") return;
      if (source.startsWith("node:")) {
        if (NODE_FREE.has(from) && !context.filename.endsWith("disk-file-system.ts")) {
          context.report({ node, messageId: "node", data: { from, to: source } });
        }
        return;
      }
      if (!source.startsWith(".")) return;
      const to = roomOf(new URL(source, `file://${context.filename}`).pathname);
      if (to !== null && to !== from && !MAY_IMPORT[from]?.includes(to)) {
        context.report({ node, messageId: "order", data: { from, to } });
      }
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};

function roomOf(filename) {
  const match = /\/(?:src\/([^/]+?)(?:\.ts|\/)|(rules)\/)/.exec(filename.replaceAll("\\", "/"));
  if (match === null || filename.includes("/test/")) return null;
  return match[2] ?? match[1] ?? null;
}
