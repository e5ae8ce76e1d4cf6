/** What a person does in the browser, said once for all tests. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Browser, Locator, Page } from "playwright-core";
import { scaled, STEP_MS } from "../harness/deadline.ts";
import type { SomeFile } from "./files.ts";

export interface Person {
  page: Page;
  /** Errors that the page threw, and answers that nobody expected; for the end of a test. */
  troubles: string[];
  close(): Promise<void>;
}

export type Size = { width: number; height: number };
export const WIDE: Size = { width: 1440, height: 900 };
export const NARROW: Size = { width: 360, height: 740 };

export async function newPerson(browser: Browser, url: string, size = WIDE): Promise<Person> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: size,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(scaled(STEP_MS));
  const troubles: string[] = [];
  page.on("pageerror", (error) => troubles.push(error.message));
  page.on("console", (message) => {
    if (/Content Security Policy/i.test(message.text())) troubles.push(message.text());
  });
  page.on("response", (response) => {
    if (response.status() >= 500) troubles.push(`${response.status()} ${response.url()}`);
  });
  return { page, troubles, close: () => context.close() };
}

/** Has an account with a new address, and ends on the list of uploads. */
export async function register(page: Page, email = newAddress()): Promise<string> {
  const data = { email, password: PASSWORD };
  // As a page of ours asks: the session is in cookies, and renewed by the server.
  const headers = { "sec-fetch-site": "same-origin" };
  const answer = await page.request.post("/api/auth/register", { data, headers });
  assert.equal(answer.status(), 201, await answer.text());
  await page.goto("/");
  await page.getByRole("heading", { name: "Uploads", exact: true }).waitFor();
  return email;
}

/** The same by the page's form, as a person does it. */
export async function registerByForm(page: Page): Promise<void> {
  await page.goto("/register");
  await page.getByLabel("E-mail").fill(newAddress());
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByRole("heading", { name: "Uploads", exact: true }).waitFor();
}

const newAddress = () => `person-${crypto.randomUUID()}@example.com`;

export const PASSWORD = "seven green bottles";

/** Uploads files as they are: the first is shown, and sent without a change, the others with it. */
export async function uploadByButton(page: Page, ...files: SomeFile[]): Promise<void> {
  await pickFiles(page, ...files);
  const dialog = readDialog(page);
  await dialog.waitFor();
  const all = dialog.getByRole("button", { name: /as detected$/ });
  if (await all.count() === 0) return await confirmUpload(page);
  await all.click();
  await dialog.waitFor({ state: "detached" });
}

/** Picks files with the button that opens the system's chooser. */
export async function pickFiles(page: Page, ...files: SomeFile[]): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: "Upload a file" }).click(),
  ]);
  await chooser.setFiles(files.map(({ name, text, bytes }) => ({
    name,
    mimeType: "application/octet-stream",
    buffer: bytes ? Buffer.from(bytes) : Buffer.from(text),
  })));
}

/** The dialog that shows how a file will be read. */
export function readDialog(page: Page): Locator {
  return page.getByRole("dialog", { name: "How your file will be read" });
}

export async function confirmUpload(page: Page): Promise<void> {
  await readDialog(page).getByRole("button", { name: /^Upload/ }).click();
  await readDialog(page).waitFor({ state: "detached" });
}

/** Holds a file over the page, lets it go there, and sends it as it is. */
export async function uploadByDrop(page: Page, file: SomeFile): Promise<void> {
  await dropFile(page, file);
  await confirmUpload(page);
}

/** Holds a file over the page, and lets it go there. */
export async function dropFile(page: Page, file: SomeFile): Promise<void> {
  const transfer = await page.evaluateHandle(({ name, text }) => {
    const data = new DataTransfer();
    data.items.add(new File([text], name, { type: "text/csv" }));
    return data;
  }, file);
  await page.dispatchEvent("main", "dragenter", { dataTransfer: transfer });
  await page.getByText("Drop your files to upload").waitFor();
  await page.dispatchEvent("main", "dragover", { dataTransfer: transfer });
  await page.dispatchEvent("main", "drop", { dataTransfer: transfer });
}

/** Opens a job from the list once it says `status` there; nothing is reloaded for that. */
export async function openJob(page: Page, filename: string, status: string): Promise<void> {
  const row = page.getByRole("listitem").filter({ hasText: filename }).filter({ hasText: status });
  await row.getByRole("link", { name: filename }).click();
  await page.getByRole("heading", { level: 1, name: filename }).waitFor();
}
