import { isIP } from "node:net";
import {
  filesOf,
  loadStack,
  rules,
  trace as traceOf,
  where as routesOf,
  type TraceRequest,
} from "../index.ts";
import { PLAIN } from "../report/theme.ts";
import { secretRisks } from "../report/trace/secret-risks.ts";
import { traceJson } from "../report/trace/trace-json.ts";
import { risksText, traceText } from "../report/trace/trace-text.ts";
import type { Run } from "./command.ts";
import { targetsOf } from "./formats.ts";
import { inputsOf } from "./inputs.ts";
import { nothingFound } from "./nothing-found.ts";
import type { OptionValues } from "./options.ts";
import { settingsFor } from "./settings.ts";
import { stackOptions } from "./stack-options.ts";
import { themeFor, widthOf } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";
import { loadAsked, whatIfOptions } from "./what-if.ts";
import { writeReport } from "./write-report.ts";

/** `loglint trace PATH` */
export const trace: Run = async (invocation) => {
  const { options, io, operands } = invocation;
  const request = requestOf(operands, options);
  const { target } = request;
  const targets = targetsOf(options, ["text", "json"]);
  const ids = rules.map((rule) => rule.id);
  const settings = await settingsFor(options, io, ids);
  const inputs = await inputsOf({ ...invocation, operands: options.in ?? [] });
  const loaded = loadAsked(whatIfOptions(options, io), (whatIf) =>
    loadStack({ fs: inputs.fs, paths: inputs.paths, ...stackOptions(settings.loaded), ...whatIf }),
  );
  if (loaded.read.length === 0) {
    io.stderr.write(nothingFound(inputs.paths, loaded, io));
    return 3;
  }
  for (const { format, file } of targets) {
    const theme = file === null ? themeFor(io.stdout, io.env, options) : PLAIN;
    const style = { theme, width: file === null ? widthOf(io.stdout) : 100 };
    const traced = loaded.stacks.map((stack) => ({ stack, ...traceOf(stack, request) }));
    const shown = traced.filter((each) => each.lines.length > 0 || each.steps.length > 0);
    const texts = shown.map(({ stack, ...each }) => {
      const wantsRisks = options["show-secrets-risk"] === true;
      const risks = wantsRisks
        ? secretRisks(each, target, stack, filesOf([stack], routesOf([stack])))
        : undefined;
      if (format === "json") return traceJson(each, target, loaded.sources, risks);
      const text = traceText(each, target, loaded.sources, style);
      return risks === undefined ? text : `${text}\n${risksText(risks, target, loaded.sources, style)}`;
    });
    writeReport(texts.join("\n"), file, io);
    if (shown.length === 0) io.stderr.write("Nothing here answers requests.\n");
  }
  return 0;
};

function requestOf(operands: readonly string[], options: OptionValues): TraceRequest {
  const [operand, ...more] = operands;
  // an address as people paste it: nginx sees its host and its path
  const address = /^https?:\/\/([^/?#\s]+)([^#\s]*)/i.exec(operand ?? "");
  const target = address === null ? operand : (address[2] ?? "").replace(/^(?!\/)/, "/");
  if (target?.startsWith("/") !== true || more.length > 0) {
    throw new UsageError(
      "trace takes one path of a request, beginning with /, or an address with http://.",
      "For example: loglint trace /api/orders --status 500. The folder to look at is given with --in.",
    );
  }
  const status = options.status === undefined ? null : Number(options.status);
  if (status !== null && !(Number.isInteger(status) && status >= 100 && status <= 599)) {
    throw new UsageError(
      `--status ${options.status ?? ""} is no HTTP status.`,
      "Give a number from 100 to 599.",
    );
  }
  if (options.client !== undefined && isIP(options.client) === 0)
    throw new UsageError(`--client ${options.client} is no address.`, "For example: --client 203.0.113.9");
  return {
    target,
    method: (options.method ?? "GET").toUpperCase(),
    host: options.host ?? address?.[1]?.replace(/:\d+$/, "") ?? "localhost",
    status,
    exception: options.exception === true,
    upstreamDown: options["upstream-down"] === true || status === 502,
    client: options.client ?? "203.0.113.9",
  };
}
