import type { RecommendedFile } from "../recommend/recommendation.ts";
import type { Site } from "../recommend/site.ts";
import { escapeLine } from "./escape.ts";
import type { Theme } from "./theme.ts";
import { wrap } from "./wrap.ts";

/** Every file of a recommendation under its name, with why it is as it is, to be read and copied. */
export function recommendationText(
  site: Site,
  files: readonly RecommendedFile[],
  { theme, width }: { readonly theme: Theme; readonly width: number },
): string {
  const prose = Math.min(width, 100);
  const head = [
    ...wrap(
      `A logging setup for ${site.name}, for ${SHAPES[site.shape]} (${escapeLine(site.because)}).`,
      prose,
    ),
    ...wrap(
      "Names, paths and versions are yours to change. --write FOLDER writes the files there.",
      prose,
    ).map(theme.quiet),
  ];
  const blocks = files.map(({ path, deployedAt, why, text }) => {
    const place = deployedAt === null ? path : `${path}, on the server ${deployedAt}`;
    return [theme.path(place), ...wrap(why, prose).map((line) => theme.quiet(`# ${line}`)), "", text].join(
      "\n",
    );
  });
  return `${head.join("\n")}\n\n${blocks.join("\n")}`;
}

const SHAPES: Readonly<Record<Site["shape"], string>> = {
  systemd: "a machine with systemd",
  container: "containers",
  paas: "a platform with a Procfile",
};
