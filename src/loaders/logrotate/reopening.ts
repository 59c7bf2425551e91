import type { LaunchWord } from "../../model/launch.ts";
import type { RotationSignal } from "../../model/stack.ts";
import type { ShellCommand, ShellList } from "../../read/shell/tree.ts";
import { recognise } from "../programs/recognise.ts";
import { programName } from "../programs/words.ts";
import { append } from "../../text/append.ts";

/** What a script of a stanza does to the programs that write the file. */
export type Reopening = "signal" | "unknown" | "no";

/** What a script does to other programs. */
export interface ScriptEffect {
  readonly reopening: Reopening;
  /** Every signal, restart or reload, in order; null where part of the script is not known. */
  readonly signals: readonly RotationSignal[] | null;
}

/**
 * Does a `postrotate` script make a program open its log anew? A signal does (USR1, HUP, and what stops a program that is started again), so do the restart and
 * reload of a service, `nginx -s reopen`, `invoke-rc.d nginx rotate`. A program that nobody here knows may.
 */
export function reopening(body: ShellList, text = ""): ScriptEffect {
  const signals: RotationSignal[] = [];
  let isUnknown = false;
  const pending: ShellCommand[] = body.map(({ command }) => command).reverse();
  const addAll = (list: ShellList): void => {
    for (const { command } of list.toReversed()) pending.push(command);
  };
  for (let command = pending.pop(); command !== undefined; command = pending.pop()) {
    switch (command.kind) {
      case "simple": {
        const words = plainWords(command);
        const verdict = ofWords(words);
        if (verdict === "signal") signals.push(signalOf(words, text));
        if (verdict === "unknown") isUnknown = true;
        break;
      }
      case "pipeline":
        append(pending, command.commands.toReversed());
        break;
      case "and-or":
        append(pending, command.rest.map((step) => step.command).reverse());
        pending.push(command.first);
        break;
      case "if":
        for (const { test, body: inner } of command.branches) {
          addAll(inner);
          addAll(test);
        }
        if (command.otherwise !== null) addAll(command.otherwise);
        break;
      case "case":
        for (const item of command.items) addAll(item.body);
        break;
      case "while":
      case "until":
        addAll(command.body);
        addAll(command.test);
        break;
      case "for":
      case "select":
      case "arithmetic-for":
      case "group":
      case "subshell":
      case "coprocess":
      case "function":
        addAll(command.body);
        break;
      case "test":
      case "arithmetic":
        break;
    }
  }
  const verdict = isUnknown ? "unknown" : "no";
  return { reopening: signals.length > 0 ? "signal" : verdict, signals: isUnknown ? null : signals };
}

const USR1 = /^(?:-|--signal=)?(?:SIG)?(?:USR1|10)$/i;
const SENDERS =
  /^(?:.*\/)?(?:sudo|env|kill|killall|pkill|systemctl|service|invoke-rc\.d|start-stop-daemon|signal|pid)$/;

/** Which signal, and whether it is nginx alone that gets it, as far as the words of the command tell. */
function signalOf(words: readonly LaunchWord[], text: string): RotationSignal {
  const targets = words
    .map((word) => text.slice(word.at.start, word.at.end))
    .filter((word) => !word.startsWith("-") && !SENDERS.test(word))
    .filter((word) => !ACTIONS.has(word) && !SIGNALS.test(word));
  return {
    name: words.some((word) => USR1.test(word.value ?? "")) ? "USR1" : "other",
    nginxOnly: targets.length > 0 && targets.every((word) => /nginx/i.test(word) && !/gunicorn/i.test(word)),
  };
}

function plainWords(command: Extract<ShellCommand, { kind: "simple" }>): LaunchWord[] {
  return command.words.map((word) => {
    const isPlain = word.parts.every((part) => part.kind === "text" || part.kind === "glob");
    const text = word.parts
      .map((part) => (part.kind === "text" || part.kind === "glob" ? part.value : "$"))
      .join("");
    const at = { file: "", ...word.span };
    return isPlain ? { value: text, at } : { value: null, written: text, at };
  });
}

/** Signals that gunicorn, nginx, uwsgi and their like answer by opening their logs, or by ending to be started again. */
const SIGNALS = /^(?:SIG)?(?:USR1|USR2|HUP|TERM|QUIT|INT|KILL|1|2|3|9|10|12|15)$/i;
const ACTIONS = new Set([
  "restart",
  "reload",
  "force-reload",
  "try-restart",
  "reload-or-restart",
  "try-reload-or-restart",
  "condrestart",
  "rotate",
  "reopen",
  "reopen-logs",
  "stop",
  "start",
  "graceful",
]);
/** Programs that change nothing in another process. */
const HARMLESS = new Set(
  "[ test true false : echo printf cat ls find grep egrep sed awk cut tr head tail sort date touch mkdir chown chmod chgrp rm mv cp ln gzip bzip2 xz tar aws s3cmd rsync scp curl wget mail logger sleep exit return set export cd read which command wait du df stat basename dirname id sync".split(
    " ",
  ),
);

function ofWords(words: readonly LaunchWord[]): Reopening {
  const recognised = recognise(words);
  const { name, args } = recognised;
  if (name === null) return "no";
  if (name.value !== null && /\/(?:init|rc)\.d\//.test(name.value))
    return args.some((word) => ACTIONS.has(word.value ?? "")) ? "signal" : "unknown";
  if (recognised.program === "nginx")
    return args.some(
      (word, i) => /^(?:reopen|reload|stop|quit)$/.test(word.value ?? "") && args[i - 1]?.value === "-s",
    )
      ? "signal"
      : "no";
  const called = programName(name);
  if (called === null) return "unknown";
  const values = args.map((word) => word.value ?? "");
  switch (called) {
    case "kill":
    case "pkill":
    case "killall":
      return killed(values);
    case "systemctl":
    case "docker":
    case "docker-compose":
    case "podman":
    case "start-stop-daemon":
      return controlled(called, values);
    case "service":
    case "invoke-rc.d":
    case "rc-service":
    case "supervisorctl":
    case "initctl":
    case "sv":
    case "s6-svc":
    case "monit":
      return values.some(
        (value) => ACTIONS.has(value) || value === "signal" || value === "hup" || value === "pid",
      )
        ? "signal"
        : "unknown";
    case "restart":
    case "reload":
    case "stop":
    case "start":
      return "signal";
    case "apachectl":
    case "apache2ctl":
      return "signal";
    case "xargs": {
      const at = args.findIndex((word) => /(?:^|\/)(?:kill|docker)$/.test(word.value ?? ""));
      return at < 0 ? "unknown" : ofWords(args.slice(at));
    }
    default:
      return HARMLESS.has(called) ? "no" : "unknown";
  }
}

/** `kill -USR1 pid`, `kill -s HUP pid`, `pkill --signal USR1 gunicorn`, `kill pid`. Signal 0 and unknown ones do nothing. */
function killed(values: readonly string[]): Reopening {
  for (const [i, value] of values.entries()) {
    if (value === "-l" || value === "-L" || value === "-0" || value === "--list") return "no";
    const named =
      /^--signal=(.+)$/.exec(value)?.[1] ?? (/^(?:-s|--signal|-n)$/.test(value) ? values[i + 1] : undefined);
    if (named !== undefined) return SIGNALS.test(named) ? "signal" : "unknown";
    const short = /^-([A-Z0-9]+\d?)$/i.exec(value)?.[1];
    if (short !== undefined && (/^\d+$/.test(short) || /^(?:SIG)?[A-Z]{3,}\d?$/.test(short)))
      return SIGNALS.test(short) ? "signal" : "unknown";
  }
  return values.length > 0 ? "signal" : "no";
}

function controlled(called: string, values: readonly string[]): Reopening {
  if (values.some((value) => ACTIONS.has(value) && value !== "start")) return "signal";
  if (values.includes("kill")) return "signal";
  if (called === "start-stop-daemon" && values.some((value) => /^(?:--stop|-K|--signal|-s)$/.test(value)))
    return "signal";
  const inner = values.indexOf("exec");
  if (inner >= 0) {
    const at = values.findIndex(
      (value, i) => i > inner && /(?:^|\/)(?:kill|nginx|pkill|sh|bash|supervisorctl)$/.test(value),
    );
    if (at < 0) return "unknown";
    const rest = values.slice(at).map((value) => ({ value, at: { file: "", start: 0, end: 0 } }));
    return /(?:sh|bash)$/.test(values[at] ?? "")
      ? /(?:kill|-s\s+reopen|-s\s+reload)/.test(values.slice(at).join(" "))
        ? "signal"
        : "unknown"
      : ofWords(rest);
  }
  return /^(?:status|is-active|ps|daemon-reload|enable|show)$/.test(
    values.find((value) => !value.startsWith("-")) ?? "",
  )
    ? "no"
    : "unknown";
}
