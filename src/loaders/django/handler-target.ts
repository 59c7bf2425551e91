import type { Value } from "../../evaluate/value.ts";
import type { HandlerTarget } from "../../model/django.ts";
import { setFact, unknownFact, type Fact } from "../../model/fact.ts";
import type { FileSpan } from "../../text/span.ts";
import { THIRD_PARTY_TARGETS } from "./logging-classes.data.ts";
import { isSequence, shownText, valueFact } from "./value-facts.ts";

/** Classes that write a file whose path is their `filename`, beside logging's own. */
const FILE_CLASSES = [
  "logging.FileHandler",
  "logging.handlers.WatchedFileHandler",
  "logging.handlers.RotatingFileHandler",
  "logging.handlers.TimedRotatingFileHandler",
  "logging.handlers.BaseRotatingHandler",
  "concurrent_log_handler.ConcurrentRotatingFileHandler",
  "concurrent_log_handler.ConcurrentTimedRotatingFileHandler",
  "cloghandler.ConcurrentRotatingFileHandler",
];

/** Where a handler writes, by its class and arguments. `argument` gives the value of a keyword, undefined when it is not given. */
export function handlerTarget(
  path: string,
  argument: (name: string) => Value | undefined,
  at: FileSpan,
): Fact<HandlerTarget> {
  if (FILE_CLASSES.includes(path)) return fileTarget(argument("filename"), at);
  switch (path) {
    case "logging.StreamHandler":
    case "colorlog.StreamHandler":
      return streamTarget(argument("stream") ?? argument("strm"), at);
    case "rich.logging.RichHandler":
      return argument("console") === undefined
        ? setFact({ kind: "stdout" }, at)
        : unknownFact("its console is not known", at);
    case "logging.NullHandler":
      return setFact({ kind: "null" }, at);
    case "django.utils.log.AdminEmailHandler":
    case "logging.handlers.SMTPHandler":
      return setFact({ kind: "mail" }, at);
    case "logging.handlers.MemoryHandler":
    case "logging.handlers.BufferingHandler":
      return setFact({ kind: "memory" }, at);
    case "logging.handlers.QueueHandler":
      return setFact({ kind: "queue" }, at);
    case "logging.handlers.SysLogHandler":
      return setFact({ kind: "syslog", name: addressText(argument("address")) }, at);
    case "logging.handlers.SocketHandler":
    case "logging.handlers.DatagramHandler":
      return setFact({ kind: "network", name: hostText(argument("host"), argument("port")) }, at);
    case "logging.handlers.HTTPHandler":
      return setFact({ kind: "http", name: hostText(argument("host"), argument("url")) }, at);
    default: {
      const known = THIRD_PARTY_TARGETS.find((each) => path.startsWith(each.prefix));
      if (known !== undefined) return setFact({ kind: "third-party", name: known.name }, at);
      return unknownFact(`where ${path} writes is not known`, at);
    }
  }
}

function fileTarget(filename: Value | undefined, at: FileSpan): Fact<HandlerTarget> {
  if (filename === undefined) return unknownFact("no filename is given", at);
  if (filename.kind === "unknown") {
    return setFact({ kind: "file", path: "{filename}", exact: false }, filename.at ?? at);
  }
  return valueFact<HandlerTarget>(filename, at, (value) => {
    const shown = shownText(value);
    return shown === undefined ? undefined : { kind: "file", path: shown.text, exact: shown.exact };
  });
}

/** Without a stream it is stderr; a plain string is written to in vain, which nothing here knows where. */
function streamTarget(stream: Value | undefined, at: FileSpan): Fact<HandlerTarget> {
  if (stream === undefined) return setFact({ kind: "stderr" }, at);
  return valueFact<HandlerTarget>(stream, at, (value) => {
    if (value.kind === "none") return { kind: "stderr" };
    const name =
      value.kind === "reference" ? value.name : value.kind === "string" ? externalName(value.value) : null;
    if (name === "sys.stdout" || name === "sys.__stdout__") return { kind: "stdout" };
    if (name === "sys.stderr" || name === "sys.__stderr__") return { kind: "stderr" };
    return undefined;
  });
}

function externalName(text: string): string | null {
  return text.startsWith("ext://") ? text.slice("ext://".length) : null;
}

/** `localhost:514` is the default (`logging/handlers.py`, SysLogHandler). */
function addressText(address: Value | undefined): string {
  if (address === undefined) return "localhost:514";
  const shown = shownText(address);
  if (shown !== undefined) return shown.text;
  if (isSequence(address)) return hostText(address.items[0], address.items[1]);
  return "{address}";
}

function hostText(host: Value | undefined, rest: Value | undefined): string {
  const first = host === undefined ? "{host}" : (shownText(host)?.text ?? "{host}");
  if (rest === undefined) return first;
  if (rest.kind === "integer") return `${first}:${rest.value}`;
  return `${first}${shownText(rest)?.text ?? ""}`;
}
