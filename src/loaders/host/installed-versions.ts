import { isUnseen, type HostFiles } from "../../text/host-files.ts";
import { dirname } from "../../text/path.ts";
import { decode } from "./proc-text.ts";

/** A version that is installed, and the file or folder that says so. */
export interface InstalledVersion {
  readonly version: string;
  readonly file: string;
}

const LARGEST = 64 * 1024 * 1024;
const MOST_NAMES = 20_000;

/** nginx's version by the package database of the distribution: Debian's dpkg or Alpine's apk; rpm's is not readable text. */
export function nginxVersion(files: HostFiles): InstalledVersion | null {
  const dpkg = "/var/lib/dpkg/status";
  const status = files.bytesOf(dpkg, LARGEST);
  if (!isUnseen(status)) {
    for (const paragraph of decode(status).split("\n\n")) {
      if (!/^Package: nginx(?:-(?:core|light|full|extras|mainline))?$/m.test(paragraph)) continue;
      if (!/^Status: \S+ \S+ installed$/m.test(paragraph)) continue;
      const version = upstream(/^Version: (\S+)$/m.exec(paragraph)?.[1]);
      if (version !== null) return { version, file: dpkg };
    }
  }
  const apk = "/lib/apk/db/installed";
  const installed = files.bytesOf(apk, LARGEST);
  if (isUnseen(installed)) return null;
  for (const paragraph of decode(installed).split("\n\n")) {
    if (!/^P:nginx$/m.test(paragraph)) continue;
    const version = upstream(/^V:(\S+)$/m.exec(paragraph)?.[1]);
    if (version !== null) return { version, file: apk };
  }
  return null;
}

/** `1:1.22.1-9+deb12u3` is 1.22.1. */
function upstream(version: string | undefined): string | null {
  return /^(?:\d+:)?(\d+\.\d+\.\d+)/.exec(version ?? "")?.[1] ?? null;
}

/**
 * The version of a Python package that a program uses, by the metadata beside its modules: the virtual environment of the program, or the
 * system's folders in the order of Python's own search.
 */
export function pythonPackage(files: HostFiles, program: string, name: string): InstalledVersion | null {
  for (const folder of packageFolders(files, program)) {
    const found = files.names(folder, MOST_NAMES);
    if (isUnseen(found)) continue;
    for (const each of found.names) {
      const match = /^([A-Za-z0-9_.]+)-(\d[\w.!+]*?)(?:-py[\d.]+)?\.(?:dist|egg)-info$/.exec(each);
      if (match?.[1]?.toLowerCase() === name && match[2] !== undefined)
        return { version: match[2], file: `${folder}/${each}` };
    }
  }
  return null;
}

/** Folders of modules of the Python that a program of a `bin` folder runs with. */
function packageFolders(files: HostFiles, program: string): string[] {
  const bin = dirname(program);
  if (!/\/s?bin$/.test(bin)) return [];
  const prefix = dirname(bin);
  const versioned = (base: string, kind: string): string[] => {
    const found = files.names(base, MOST_NAMES);
    if (isUnseen(found)) return [];
    return found.names
      .filter((each) => /^python3(?:\.\d+)?$/.test(each))
      .map((each) => `${base}/${each}/${kind}`);
  };
  if (prefix !== "/usr" && prefix !== "/")
    return [
      ...versioned(`${prefix}/lib`, "site-packages"),
      ...versioned(`${prefix}/lib64`, "site-packages"),
      ...(prefix === "/usr/local" ? versioned("/usr/local/lib", "dist-packages") : []),
    ];
  return [
    ...versioned("/usr/local/lib", "dist-packages"),
    "/usr/lib/python3/dist-packages",
    ...versioned("/usr/local/lib", "site-packages"),
    ...versioned("/usr/lib", "site-packages"),
    ...versioned("/usr/lib64", "site-packages"),
  ];
}
