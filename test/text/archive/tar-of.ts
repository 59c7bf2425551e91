/** A member of a tar archive for tests: a text or bytes are a file of root's. */
export type Written =
  | string
  | Uint8Array
  | {
      readonly content?: string | Uint8Array;
      readonly linksTo?: string;
      readonly hardLink?: string;
      readonly mode?: number;
      readonly uid?: number;
      /** Another size than that of the content. */
      readonly size?: number;
      readonly type?: string;
    };

/** A plain tar archive, written byte by byte so that it may be as wrong as a test wants. */
export function tarOf(members: Readonly<Record<string, Written>>): Uint8Array {
  return tarOfMembers(Object.entries(members));
}

/** The same of members whose names may come twice. */
export function tarOfMembers(members: readonly (readonly [name: string, written: Written])[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const [name, written] of members) {
    const given =
      typeof written === "string" || written instanceof Uint8Array ? { content: written } : written;
    const content = Buffer.from(given.content ?? "");
    const link = given.linksTo ?? given.hardLink ?? "";
    const type =
      given.type ??
      (given.linksTo !== undefined
        ? "2"
        : given.hardLink !== undefined
          ? "1"
          : name.endsWith("/")
            ? "5"
            : "0");
    const block = Buffer.alloc(512);
    block.write(name, 0, 100);
    block.write(octal(given.mode ?? 0o644, 8), 100);
    block.write(octal(given.uid ?? 0, 8), 108);
    block.write(octal(0, 8), 116);
    block.write(octal(given.size ?? content.length, 12), 124);
    block.write(octal(0, 12), 136);
    block.write("        ", 148);
    block.write(type, 156);
    block.write(link, 157, 100);
    block.write("ustar\u000000", 257);
    block.write(
      `${block
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, "0")}\0 `,
      148,
    );
    const padded = Buffer.alloc(Math.ceil(content.length / 512) * 512);
    content.copy(padded);
    parts.push(block, padded);
  }
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

function octal(value: number, length: number): string {
  return `${value.toString(8).padStart(length - 1, "0")}\0`;
}
