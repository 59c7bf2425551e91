import type { Purpose } from "../../model/purpose.ts";

const WORDS: readonly { readonly purpose: Purpose; readonly words: readonly string[] }[] = [
  {
    purpose: "test",
    words: [
      "test",
      "tests",
      "testing",
      "ci",
      "travis",
      "tox",
      "pytest",
      "e2e",
      "github",
      "circleci",
      "gitlab",
    ],
  },
  {
    purpose: "development",
    words: [
      "local",
      "dev",
      "devel",
      "develop",
      "development",
      "debug",
      "runserver",
      "vagrant",
      "sandbox",
      "example",
      "sample",
      "demo",
      "localhost",
      "playground",
    ],
  },
  {
    purpose: "production",
    words: [
      "prod",
      "production",
      "live",
      "deploy",
      "deployment",
      "stage",
      "staging",
      "stg",
      "preprod",
      "uat",
      "heroku",
      "server",
      "docker",
      "aws",
      "release",
    ],
  },
];

/**
 * What a settings module is for, by its name: `config.settings.local` is for development. The part that says so stands last
 * (`settings_test`, `test_settings`, `settings.ci`); null when the name says nothing (`proj.settings`).
 */
export function purposeByName(module: string): Purpose | null {
  const parts = module.split(".");
  // The project's own name (`demo.settings`) says nothing of what its settings are for.
  const own = parts
    .slice(-1)
    .concat(
      /^settings?$|^conf(?:ig)?$/.test(parts.at(-2) ?? "")
        ? []
        : parts.slice(-2, -1).filter((part) => part.startsWith("settings_")),
    );
  for (const part of own) {
    const words = part.toLowerCase().split(/[_-]/);
    for (const { purpose, words: known } of WORDS)
      if (words.some((word) => known.includes(word))) return purpose;
  }
  return null;
}

/** Modules that others build on and that nobody runs as they are: `settings.base`. */
export function isBaseName(module: string): boolean {
  const last = module.split(".").at(-1) ?? "";
  return /^(?:_?base|common|default|defaults|shared|core|global|globals|components?|general|settings_base|base_settings|settings_common|common_settings|shared_settings)$/.test(
    last,
  );
}
