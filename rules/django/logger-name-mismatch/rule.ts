import { defineRule } from "../../../src/engine/rule.ts";
import type { DjangoProject } from "../../../src/model/django.ts";
import { certainValue } from "../../../src/model/fact.ts";
import { listed, once, productionProjects } from "../projects.ts";

/** Names that tutorials use, and that stand for a package of one's own. */
const EXAMPLES = [
  "myapp",
  "myproject",
  "mysite",
  "my_app",
  "my_project",
  "MyApp",
  "yourapp",
  "your_app",
  "app_name",
  "appname",
  "project_name",
];

/** Reports loggers of LOGGING that no module of the project logs to. */
export default defineRule({
  id: "django/logger-name-mismatch",
  since: "0.1.0",
  layer: "django",
  summary: "A logger is named after no package of the project",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    example: {
      what: "No module logs to {logger}: the project's own packages are {packages}.",
      why: "getLogger(__name__) gives the dotted name of the module, so this entry never takes effect.",
      instead: "Name the logger after the package that logs.",
    },
    moved: {
      what: "No module logs to {logger}: the package is importable as {actual}.",
      why: "getLogger(__name__) gives the dotted name of the module, so this entry never takes effect.",
      instead: "Write {actual}.",
    },
  },
  references: [
    "https://docs.djangoproject.com/en/stable/topics/logging/#naming-loggers",
    "CPython logging/__init__.py, Manager.getLogger",
  ],
  check(stack, report) {
    const isNew = once();
    for (const project of productionProjects(stack)) {
      if (!project.packagesComplete || project.packages.length === 0) continue;
      const names = loggerNames(project);
      if (names.length === 0) continue;
      for (const logger of project.config?.loggers ?? []) {
        if (logger.name === "" || names.some((name) => covers(logger.name, name))) continue;
        const app = appOfItsOwn(project, logger.name, names);
        if (app === null && isPackage(project, logger.name)) continue;
        const actual = app ?? movedTo(project, logger.name, names) ?? sameBut(project, logger.name);
        if (actual !== null && isNew(logger.at)) {
          report({ message: "moved", data: { logger: logger.name, actual }, at: logger.at });
        } else if (EXAMPLES.includes(logger.name.split(".")[0] ?? "") && isNew(logger.at)) {
          const packages = listed(
            project.packages.filter(({ loggers }) => loggers.length > 0).map(({ name }) => name),
          );
          report({ message: "example", data: { logger: logger.name, packages }, at: logger.at });
        }
      }
    }
  },
});

/** `MyBlog` or `my_blog` where the package that logs is `blog`: equal but for case, underscores and a leading "my". */
function sameBut(project: DjangoProject, logger: string): string | null {
  const plain = (name: string): string => name.toLowerCase().replaceAll("_", "").replace(/^my/, "");
  const top = plain(logger.split(".")[0] ?? "");
  const found = project.packages.filter(({ name, loggers }) => loggers.length > 0 && plain(name) === top);
  return found.length === 1 ? (found[0]?.name ?? null) : null;
}

function loggerNames(project: DjangoProject): string[] {
  return project.packages.flatMap(({ loggers }) => loggers.map(({ name }) => name));
}

function covers(logger: string, name: string): boolean {
  return name === logger || name.startsWith(`${logger}.`);
}

function isPackage(project: DjangoProject, logger: string): boolean {
  return project.packages.some(({ name }) => name === logger.split(".")[0]);
}

/** `site.shop` where the app is importable as `shop`, and installed under that name alone. */
function appOfItsOwn(project: DjangoProject, logger: string, names: readonly string[]): string | null {
  const dot = logger.lastIndexOf(".");
  const app = logger.slice(dot + 1);
  const apps = certainValue(project.INSTALLED_APPS) ?? [];
  const isInstalled = (name: string): boolean =>
    apps.some((each) => each === name || each.startsWith(`${name}.`));
  const isTop = project.packages.some(({ name }) => name === app);
  return dot > 0 &&
    isTop &&
    isInstalled(app) &&
    !isInstalled(logger) &&
    names.some((name) => covers(app, name))
    ? app
    : null;
}

/** `shop` where the code logs as `apps.shop.views`: the installed app that holds it, when there is exactly one. */
function movedTo(project: DjangoProject, logger: string, names: readonly string[]): string | null {
  const apps = certainValue(project.INSTALLED_APPS) ?? [];
  const found = new Set<string>();
  for (const name of names) {
    const at = `.${name}.`.indexOf(`.${logger}.`);
    if (at > 0) found.add(name.slice(0, at + logger.length));
  }
  const [only] = found;
  // A module may share its name with a library (`proj.celery`); an installed app is surely meant.
  const isApp = apps.some((app) => app === only || app.startsWith(`${only ?? ""}.`));
  return found.size === 1 && only !== undefined && isApp ? only : null;
}
