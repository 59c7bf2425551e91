import type { Process, Stack } from "../../model/stack.ts";
import type { Route, Sink } from "../../routes/route.ts";

/**
 * The container whose own file a sink is: two containers may have files of one name. Null for what is no file, for a path
 * that a volume or a folder of the host covers, which they may share, and where no container is known.
 */
export function containerOf(route: Route, sink: Sink, stacks: readonly Stack[]): string | null {
  if (sink.kind !== "file") return null;
  const stack = stacks.find((each) => each.name === route.stack);
  const process = stack === undefined ? undefined : processOf(route, stack);
  if (process === undefined || process.container === null) return null;
  const isMounted = process.container.maps.some(
    (map) => map.kind !== "copy" && (sink.path === map.inside || sink.path.startsWith(`${map.inside}/`)),
  );
  return isMounted ? null : process.name;
}

function processOf(route: Route, stack: Stack): Process | undefined {
  if (!route.event.startsWith("nginx.")) return stack.processes.find((each) => each.name === route.service);
  const instance = stack.nginx.find((each) => each.file === route.service);
  return stack.processes.find((each) => each.runs === "nginx" && each.name === instance?.process);
}
