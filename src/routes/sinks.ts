import { certainValue, type Fact } from "../model/fact.ts";
import type { Process, Stream } from "../model/stack.ts";
import { dirname, isAbsolute, join } from "../text/path.ts";
import type { Sink } from "./route.ts";
import { after, endingIn, type Streams, type Way } from "./way.ts";

/** A plain file, with the command that follows it: inside the container of `process`, when it runs in one. */
export function fileSink(path: string, certain = true, process?: Process): Sink {
  return { kind: "file", path, read: insideOf(process, `tail -F ${shellWord(path)}`), certain };
}

/** The service whose container the process runs in: a compose service, `workload/container`, a Dockerfile; null outside of any. */
export function containerService(process: Process): string | null {
  if (process.container === null) return null;
  const stream = certainValue(process.stdout);
  return stream?.kind === "docker" ? stream.service : process.container.name;
}

function insideOf(process: Process | undefined, command: string): string {
  const service = process === undefined ? null : containerService(process);
  if (service === null) return command;
  const [workload, container] = service.split("/");
  if (/dockerfile/i.test(service)) return `docker exec CONTAINER ${command}`;
  if (container !== undefined)
    return `kubectl exec ${shellWord(workload ?? "")}-POD -c ${shellWord(container)} -- ${command}`;
  return `docker compose exec ${shellWord(service)} ${command}`;
}

/** Where a standard stream of `process` ends, as far as its service manager is known; `runs` is the process itself, for its container. */
export function streamSinks(
  kind: "stdout" | "stderr",
  process: string,
  stream: Fact<Stream> | undefined,
  runs?: Process,
): Sink[] {
  if (stream === undefined || stream.state === "unknown") {
    return [{ kind, process, read: `the ${kind} of ${process}, wherever it was started`, certain: true }];
  }
  if (stream.state === "either") {
    return stream.options
      .flatMap((option) => streamSinks(kind, process, option.fact, runs))
      .map((sink) => ({ ...sink, certain: false }));
  }
  const target = stream.value;
  switch (target.kind) {
    case "journal":
      return [
        {
          kind: "journal",
          unit: target.unit,
          read: `journalctl -u ${shellWord(target.unit)}`,
          certain: true,
        },
      ];
    case "docker":
      return [
        {
          kind: "docker",
          service: target.service,
          read: containerLogs(target.service),
          certain: true,
        },
      ];
    case "file":
      return [fileSink(target.path, true, runs)];
    case "null":
      return [{ kind: "null", read: null, certain: true }];
    case "terminal":
      return [{ kind, process, read: `the terminal of ${process}`, certain: true }];
  }
}

/** Symbolic links that lead on and on are given up. */
const MOST_LINKS = 8;

/**
 * Where what is written to a path ends: `/dev/stdout` and its likes are the stream of the process, and an image may have
 * made the path a link to one (the nginx image links its logs so).
 */
export function pathWay(
  path: string,
  process: Process | undefined,
  streams: Streams | null,
  exact = true,
): Way {
  let at = path;
  const linked: Way["steps"][number][] = [];
  for (let links = 0; links < MOST_LINKS; links++) {
    const link = process?.access.provides.findLast((each) => each.path === at && each.linksTo !== undefined);
    if (link?.linksTo === undefined) break;
    const what = `${at} is a link to ${link.linksTo}`;
    linked.push({ what, why: link.by, verdict: "pass", at: link.at, part: "stream" });
    at = isAbsolute(link.linksTo) ? link.linksTo : join(dirname(at), link.linksTo);
  }
  const end = deviceWay(at, streams) ?? endingIn(fileSink(at, exact, process));
  return linked.reduceRight((way, step) => after(step, way), end);
}

function deviceWay(path: string, streams: Streams | null): Way | null {
  if (path === "/dev/null") return endingIn({ kind: "null", read: null, certain: true });
  if (streams === null) return null;
  if (/^\/dev\/(?:stdout|fd\/1)$|^\/proc\/(?:self|1)\/fd\/1$/.test(path)) return streams.stdout;
  if (/^\/dev\/(?:stderr|fd\/2)$|^\/proc\/(?:self|1)\/fd\/2$/.test(path)) return streams.stderr;
  return null;
}

/** How the output of a container is read: by its compose service, its pod (`workload/container`), or, of an image alone, its name. */
export function containerLogs(service: string): string {
  const [workload, container] = service.split("/");
  if (/dockerfile/i.test(service)) return "docker logs CONTAINER";
  if (container !== undefined)
    return `kubectl logs ${shellWord(workload ?? "")}-POD -c ${shellWord(container)}`;
  return `docker compose logs ${shellWord(service)}`;
}

/** A word that a POSIX shell reads back as it is. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
