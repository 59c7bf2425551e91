import { trailKey, type EndDraft, type EventsDraft, type ServiceDraft, type Trail } from "./map-draft.ts";
import { pathPattern } from "./path-pattern.ts";

/** Fewer servers with logs of their own each keep their card. */
const FEWEST = 3;

/**
 * Servers of one nginx that log alike in one card: those whose records end in the very same places, then three or more
 * whose ends differ in their paths only.
 */
export function collapsed(services: readonly ServiceDraft[]): ServiceDraft[] {
  const same = merged(services, 2, (service) => JSON.stringify(service.events.map(exactShape)));
  return merged(same, FEWEST, (service) => JSON.stringify(service.events.map(looseShape)));
}

function exactShape({ names, trails }: EventsDraft): unknown {
  return [names, trails.map(trailKey)];
}

function looseShape({ names, trails }: EventsDraft): unknown {
  return [
    names,
    trails.map(({ via, end, certain }) => [
      via.map((each) => each.label),
      end.kind,
      end.kind === "sink" ? end.label.replace(/[^/]*$/, "") : end.label,
      end.detail,
      certain,
    ]),
  ];
}

function merged(
  services: readonly ServiceDraft[],
  fewest: number,
  shape: (service: ServiceDraft) => string,
): ServiceDraft[] {
  const alike = new Map<string, ServiceDraft[]>();
  for (const [index, service] of services.entries()) {
    const key = service.family === null ? String(index) : JSON.stringify([service.family, shape(service)]);
    const known = alike.get(key);
    if (known === undefined) alike.set(key, [service]);
    else known.push(service);
  }
  return [...alike.values()].flatMap((own) => (own.length < fewest ? own : [together(own)]));
}

function together(services: readonly ServiceDraft[]): ServiceDraft {
  const [first] = services;
  if (first === undefined) throw new RangeError("no services to put together");
  const names = services.flatMap((service) => service.members ?? [service.name]);
  return {
    ...first,
    members: names,
    title: `nginx: ${String(names.length)} servers`,
    subtitle: `${listed(names)} (${first.subtitle})`,
    events: first.events.map((events, at) => {
      const own = services.flatMap((service) => service.events[at] ?? []);
      return {
        names: events.names,
        routes: own.flatMap((each) => each.routes),
        trails: events.trails.map((trail, index) =>
          oneTrail(
            trail,
            own.flatMap((each) => each.trails[index] ?? []),
          ),
        ),
      };
    }),
  };
}

/** Names beyond these are counted. */
const SHOWN = 3;

function listed(names: readonly string[]): string {
  if (names.length <= SHOWN + 1) return names.join(", ");
  return `${names.slice(0, SHOWN).join(", ")} and ${String(names.length - SHOWN)} more`;
}

function oneTrail(first: Trail, all: readonly Trail[]): Trail {
  const ends = new Map<string, EndDraft>();
  for (const { end } of all) ends.set(end.key, end);
  const places = all.flatMap((trail) => trail.end.places);
  if (ends.size === 1) return { ...first, end: { ...first.end, places } };
  const labels = [...new Set([...ends.values()].map((end) => end.label))];
  return {
    ...first,
    end: {
      ...first.end,
      key: JSON.stringify([...ends.keys()]),
      label: pathPattern(labels),
      detail: `${String(ends.size)} files`,
      read: [...new Set([...ends.values()].flatMap((end) => end.read))],
      places,
      files: [...ends.values()].flatMap((end) => end.files),
    },
  };
}
