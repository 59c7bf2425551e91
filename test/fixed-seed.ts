import { configureGlobal } from "fast-check";

/** The same inputs in every run, so that a red run is about the change at hand; LOGLINT_SEED tries others. */
configureGlobal({ seed: Number(process.env["LOGLINT_SEED"] ?? 20261122) });
