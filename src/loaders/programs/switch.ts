import { certainValue, setFact, unknownFact, type Fact } from "../../model/fact.ts";
import type { Recognised } from "./recognise.ts";

/** The user that a command is handed to: what `gosu` or `sudo -u` names, else who runs it now. */
export function switchedUser(recognised: Recognised, now: Fact<string>): Fact<string> {
  const { user } = recognised;
  if (user === null) return now;
  if (user.value !== null) return setFact(user.value.split(":")[0] ?? user.value, user.at);
  if (user.usually !== undefined)
    return {
      state: "either",
      at: user.at,
      options: [
        {
          when: `unless ${user.unless ?? "something else says otherwise"}`,
          fact: setFact(user.usually.split(":")[0] ?? "", user.at),
        },
        {
          when: user.unless ?? "something else says otherwise",
          fact: unknownFact(user.why ?? "it is not known", user.at),
        },
      ],
    };
  return unknownFact(user.why ?? "the user is not known", user.at);
}

/** The directory of a command: what `env -C` names, else the present one. */
export function switchedCwd(recognised: Recognised, now: Fact<string>): Fact<string> {
  const { cwd } = recognised;
  if (cwd === null) return now;
  return cwd.value === null
    ? unknownFact(cwd.why ?? "the directory is not known", cwd.at)
    : setFact(cwd.value.startsWith("/") ? cwd.value : `${certainValue(now) ?? "."}/${cwd.value}`, cwd.at);
}
