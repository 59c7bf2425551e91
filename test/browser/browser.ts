import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";
import { realProgram } from "../real-programs.ts";

export const executable = realProgram("chromium");

/** Debian's chromium, without a window. Its sandbox needs a user other than root. */
export function openBrowser(): Promise<Browser> {
  if (executable === null) throw new Error("chromium is not installed");
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath: executable, args });
}

/** A page as the browser has it, and all that it asked for or complained about so far. */
export interface Visit {
  readonly page: Page;
  /** Every address that was asked for, the page's own first. */
  readonly requests: readonly string[];
  readonly complaints: readonly string[];
  readonly close: () => Promise<void>;
}

/** Loads a text as a file of its own, in a folder that is gone when the visit is closed. */
export async function visit(browser: Browser, text: string, name = "page.html"): Promise<Visit> {
  const folder = mkdtempSync(join(tmpdir(), "loglint-browser-"));
  const file = join(folder, name);
  writeFileSync(file, text);
  const page = await browser.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(`file://${file}`);
  const close = async (): Promise<void> => {
    await page.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { page, requests, complaints, close };
}
