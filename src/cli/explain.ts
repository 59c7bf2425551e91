import { nearest } from "../config/nearest.ts";
import { causeHere } from "../explain/cause-here.ts";
import { messagesIn, type FoundMessage } from "../explain/match-message.ts";
import { directivesHere, SETTING_PAGES, settingPage, valuesHere } from "../explain/setting-here.ts";
import type { SettingPage } from "../explain/setting-page.ts";
import { lint, loadStack, rules, type Rule } from "../index.ts";
import { explainMessage } from "../report/explain-message.ts";
import { explainSetting } from "../report/explain-setting.ts";
import { explainRule } from "../report/explain.ts";
import type { Theme } from "../report/theme.ts";
import { decodeSource } from "../text/source-file.ts";
import type { Invocation, Run } from "./command.ts";
import { inputsOf } from "./inputs.ts";
import { withProgress } from "./progress.ts";
import { ruleReadme } from "./rule-readme.ts";
import { settingsFor } from "./settings.ts";
import { stackOptions } from "./stack-options.ts";
import { themeFor, widthOf } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

const HELP = "`loglint rules` lists every rule; settings are written like gunicorn.accesslog.";

/** `loglint explain RULE|SETTING|MESSAGE`. The layer of a rule or setting may be left out where the rest is unique. */
export const explain: Run = async (invocation) => {
  const { operands, options, io } = invocation;
  const [asked] = operands;
  if (asked === undefined)
    throw new UsageError("`loglint explain` takes a rule, a setting or a message.", HELP);
  const style = { theme: themeFor(io.stdout, io.env, options), width: widthOf(io.stdout) };
  const text = asked === "-" ? decodeSource("-", await io.stdin()).text : operands.join(" ");
  if (text.trim() === "")
    throw new UsageError(
      asked === "-" ? "Standard input is empty." : "`loglint explain` takes a rule, a setting or a message.",
      HELP,
    );
  const own = rulesNamed(text);
  const [rule] = own;
  if (rule !== undefined && own.length === 1) {
    io.stdout.write(explainRule(rule, await ruleReadme(rule.id), style.theme, style.width));
    return 0;
  }
  const page = settingPage(text);
  if (page !== undefined) {
    io.stdout.write(await settingHere(page, invocation, style));
    return 0;
  }
  const found = messagesIn(text);
  if (found.length === 0) throw notKnown(text, own);
  io.stdout.write(await messagesHere(found, invocation, style));
  return 0;
};

interface Style {
  readonly theme: Theme;
  readonly width: number;
}

function rulesNamed(name: string): readonly Rule[] {
  return rules.filter((rule) => rule.id === name || rule.id.endsWith(`/${name}`));
}

async function settingHere(page: SettingPage, invocation: Invocation, style: Style): Promise<string> {
  const { paths, fs, loaded: config } = await filesOf(invocation);
  const loaded = withProgress(fs, invocation, (seen) =>
    loadStack({ fs: seen, paths, ...stackOptions(config) }),
  );
  const here = {
    values: valuesHere(loaded.stacks, page.name),
    directives: page.name.startsWith("nginx.") ? directivesHere(loaded.stacks, page.name) : [],
  };
  return explainSetting(page, here, loaded.sources, style);
}

async function messagesHere(
  found: readonly FoundMessage[],
  invocation: Invocation,
  style: Style,
): Promise<string> {
  const { paths, fs, loaded: config, selection } = await filesOf(invocation);
  const result = withProgress(fs, invocation, (seen) =>
    lint({ fs: seen, paths, ...stackOptions(config), selection: { ...selection, preset: "strict" } }),
  );
  return found
    .map((each) => {
      const here =
        result.read.length === 0 ? null : causeHere(each, result.stacks, result.findings, result.sources);
      return explainMessage(each, here, result.sources, style);
    })
    .join("\n");
}

async function filesOf(invocation: Invocation) {
  const { options, io } = invocation;
  const ids = rules.map((rule) => rule.id);
  const settings = await settingsFor(options, io, ids);
  const inputs = await inputsOf({ ...invocation, operands: options.in ?? [] });
  return { ...inputs, loaded: settings.loaded, selection: settings.selection };
}

function notKnown(text: string, own: readonly Rule[]): UsageError {
  const shown = text.length > 60 ? `${text.slice(0, 57)}...` : text;
  if (own.length > 1)
    return new UsageError(`"${shown}" may be ${own.map((each) => each.id).join(" or ")}.`, HELP);
  if (/\s/.test(text.trim())) {
    return new UsageError(
      "No message that loglint knows is in that text.",
      "Paste the line that says what is wrong, the last one of a traceback for instance.",
    );
  }
  const ids = rules.map((each) => each.id);
  const names = [...ids, ...SETTING_PAGES.map((page) => page.name)];
  const meant =
    nearest(text, names) ??
    names.find((each) => nearest(text, [each.slice(each.search(/[/.]/) + 1)]) !== undefined);
  const hint = meant === undefined ? "" : ` Did you mean ${meant}?`;
  return new UsageError(`There is no rule or setting "${shown}".${hint}`, HELP);
}
