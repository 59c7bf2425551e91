/** `npm run new-rule -- layer/rule-id`: writes the folder of a rule, ready to be filled in. */
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
      for (const log of nginx.root.accessLogs) report({ message: "found", data: { thing: log.target.value }, at: log.at });
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

### What the first group shows

\`\`\`nginx file=nginx.conf
events {}
\`\`\`

\`\`\`findings
nginx.conf:1:1 warning: What is so, in one sentence that names it.
\`\`\`

## Good

### What the first group shows

\`\`\`nginx file=nginx.conf
events {}
\`\`\`

## What it does not flag

## References
`,
);
console.log(`${folder}/README.md first: its groups are the test. Then rule.ts, then npm run generate.`);
console.log(`npx vitest run test/rules.test.ts -t ${id}`);
