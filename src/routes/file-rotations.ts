import { covers } from "../model/rotation-pattern.ts";
import type { Rotation, Stack } from "../model/stack.ts";
import { isAbsolute } from "../text/path.ts";
import { writtenFiles, type WrittenFile } from "./file-writers.ts";
import { afterRotation, type AfterRotation, type FileWriter, type RotationAct } from "./rotation.ts";

/** One way in which a file is rotated, and what that means for one who writes it. */
export interface FileRotation {
  readonly by: "logrotate" | "supervisor" | "handler";
  /** The stanza or setting; null for a handler, which rotates by its class. */
  readonly rotation: Rotation | null;
  readonly after: AfterRotation;
}

/** A written file with everything that rotates it. */
export interface RotatedFile extends WrittenFile {
  /** Empty: nobody rotates it, as far as the files of the stack tell. */
  readonly rotations: readonly FileRotation[];
}

/**
 * Every file of `writtenFiles`: who rotates it, and does its writer notice. Stanzas of logrotate hold for the machine: they are
 * not matched with paths inside a container.
 */
export function rotatedFiles(stack: Stack): RotatedFile[] {
  return writtenFiles(stack).map((file) => ({ ...file, rotations: rotationsOf(stack, file) }));
}

function rotationsOf(stack: Stack, file: WrittenFile): FileRotation[] {
  const { process, writer, path } = file;
  const isInside = process !== null && (process.container !== null || process.by === "container");
  const found = stack.rotations
    .filter(({ by, pattern }) =>
      by === "logrotate"
        ? !isInside && isAbsolute(path) && covers(pattern, path)
        : by === "supervisor" && writer.kind === "supervisor" && pattern === path,
    )
    .map((rotation): FileRotation => {
      const by = rotation.by === "supervisor" ? "supervisor" : "logrotate";
      return { by, rotation, after: afterAny(writer, actsOf(rotation, writer)) };
    });
  const isRotating = writer.kind === "handler" && /\.(?:Timed)?RotatingFileHandler$/.test(writer.class);
  if (isRotating)
    found.push({ by: "handler", rotation: null, after: afterRotation(writer, { kind: "itself" }) });
  return found;
}

/**
 * What a rotation may do to this writer. A signal counts for nginx when its command names nginx, and for everything else
 * when it does not; what is not known of the script leaves several acts, or none.
 */
function actsOf(rotation: Rotation, writer: FileWriter): readonly RotationAct[] {
  const removesOld = rotation.removesOld === true;
  switch (rotation.reopens) {
    case "copytruncate":
      return [{ kind: "copytruncate" }];
    case "itself":
      return [{ kind: "itself" }];
    case "no":
      return rotation.by === "logrotate" ? [{ kind: "rename", signal: "none", removesOld }] : [];
    case "unknown":
      return [];
    case "signal": {
      if (rotation.signals === undefined) return [];
      const own = rotation.signals.filter(({ nginxOnly }) => nginxOnly === (writer.kind === "nginx"));
      // A command that names nobody may mean nginx.
      if (writer.kind === "nginx" && own.length === 0 && rotation.signals.length > 0) return [];
      if (own.some(({ name }) => name === "other"))
        return (["HUP", "restart"] as const).map((signal) => ({ kind: "rename", signal, removesOld }));
      return [{ kind: "rename", signal: own.length > 0 ? "USR1" : "none", removesOld }];
    }
  }
}

/** The same answer for each act, or none. */
function afterAny(writer: FileWriter, acts: readonly RotationAct[]): AfterRotation {
  const answers = acts.map((act) => afterRotation(writer, act));
  const [first] = answers;
  if (first !== undefined && answers.every(({ lines }) => lines === first.lines)) return first;
  return { lines: "unknown", why: "what the rotation does to the program is not known" };
}
