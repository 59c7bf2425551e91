import { djangoSettings, gunicornConfig } from "./django-files.ts";
import { nginxInContainer, nginxOnHost } from "./nginx-files.ts";
import type { RecommendedFile } from "./recommendation.ts";
import type { Site } from "./site.ts";
import { composeFile, dockerfile, logrotateStanza, procfile, systemdUnit } from "./surroundings.ts";

/** A complete logging setup for the site: every file of it, in the order in which a request meets them. */
export function recommendedFiles(site: Site): RecommendedFile[] {
  switch (site.shape) {
    case "systemd":
      return [
        nginxOnHost(site),
        gunicornConfig(site),
        djangoSettings(site),
        systemdUnit(site),
        logrotateStanza(site),
      ];
    case "container":
      return [
        nginxInContainer(site),
        gunicornConfig(site),
        djangoSettings(site),
        dockerfile(site),
        composeFile(site),
      ];
    case "paas":
      return [gunicornConfig(site), djangoSettings(site), procfile(site)];
  }
}
