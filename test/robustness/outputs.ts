import { causeHere } from "../../src/explain/cause-here.ts";
import { messagesIn } from "../../src/explain/match-message.ts";
import { directivesHere, SETTING_PAGES, valuesHere } from "../../src/explain/setting-here.ts";
import { audit, filesOf, rules, trace, where, type LintResult } from "../../src/index.ts";
import { recommendedFiles } from "../../src/recommend/recommend.ts";
import { siteOf } from "../../src/recommend/site.ts";
import { auditHtml, auditJson, auditMarkdown } from "../../src/report/audit/audit-pages.ts";
import { auditText } from "../../src/report/audit/audit-text.ts";
import { explainMessage } from "../../src/report/explain-message.ts";
import { explainSetting } from "../../src/report/explain-setting.ts";
import { factsJson } from "../../src/report/facts/facts.ts";
import { factsText } from "../../src/report/facts/facts-text.ts";
import { compareMaps } from "../../src/report/map-diff/compare-maps.ts";
import { mapDiffJson } from "../../src/report/map-diff/map-diff-json.ts";
import { mapDiffText } from "../../src/report/map-diff/map-diff-text.ts";
import { recommendationText } from "../../src/report/recommendation.ts";
import type { ReportOptions } from "../../src/report/report.ts";
import { PLAIN } from "../../src/report/theme.ts";
import { secretRisks } from "../../src/report/trace/secret-risks.ts";
import { traceJson } from "../../src/report/trace/trace-json.ts";
import { risksText, traceText } from "../../src/report/trace/trace-text.ts";
import { WHERE_FORMATS } from "../../src/report/where/where-formats.ts";
import { memoryHostFiles } from "../../src/text/memory-host-files.ts";
import { CONTROL } from "./properties.ts";
import type { Site } from "./sites.ts";

const STYLE = { theme: PLAIN, width: 80 } as const;
const OPTIONS: ReportOptions = {
  version: "0",
  failOn: "error",
  theme: PLAIN,
  width: 80,
  showUnknown: true,
  quiet: false,
  verbose: true,
  rules,
  preset: "strict",
};
const REQUEST = {
  method: "GET",
  host: "example.com",
  target: "/a\u001b[31m<script>alert(1)</script>?token=s3cr3t-value&b=\u202e",
  status: null,
  exception: true,
  upstreamDown: false,
  client: "192.0.2.1",
} as const;

/** Markup of a file that would act in a page. */
const ACTIVE = /<script>alert|<img[ /]src=x|<\/script><img/;

function mustBeClean(command: string, output: string): void {
  const control = CONTROL.exec(output);
  if (control !== null) {
    const around = output.slice(Math.max(0, control.index - 60), control.index + 40);
    throw new Error(`${command} holds ${JSON.stringify(around)}`);
  }
  if (/html|svg|page/.test(command) && ACTIVE.test(output))
    throw new Error(`${command} holds markup of a file: ${String(ACTIVE.exec(output))}`);
  if (command.includes("json")) JSON.parse(output);
}

/** Every command beside check, in every format: no control character and no markup of a file gets through, and JSON can be read back. */
export function outputsAreClean(result: LintResult, site: Site): void {
  const { stacks, gaps, sources } = result;
  const routes = where(stacks);
  const files = filesOf(stacks, routes);
  for (const asked of ["map", "steps", "rotation"] as const) {
    for (const [name, print] of Object.entries(WHERE_FORMATS))
      mustBeClean(`where ${name} (${asked})`, print({ stacks, routes, files, gaps, sources, asked }, STYLE));
  }
  for (const stack of stacks) {
    const traced = trace(stack, REQUEST);
    const risks = secretRisks(traced, REQUEST.target, stack, files);
    mustBeClean("trace", traceText(traced, REQUEST.target, sources, STYLE));
    mustBeClean("trace risks", risksText(risks, REQUEST.target, sources, STYLE));
    mustBeClean("trace json", traceJson(traced, REQUEST.target, sources, risks));
  }
  mustBeClean("facts", factsText(result, OPTIONS));
  mustBeClean("facts json", factsJson(result));
  explainedIsClean(result, site);
  for (const shape of [null, "systemd", "container", "paas"] as const) {
    const seen = siteOf(stacks, shape);
    mustBeClean("recommend", recommendationText(seen, recommendedFiles(seen), STYLE));
  }
  const other = { routes: routes.slice(0, Math.floor(routes.length / 2)), root: "." };
  const compared = compareMaps({ routes, root: "." }, other);
  const side = { name: "a\u001b[31m", sources };
  mustBeClean("diff", mapDiffText(compared, side, side, STYLE));
  mustBeClean("diff json", mapDiffJson(compared, side, side));
  auditIsClean(site);
}

function explainedIsClean(result: LintResult, site: Site): void {
  const pasted = `${Object.keys(site).join("\n")}\n${Object.values(site).join("\n").slice(0, 20_000)}`;
  const lines = [
    `nginx: [emerg] open() "/var/log/${Object.keys(site)[0] ?? ""}\u001b[31m" failed (13: Permission denied)`,
    `ValueError: Unable to configure handler '${Object.keys(site)[0] ?? ""}\u001b[31m'`,
  ];
  for (const text of [pasted, ...lines]) {
    for (const found of messagesIn(text)) {
      const here = causeHere(found, result.stacks, result.findings, result.sources);
      mustBeClean("explain", explainMessage(found, here, result.sources, STYLE));
    }
  }
  for (const page of SETTING_PAGES) {
    const here = {
      values: valuesHere(result.stacks, page.name),
      directives: directivesHere(result.stacks, page.name),
    };
    mustBeClean("explain a setting", explainSetting(page, here, result.sources, STYLE));
  }
}

/** The site as a server has it: its files below / and where servers keep theirs, and processes with its texts as command lines. */
function auditIsClean(site: Site): void {
  const [first = "", second = ""] = Object.values(site);
  const status = "Name:\tx\nPPid:\t1\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nGroups:\t\nCapEff:\t0\n";
  const entries: Record<string, string> = {
    "/etc/passwd": first.slice(0, 100_000),
    "/etc/group": second.slice(0, 100_000),
    "/proc/stat": "btime 1700000000\n",
    "/proc/7/status": status,
    "/proc/7/stat": "7 (x) S 1 1 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 100 0",
    "/proc/7/cmdline": "nginx: master process /usr/sbin/nginx\0",
    "/proc/8/status": status,
    "/proc/8/stat": "8 (x) S 1 1 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 100 0",
    "/proc/8/cmdline": `/usr/bin/python3\0/srv/venv/bin/gunicorn\0${first.slice(0, 5000)}\0`,
    "/proc/8/environ": second.slice(0, 5000),
    "/proc/8/cgroup": `0::/system.slice/${second.slice(0, 200)}.service\n`,
    "/var/lib/logrotate/status": `logrotate state -- version 2\n${first.slice(0, 50_000)}`,
  };
  for (const [path, text] of Object.entries(site)) {
    entries[`/srv/site/${path}`] = text;
    const name = path.slice(path.lastIndexOf("/") + 1);
    if (/nginx.*\.conf$/.test(name)) entries["/etc/nginx/nginx.conf"] = text;
    if (name.endsWith(".service")) entries[`/etc/systemd/system/${name}`] = text;
    if (path.includes("logrotate.d/")) entries[`/etc/logrotate.d/${name}`] = text;
    if (path.includes("tmpfiles.d/")) entries[`/etc/tmpfiles.d/${name}`] = text;
    if (path.includes("cron.d/")) entries[`/etc/cron.d/${name}`] = text;
    if (name === "journald.conf") entries["/etc/systemd/journald.conf"] = text;
  }
  const seenAt = Date.UTC(2026, 0, 1);
  const result = audit({ files: memoryHostFiles(entries), seenAt, selection: { preset: "strict" } });
  const [crash] = result.crashes;
  if (crash !== undefined) throw new Error(`in an audit ${crash.rule} crashed: ${crash.error}`);
  const found = { ...result, subject: "a\u001b[31m<script>alert(1)</script>", seenAt };
  const routes = where(result.stacks);
  const map = WHERE_FORMATS.text(
    { ...result, routes, files: filesOf(result.stacks, routes), asked: "map" },
    STYLE,
  );
  mustBeClean("audit", auditText(found, map, OPTIONS));
  mustBeClean("audit markdown", auditMarkdown(found, map, OPTIONS));
  mustBeClean("audit page", auditHtml(found, map, OPTIONS));
  mustBeClean("audit json", auditJson(found, OPTIONS));
}
