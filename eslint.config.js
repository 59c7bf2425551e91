import tseslint from "typescript-eslint";
import { layers } from "./scripts/eslint-layers.js";

export default tseslint.config(
  { ignores: ["dist/", "coverage/", "fixtures/", "**/*.md", "**/*.generated.*"] },
  {
    files: ["**/*.ts"],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    plugins: { loglint: { rules: { layers } } },
    rules: {
      "loglint/layers": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "max-lines": ["error", { max: 400 }],
    },
  },
  { files: ["**/*.data.ts"], rules: { "max-lines": "off" } },
  { files: ["test/**"], rules: { "@typescript-eslint/no-non-null-assertion": "off", "max-lines": "off" } },
);
