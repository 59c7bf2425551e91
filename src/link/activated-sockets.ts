import { setFact, unknownFact, type Fact } from "../model/fact.ts";
import type { GunicornInstance, SettingValue } from "../model/gunicorn.ts";
import type { FileSpan } from "../text/span.ts";

/** A socket that systemd opens for a service. */
export interface ActivatedSocket {
  /** The unit of the service. */
  readonly service: string;
  /** In gunicorn's words: `unix:/run/wiki.sock`, `[::]:8000`; null where a template or a specifier decides. */
  readonly address: string | null;
  readonly at: FileSpan;
}

/**
 * The gunicorn with the sockets that systemd hands over to it in place of its own `bind`: with LISTEN_FDS in the environment it takes the open
 * sockets and does not look at the setting (arbiter.py, Arbiter.start, and sock.py, create_sockets, 20.1.0).
 */
export function withActivatedSockets(
  gunicorn: GunicornInstance,
  sockets: readonly ActivatedSocket[],
): GunicornInstance {
  const own = sockets.filter(({ service }) => service === gunicorn.name);
  const [first] = own;
  if (first === undefined) return gunicorn;
  const open = own.find(({ address }) => address === null);
  const bind: Fact<SettingValue> =
    open === undefined
      ? setFact(
          own.flatMap(({ address }) => address ?? []),
          first.at,
        )
      : unknownFact("the address of systemd's socket is not known", open.at);
  return { ...gunicorn, settings: { ...gunicorn.settings, bind } };
}
