import { defineRule } from "../../../src/engine/rule.ts";
import type { DjangoProject, FormatterConfig, HandlerConfig } from "../../../src/model/django.ts";
import { certainValue, placeOf } from "../../../src/model/fact.ts";
import { processesOf } from "../../../src/model/project-processes.ts";
import type { Process, Stack } from "../../../src/model/stack.ts";
import type { FileSpan } from "../../../src/text/span.ts";
import { once, productionProjects, usedHandlers } from "../projects.ts";

/** Reports log lines whose times stand in another zone than nginx's, and do not say in which. */
export default defineRule({
  id: "django/time-zone-shift",
  since: "0.1.0",
  layer: "django",
  summary: "TIME_ZONE moves the times in Django's log away from nginx's",
  severity: "info",
  confidence: "medium",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    shifted: {
      what: "The handler {handler} writes times of {zone} without their offset, while nginx writes in {other}.",
      why: "Django moves its process to TIME_ZONE when the settings load, so the same moment has two times and nothing in the line tells.",
      instead: 'Give the formatter {formatter} "datefmt": "%Y-%m-%dT%H:%M:%S%z", or run both in one zone.',
    },
  },
  references: [
    "Django conf/__init__.py, Settings.__init__ (3.2-6.1)",
    "CPython logging/__init__.py, Formatter.formatTime",
  ],
  check(stack, report) {
    const isNew = once();
    for (const project of productionProjects(stack)) {
      const zone = zoneOf(project);
      const nginx = stack.processes.filter(({ runs }) => runs === "nginx");
      const [other, ...rest] = new Set(nginx.map(processZone));
      if (zone === null || other === undefined || other === null || rest.length > 0) continue;
      if (!isInContainers(stack, project) || !mayDiffer(zone.name, other)) continue;
      const silent = withoutOffset(project);
      if (silent === null) continue;
      if (!isNew(zone.at)) continue;
      report({
        message: "shifted",
        data: { handler: silent.handler.name, zone: zone.name, other, formatter: silent.formatter.name },
        at: zone.at,
        related: [{ ...silent.formatter.at, label: "its times have no offset" }],
      });
    }
  },
});

/** The zone of the worker's clock, where it is written: Django's default, America/Chicago, is nobody's decision. */
function zoneOf(project: DjangoProject): { readonly name: string; readonly at: FileSpan } | null {
  const fact = project.others["TIME_ZONE"];
  const name = certainValue(fact);
  const at = placeOf(fact);
  return typeof name === "string" && at !== undefined ? { name, at } : null;
}

/** A container's clock is at UTC, unless TZ or the host's own /etc/localtime says otherwise; null when it is not known. */
function processZone({ container, environment, environmentComplete }: Process): string | null {
  if (container === null) return null;
  const given = environment["TZ"];
  if (given !== undefined) return certainValue(given) ?? null;
  const isMounted = container.maps.some(({ inside }) => /^\/etc(?:\/localtime|\/timezone)?$/.test(inside));
  return environmentComplete && !isMounted ? "UTC" : null;
}

function isInContainers(stack: Stack, project: DjangoProject): boolean {
  const processes = processesOf(stack, project);
  return processes.length > 0 && processes.every(({ container }) => container !== null);
}

/** Winter and summer of a year: zones that agree on both are taken for one. */
const MOMENTS = [Date.UTC(2024, 0, 15), Date.UTC(2024, 6, 15)];

function mayDiffer(a: string, b: string): boolean {
  const times = [a, b].map(timesIn);
  return times.every((each) => each !== null) && String(times[0]) !== String(times[1]);
}

/** What the clocks of a zone show; null for a zone that is not known. */
function timesIn(timeZone: string): readonly string[] | null {
  try {
    const clock = new Intl.DateTimeFormat("en-GB", { timeZone, dateStyle: "short", timeStyle: "short" });
    return MOMENTS.map((moment) => clock.format(moment));
  } catch {
    return null;
  }
}

/** A handler in use that writes lines with a time and no offset to a file or a stream. */
function withoutOffset(
  project: DjangoProject,
): { handler: HandlerConfig; formatter: FormatterConfig } | null {
  const used = usedHandlers(project);
  for (const handler of project.config?.handlers ?? []) {
    const kind = certainValue(handler.target)?.kind;
    if (!used.has(handler.name) || (kind !== "file" && kind !== "stdout" && kind !== "stderr")) continue;
    const formatter = project.config?.formatters.find(({ name }) => name === handler.formatter);
    if (formatter === undefined || (formatter.class !== null && formatter.class !== "logging.Formatter"))
      continue;
    const format = formatter.format === null ? undefined : certainValue(formatter.format);
    const date = formatter.datefmt === null ? "" : certainValue(formatter.datefmt);
    if (format === undefined || date === undefined || !format.includes("asctime")) continue;
    if (!/%[zZcs]/.test(date) && !format.includes("%z")) return { handler, formatter };
  }
  return null;
}
