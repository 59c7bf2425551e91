/** What the files of a stack are moved to. */
export interface Surroundings {
  readonly root: string;
  /** What stands for /etc/nginx. */
  readonly nginxHome: string;
  readonly gunicornPort: number;
  readonly ports: ReadonlyMap<string, number>;
}

/** Folders of a server that a log may lie in. */
const SERVER_FOLDERS = "var|srv|run|opt|home|tmp|logs?|data|app|code";
const IN_PYTHON = new RegExp(`(["'])/(?=(?:${SERVER_FOLDERS})/[\\w./-]*["'])`, "g");

/** Moves absolute paths of a settings module or a gunicorn.conf.py below the root; a file that is a device stays. */
export function rewritePython(text: string, { root }: Surroundings): string {
  return text.replaceAll(IN_PYTHON, `$1${root}/`);
}

const IN_INI = new RegExp(
  `^([ \\t]*(?:\\w+_logfile|Standard(?:Output|Error))[ \\t]*=[ \\t]*(?:append:|file:|truncate:)?)/(?=(?:${SERVER_FOLDERS})/)`,
  "gm",
);

/** Moves the files that a unit or a supervisor section has standard streams written to. */
export function rewriteIni(text: string, { root }: Surroundings): string {
  return text.replaceAll(IN_INI, `$1${root}/`);
}

const PATH_DIRECTIVES =
  /^([ \t]*(?:[^#\n]*[{;])?[ \t]*(?:access_log|error_log|root|alias|include|\w+_temp_path|auth_basic_user_file)\s+)(["']?)\/(?!dev\/)/gm;

/** Moves paths and ports of nginx's files; in the main file what only the harness decides is added. */
export function rewriteNginx(text: string, around: Surroundings, isMain: boolean): string {
  const { root, nginxHome, gunicornPort, ports } = around;
  const moved = text
    .replaceAll(/^[ \t]*(?:user|pid|daemon|master_process|load_module|ssl_\w+)\s[^;]*;[ \t]*$/gm, "")
    .replaceAll("/etc/nginx", "@HOME@")
    .replaceAll(PATH_DIRECTIVES, `$1$2${root}/`)
    .replaceAll("@HOME@", nginxHome)
    .replaceAll(/((?:^|[{;])[ \t]*)listen\s+\[::\][^;]*;/gm, "$1")
    .replaceAll(
      /((?:^|[{;])[ \t]*listen\s+)(?:[\w.*]+:)?(\d+)([^;]*);/gm,
      (_, head: string, port: string, rest: string) => {
        const plain = rest.replaceAll(/\s+(?:ssl|http2|quic)\b/g, "");
        return `${head}127.0.0.1:${String(ports.get(port) ?? 0)}${plain};`;
      },
    )
    .replaceAll(/unix:\/[\w./-]*?\.sock\b/g, `unix:${root}/run/gunicorn.sock`)
    .replaceAll(
      /((?:^|[{;])[ \t]*server\s+|proxy_pass\s+https?:\/\/)(?:127\.0\.0\.1|localhost|web|app|django|gunicorn|backend):\d+/gm,
      `$1127.0.0.1:${String(gunicornPort)}`,
    );
  const foreign = /(?:^|[{;])[ \t]*listen\s+(?!127\.0\.0\.1:[1-9])[^;]*;/m.exec(moved);
  if (foreign !== null) throw new Error(`this listens elsewhere than on 127.0.0.1: ${foreign[0].trim()}`);
  const head = `daemon off; user root; pid ${root}/nginx/nginx.pid;\n`;
  return isMain ? head + moved : moved;
}
