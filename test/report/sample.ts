import type { Finding, LintResult } from "../../src/engine/result.ts";
import type { Rule, Severity } from "../../src/engine/rule.ts";
import type { ReportOptions } from "../../src/report/report.ts";
import { PLAIN } from "../../src/report/theme.ts";
import { sourceFile, type SourceFile } from "../../src/text/source-file.ts";
import type { FileSpan, LabelledSpan } from "../../src/text/span.ts";

/** Sources by path, for a result built by hand. */
export function sourcesOf(files: Readonly<Record<string, string>>): Map<string, SourceFile> {
  return new Map(Object.entries(files).map(([path, text]) => [path, sourceFile(path, text)]));
}

/** The span of the first place where `needle` stands in the file; fails when it does not. */
export function spanOf(sources: ReadonlyMap<string, SourceFile>, file: string, needle: string): FileSpan {
  const start = sources.get(file)?.text.indexOf(needle) ?? -1;
  if (start < 0) throw new Error(`${needle} is not in ${file}`);
  return { file, start, end: start + needle.length };
}

export function labelled(at: FileSpan, label: string): LabelledSpan {
  return { ...at, label };
}

export function finding(
  rule: string,
  severity: Severity,
  at: FileSpan,
  more: Partial<Finding> = {},
): Finding {
  const parts = more.parts ?? { what: "What is so.", why: "Why it hurts.", instead: "What to write." };
  return {
    rule,
    severity,
    confidence: "high",
    parts,
    message: [parts.what, parts.why, parts.instead].filter((part) => part !== "").join(" "),
    at,
    related: [],
    stacks: ["site"],
    fix: null,
    docs: `docs/rules/${rule}.md`,
    ...more,
  };
}

export function resultOf(
  files: Readonly<Record<string, string>>,
  more: Partial<LintResult> = {},
): LintResult {
  const sources = sourcesOf(files);
  return {
    config: null,
    stacks: [],
    read: [...sources.keys()].map((file) => ({ file, as: "nginx", purpose: "production", stack: "site" })),
    findings: [],
    gaps: [],
    ignored: 0,
    baselined: 0,
    crashes: [],
    sources,
    skipped: [],
    listed: sources.size,
    ...more,
  };
}

export function rule(id: string, more: Partial<Rule> = {}): Rule {
  return {
    id,
    since: "0.1.0",
    layer: "gunicorn",
    summary: `What ${id} is about`,
    severity: "warning",
    confidence: "high",
    presets: ["recommended"],
    fixable: "no",
    messages: { main: { what: "What.", why: "Why.", instead: "Instead." } },
    references: ["gunicorn glogging.py 20.1.0"],
    check: () => undefined,
    ...more,
  };
}

export const OPTIONS: ReportOptions = {
  version: "1.2.3",
  failOn: "error",
  theme: PLAIN,
  width: 80,
  showUnknown: false,
  quiet: false,
  verbose: false,
  rules: [
    rule("gunicorn/capture-output-noop"),
    rule("django/existing-loggers-disabled", { layer: "django", severity: "error" }),
  ],
  preset: "recommended",
};

const FILES = {
  "nginx.conf": "http {\n\taccess_log  /var/log/nginx/access.log  main;\n}\n",
  "gunicorn.conf.py": 'bind = "127.0.0.1:8000"\nerrorlog = "-"\ncapture_output = True\n',
  "blog/settings.py":
    'SECRET_KEY = "s3cr3t-value-not-to-be-shown"\n\nLOGGING = {\n    "version": 1,\n    "disable_existing_loggers": True,\n}\n',
};

/** Three findings in three files, with everything that a report can show. */
export function sample(): LintResult {
  const sources = sourcesOf(FILES);
  const errorlog = spanOf(sources, "gunicorn.conf.py", '"-"');
  return resultOf(FILES, {
    config: "loglint.config.json",
    read: [
      { file: "blog/settings.py", as: "django", purpose: "production", stack: "site" },
      { file: "gunicorn.conf.py", as: "gunicorn", purpose: "production", stack: "site" },
      { file: "nginx.conf", as: "nginx", purpose: "production", stack: "site", template: "jinja" },
    ],
    findings: [
      finding("django/existing-loggers-disabled", "error", spanOf(sources, "blog/settings.py", "True"), {
        parts: {
          what: "LOGGING disables the loggers that gunicorn made before it.",
          why: "At 3 a.m. the access log of gunicorn stays empty: every worker loads the settings after gunicorn.access exists, and this silences it.",
          instead: 'Write `"disable_existing_loggers": False`.',
        },
        related: [labelled(spanOf(sources, "gunicorn.conf.py", "capture_output"), "gunicorn is set up here")],
        fix: {
          safety: "safe",
          title: "Keep existing loggers",
          edits: [{ file: "blog/settings.py", start: 98, end: 102, text: "False" }],
        },
      }),
      finding(
        "gunicorn/capture-output-noop",
        "warning",
        spanOf(sources, "gunicorn.conf.py", "capture_output = True"),
        {
          parts: {
            what: 'capture_output does nothing, because errorlog is "-".',
            why: "What print() writes goes where standard error goes.",
            instead: 'Give errorlog a path: errorlog = "/var/log/gunicorn/error.log".',
          },
          related: [
            labelled(errorlog, "this is standard error"),
            labelled(spanOf(sources, "nginx.conf", "/var/log/nginx/access.log"), "nginx logs here"),
          ],
        },
      ),
      finding("nginx/format-undefined", "info", spanOf(sources, "nginx.conf", "main"), { confidence: "low" }),
    ],
    gaps: [
      { what: "DEBUG", why: "the environment decides", at: spanOf(sources, "blog/settings.py", "LOGGING") },
      { what: "the version of nginx", why: "the files do not say" },
    ],
    ignored: 2,
    baselined: 1,
    skipped: [{ path: "big.conf", why: "larger than 10485760 bytes" }],
  });
}
