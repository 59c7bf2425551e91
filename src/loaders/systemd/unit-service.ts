import { setFact } from "../../model/fact.ts";
import type { ServiceCommand, ServiceUnit } from "../../model/stack.ts";
import { splitCommand } from "../../read/unit/split.ts";
import type { Specifiers, UnitWord } from "../../read/unit/tree.ts";
import type { UnitSettings } from "./unit-settings.ts";

const TYPES = /^(?:simple|forking|oneshot|dbus|notify|notify-reload|idle|exec)$/;

/** What a unit says of its service beside the command that starts it. */
export function serviceUnit(settings: UnitSettings, specifiers: Specifiers): ServiceUnit {
  const type = settings.choice("Type", TYPES);
  const pidFile = settings.text("PIDFile");
  const reload = settings.all("ExecReload").flatMap((setting) =>
    splitCommand(setting.value, specifiers).commands.map(({ argv, span }): ServiceCommand => {
      const words = argv.map(textOf);
      return { words, signal: signalOf(words), at: { file: setting.file, ...span } };
    }),
  );
  return {
    ...(type === null || type.value === null ? {} : { type: setFact(type.value, type.at) }),
    ...(pidFile === null || pidFile.value === null ? {} : { pidFile: setFact(pidFile.value, pidFile.at) }),
    reload,
  };
}

function textOf(word: UnitWord): string | null {
  let text = "";
  for (const part of word.parts) {
    if (part.kind === "specifier") return null;
    text += part.kind === "text" ? part.value : `$${part.name}`;
  }
  return text;
}

/** `kill` with a signal and the main process, by itself or as all that a shell is told to do. */
const KILL =
  /^(?:\/(?:usr\/)?bin\/)?kill\s+(?:(?:-s\s*|-n\s*|--signal[= ]|-)(?:SIG)?([A-Za-z0-9]+)\s+)?(?:--\s+)?["']?\$\{?MAINPID\}?["']?\s*;?$/;
const NUMBERS: ReadonlyMap<string, string> = new Map([
  ["1", "HUP"],
  ["2", "INT"],
  ["3", "QUIT"],
  ["9", "KILL"],
  ["10", "USR1"],
  ["12", "USR2"],
  ["15", "TERM"],
  ["28", "WINCH"],
]);

function signalOf(words: readonly (string | null)[]): string | null {
  if (words.includes(null)) return null;
  const [program = "", option, script = ""] = words;
  const isShell = /^(?:\/\S*\/)?(?:ba|da)?sh$/.test(program ?? "") && option === "-c" && words.length === 3;
  const text = isShell ? (script ?? "").trim() : words.join(" ");
  const match = text.length > 200 ? null : KILL.exec(text);
  if (match === null) return null;
  const name = (match[1] ?? "TERM").toUpperCase();
  return NUMBERS.get(name) ?? (/^\d+$/.test(name) ? null : name);
}
