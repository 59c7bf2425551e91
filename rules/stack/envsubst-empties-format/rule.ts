import { defineRule } from "../../../src/engine/rule.ts";
import type { LogFormat } from "../../../src/model/nginx.ts";
import type { Substitution } from "../../../src/model/stack.ts";

/**
 * A log_format in a template that envsubst makes into nginx's configuration without being told which variables are meant: it replaces every `$name`
 * and `${name}`, those of nginx too, by the variable of the environment or by nothing (gettext 0.21, envsubst.c).
 */
export default defineRule({
  id: "stack/envsubst-empties-format",
  since: "0.1.0",
  layer: "stack",
  summary: "a template run through bare envsubst loses the variables of its log_format",
  severity: "error",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    emptied: {
      what: "envsubst empties {variables} in log_format {name}: it is not told which variables are meant.",
      why: "Without an argument it replaces every $name by the environment's, and what the environment lacks by nothing: nginx gets a format with holes, starts, and logs lines that say nothing.",
      instead: "Name the variables: envsubst '$NGINX_HOST $NGINX_PORT' < template > file.",
    },
  },
  references: [
    "gettext envsubst.c (0.21), subst_from_stdin",
    "https://github.com/docker-library/docs/issues/496",
    "docker-nginx 20-envsubst-on-templates.sh, which names the variables that are set",
  ],
  check(stack, report) {
    const seen = new Set<string>();
    for (const substitution of stack.substitutions ?? []) {
      for (const format of stack.nginx.flatMap((nginx) => nginx.formats)) {
        const key = `${format.at.file}:${String(format.at.start)}`;
        const lost = lostIn(format, substitution);
        if (format.at.file !== substitution.file || lost.length === 0 || seen.has(key)) continue;
        seen.add(key);
        const shown = lost.slice(0, 3).map((name) => `$${name}`);
        const variables = lost.length > 3 ? `${shown.join(", ")} and others` : shown.join(" and ");
        report({
          message: "emptied",
          data: { variables, name: format.name },
          at: format.nameAt,
          related: [{ ...substitution.at, label: "envsubst replaces every $name here" }],
        });
      }
    }
  },
});

/** Variables of nginx that no variable of the environment stands for; what is in capitals is meant for envsubst. */
function lostIn({ pieces }: LogFormat, { set }: Substitution): string[] {
  const known = new Set(set.map((name) => name.toLowerCase()));
  const names = pieces.flatMap((piece) => (piece.kind === "variable" ? [piece.name] : []));
  return [...new Set(names)].filter((name) => !known.has(name) && /^[a-z_]\w*$/.test(name));
}
