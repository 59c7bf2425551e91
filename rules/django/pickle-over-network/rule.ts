import { defineRule } from "../../../src/engine/rule.ts";
import { certainValue } from "../../../src/model/fact.ts";
import { once, productionProjects } from "../projects.ts";

/** Reports handlers that send pickled records to another machine. */
export default defineRule({
  id: "django/pickle-over-network",
  since: "0.1.0",
  layer: "django",
  summary: "log records leave the machine as pickles, which the receiver must execute",
  severity: "warning",
  confidence: "high",
  presets: ["recommended", "security"],
  fixable: "no",
  messages: {
    pickle: {
      what: "The handler {handler} sends pickled records to {host}, in clear text.",
      why: "Unpickling runs code: whoever can reach the receiver's port owns it, and the records, with all they hold, can be read on the way.",
      instead: "Log JSON to standard output or a file and let a shipper send it over TLS.",
    },
  },
  references: [
    "CPython logging/handlers.py, SocketHandler.makePickle (3.8-3.14)",
    "Python documentation: pickle, warning",
    "CWE-502",
  ],
  check(stack, report) {
    const isNew = once();
    for (const project of productionProjects(stack)) {
      for (const { name, class: path, options, at } of project.config?.handlers ?? []) {
        const written = certainValue(path);
        if (written !== "logging.handlers.SocketHandler" && written !== "logging.handlers.DatagramHandler")
          continue;
        const host = certainValue(options["host"]);
        // Pieces that are not known stand in braces.
        if (typeof host !== "string" || isLocal(host) || host.includes("{") || !isNew(at)) continue;
        report({ message: "pickle", at, data: { handler: name, host } });
      }
    }
  },
});

function isLocal(host: string): boolean {
  return (
    host === "" || host === "localhost" || host === "::1" || host.startsWith("127.") || host.startsWith("/")
  );
}
