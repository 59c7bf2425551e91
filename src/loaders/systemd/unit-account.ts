import { defaultFact, setFact, unknownFact, type Fact } from "../../model/fact.ts";
import type { FileSpan } from "../../text/span.ts";
import type { UnitSettings } from "./unit-settings.ts";

/** As whom a service runs: `User=`, the name that DynamicUser=yes makes, or root. */
export function accountOf(
  settings: UnitSettings,
  name: string,
): { user: Fact<string>; group: { value: string | null; at: FileSpan } | null } {
  const group = settings.text("Group");
  const written = settings.text("User");
  if (written !== null)
    return {
      user:
        written.value === null
          ? unknownFact("the user depends on the machine or the instance", written.at)
          : setFact(written.value, written.at),
      group,
    };
  const dynamic = settings.flag("DynamicUser");
  if (dynamic !== null) return { user: setFact(name.replace(/\.service$/, ""), dynamic.at), group };
  return { user: defaultFact("root", "systemd"), group };
}

/** The groups of a service; those of a named user are not known. */
export function groupsOf(
  settings: UnitSettings,
  user: Fact<string>,
  group: { value: string | null; at: FileSpan } | null,
): Fact<readonly string[]> {
  const more = settings.words("SupplementaryGroups").flatMap(({ value }) => value ?? []);
  if (group !== null && group.value !== null) return setFact([group.value, ...more], group.at);
  if (user.state === "default") return defaultFact(["root", ...more], "systemd");
  return unknownFact("the groups of the user are not known", user.state === "set" ? user.at : undefined);
}
