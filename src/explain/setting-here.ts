import type { DjangoProject } from "../model/django.ts";
import { unknownFact, type Fact } from "../model/fact.ts";
import type { NginxDirective } from "../model/nginx.ts";
import { contextsOf, nameOfContext } from "../model/nginx-contexts.ts";
import type { Stack } from "../model/stack.ts";
import { DJANGO_SETTINGS } from "./django-settings.data.ts";
import { GUNICORN_SETTINGS } from "./gunicorn-settings.data.ts";
import { NGINX_SETTINGS } from "./nginx-settings.data.ts";
import type { SettingPage } from "./setting-page.ts";

/** Every setting that has a page. */
export const SETTING_PAGES: readonly SettingPage[] = [
  ...GUNICORN_SETTINGS,
  ...NGINX_SETTINGS,
  ...DJANGO_SETTINGS,
];

/** The page of a setting, by its whole name or by the part behind the dot. */
export function settingPage(name: string): SettingPage | undefined {
  const wanted = name.replace(/^--/, "").toLowerCase();
  return SETTING_PAGES.find((page) => {
    const whole = page.name.toLowerCase();
    return whole === wanted || whole.slice(whole.indexOf(".") + 1) === wanted || optionsOf(page).has(wanted);
  });
}

function optionsOf(page: SettingPage): ReadonlySet<string> {
  return new Set(
    page.written
      .map((written) => /^--([a-z-]{2,60})/.exec(written)?.[1] ?? "")
      .filter((option) => option !== ""),
  );
}

/** A value that a setting has in one place of the reader's files. */
export interface SettingHere {
  /** Whose it is: a gunicorn, a settings module. */
  readonly of: string;
  readonly stack: string;
  readonly fact: Fact<unknown>;
  /** What the fact overrides, the strongest first. */
  readonly overrides: readonly Fact<unknown>[];
}

/** Each value of a gunicorn or Django setting, as it takes effect. */
export function valuesHere(stacks: readonly Stack[], name: string): SettingHere[] {
  const [layer, key = ""] = name.split(".", 2);
  return stacks.flatMap((stack) => {
    if (layer === "gunicorn") {
      return stack.gunicorn.map((gunicorn) => ({
        of: gunicorn.name,
        stack: stack.name,
        fact: gunicorn.settings[key] ?? unknownFact<unknown>("this version of gunicorn has no such setting"),
        overrides: gunicorn.shadowed.filter(({ setting }) => setting === key).map(({ fact }) => fact),
      }));
    }
    if (layer !== "django") return [];
    return stack.django.flatMap((project) => {
      const fact = djangoFact(project, key);
      return fact === null ? [] : [{ of: project.settings, stack: stack.name, fact, overrides: [] }];
    });
  });
}

function djangoFact(project: DjangoProject, key: string): Fact<unknown> | null {
  switch (key) {
    case "DEBUG":
    case "ADMINS":
    case "LOGGING_CONFIG":
    case "SERVER_EMAIL":
    case "EMAIL_BACKEND":
      return project[key];
    case "disable_existing_loggers":
      return project.config?.disableExistingLoggers ?? null;
    default:
      return null;
  }
}

/** A directive as it stands in the reader's files, and in which block. */
export interface DirectiveHere {
  readonly directive: NginxDirective;
  readonly block: string;
}

/** Every place where nginx's files write the directive, in their order, each once. */
export function directivesHere(stacks: readonly Stack[], name: string): DirectiveHere[] {
  const wanted = name.slice(name.indexOf(".") + 1);
  const found = new Map<string, DirectiveHere>();
  for (const nginx of stacks.flatMap((stack) => stack.nginx)) {
    for (const { context } of contextsOf(nginx)) {
      for (const directive of context.directives) {
        const key = `${directive.at.file}:${String(directive.at.start)}`;
        if (directive.name === wanted && !found.has(key))
          found.set(key, { directive, block: nameOfContext(context) });
      }
    }
  }
  return [...found.values()];
}
