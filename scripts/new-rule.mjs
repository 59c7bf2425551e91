/** `npm run new-rule -- layer/rule-id`: writes the folder of a rule, ready to be filled in. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";

const id = process.argv[2] ?? "";
const match = /^(nginx|gunicorn|django|stack|host)\/([a-z][a-z0-9-]*)$/.exec(id);
if (match === null) {
  console.error(
    "Usage: npm run new-rule -- LAYER/RULE-ID, where LAYER is nginx, gunicorn, django, stack or host.",
  );
  process.exit(2);
}
const folder = `rules/${id}`;
if (existsSync(folder)) {
  console.error(`${folder} is there already.`);
  process.exit(2);
}
const { version } = JSON.parse(readFileSync("package.json", "utf8"));
mkdirSync(folder, { recursive: true });
writeFileSync(
  `${folder}/rule.ts`,
  `import { defineRule } from "../../../src/engine/rule.ts";
import { contextsOf } from "../../../src/model/nginx-contexts.ts";

/** Why the rule is right when it speaks, and which program and version the fact comes from. */
export default defineRule({
  id: "${id}",
  since: "${version}",
  layer: "${match[1]}",
  summary: "one line for lists, without full stop",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    found: {
      what: "What is so, in one sentence that names {thing}.",
      why: "Why it hurts.",
      instead: "What to write instead.",
    },
  },
  references: [],
  check: (stack, report) => {
    for (const nginx of stack.nginx) {
      for (const { context } of contextsOf(nginx))
        for (const log of context.accessLogs)
          report({ message: "found", data: { thing: log.target.value }, at: log.at });
    }
  },
});
`,
);
writeFileSync(
  `${folder}/README.md`,
  `# ${id}

Why it hurts, in one paragraph.

## Bad

### The first thing that it finds

\`\`\`nginx file=nginx.conf
events {}
http {
    access_log /var/log/nginx/one.log;
}
\`\`\`

\`\`\`findings
nginx.conf:3:5 warning: What is so, in one sentence that names /var/log/nginx/one.log.
\`\`\`

### The same written otherwise

\`\`\`nginx file=nginx.conf
events {}
http {
    server {
        access_log /var/log/nginx/two.log combined;
    }
}
\`\`\`

\`\`\`findings
nginx.conf:4:9 warning: What is so, in one sentence that names /var/log/nginx/two.log.
\`\`\`

## Good

### What to write instead

\`\`\`nginx file=nginx.conf
events {}
\`\`\`

### What looks like it and is meant to be

\`\`\`nginx file=nginx.conf
events {}
http {
    # access_log /var/log/nginx/one.log;
}
\`\`\`

## What it does not flag

## References
`,
);
// without a place in the registry the rule would not run, and its test would be none
const registered = spawnSync(process.execPath, ["scripts/generate-registry.mjs"], { stdio: "inherit" });
if (registered.status !== 0) process.exit(registered.status ?? 2);
console.log(`Wrote ${folder}/README.md and rule.ts, a rule that reports every access_log. Its test passes:`);
console.log(`    npx vitest run test/rules.test.ts -t ${id}`);
console.log("Change the README first, its groups are the test; then rule.ts; then npm run generate.");
