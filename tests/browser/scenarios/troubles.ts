/** The network and the server fail; the person loses nothing and is told. */
import assert from "node:assert/strict";
import type { Page, Route } from "playwright-core";
import { CLEAN, MANY, MESSY } from "../files.ts";
import {
  confirmUpload,
  openJob,
  pickFiles,
  readDialog,
  register,
  uploadByButton,
} from "../person.ts";
import { fact, said, showIssues } from "../screen.ts";

/** The answer gets lost after the server has the file: the retry makes no second job. */
export async function lostAnswer(page: Page): Promise<void> {
  await register(page);
  let lost = 0;
  await page.route("**/api/jobs", async (route) => {
    if (route.request().method() !== "POST" || lost++ > 0) return route.continue();
    await route.fetch();
    await route.abort();
  });
  await uploadByButton(page, CLEAN);
  await page.getByText("Rollcall cannot be reached.").waitFor();
  await page.getByRole("button", { name: `Retry ${CLEAN.name}` }).click();
  await page.getByRole("listitem").filter({ hasText: "Completed" }).waitFor();
  await page.reload();
  await page.getByRole("listitem").filter({ hasText: "Completed" }).waitFor();
  assert.equal(await page.getByRole("link", { name: CLEAN.name }).count(), 1);
}

/** Without a connection for a while: once it is back, both the look and the upload go on by themselves. */
export async function connectionBack(page: Page): Promise<void> {
  await register(page);
  await pickFiles(page, CLEAN, MANY);
  const dialog = readDialog(page);
  await dialog.getByText("2 rows read.").waitFor();
  await page.context().setOffline(true);
  await dialog.getByRole("button", { name: "Upload, then the next" }).click();
  await dialog.getByText("The preview failed").waitFor();
  const failed = page.getByRole("button", { name: `Retry ${CLEAN.name}`, includeHidden: true });
  await failed.waitFor({ state: "attached" });
  await page.context().setOffline(false);
  await dialog.getByText("The first rows were read.").waitFor();
  await confirmUpload(page);
  for (const { name } of [CLEAN, MANY]) await page.getByRole("link", { name }).waitFor();
}

/** A decision shows at once, and is taken back with the server's sentence. */
export async function refusedDecision(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(page, MESSY);
  await openJob(page, MESSY.name, "Needs review");
  await showIssues(page, "Duplicates", "2 rows for grace@example.com");
  const detail = "Somebody else has decided this meanwhile.";
  await page.route("**/resolve", (route) =>
    route.fulfill({
      status: 409,
      contentType: "application/problem+json",
      json: { type: "about:blank", title: "Conflict", status: 409, detail },
    }));
  await page.getByRole("button", { name: "Keep all" }).click();
  await said(page, detail);
  await page.getByRole("heading", { name: "2 rows for grace@example.com" }).waitFor();
  await fact(page, "Open issues", "5");
}

const isUndo = (url: URL) => url.pathname.endsWith("/resolution");

/** Quick hands undo what the server has not answered yet: it gets both in order. */
export async function undoneBeforeAnswered(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(page, MESSY);
  await openJob(page, MESSY.name, "Needs review");
  await showIssues(page, "Duplicates", "2 rows for grace@example.com");
  const asked = Promise.withResolvers<Route>();
  await page.route("**/resolve", (route) => asked.resolve(route));
  await page.getByRole("button", { name: "Keep all" }).click();
  await said(page, "All rows kept");
  const undone = page.waitForResponse((one) => isUndo(new URL(one.url())));
  await page.keyboard.press("u");
  await page.getByRole("heading", { name: "2 rows for grace@example.com" }).waitFor();
  await (await asked.promise).continue();
  assert.equal((await undone).status(), 200);
  await page.reload();
  await fact(page, "Open issues", "5");
}

/** The answer to an undo gets lost, and the page asks again: it takes one decision back, not two. */
export async function lostUndo(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(page, MESSY);
  await openJob(page, MESSY.name, "Needs review");
  await showIssues(page, "Duplicates", "2 rows for grace@example.com");
  const answers: unknown[] = [];
  await page.route(isUndo, async (route) => {
    const response = await route.fetch();
    answers.push(await response.json());
    if (answers.length > 1) return route.fulfill({ response });
    await route.fulfill({
      status: 429,
      contentType: "application/problem+json",
      headers: { "retry-after": "1" },
      json: { type: "about:blank", title: "Too Many Requests", status: 429, detail: "Wait." },
    });
  });
  await page.getByRole("button", { name: "Keep all" }).click();
  await said(page, "All rows kept");
  const answered = page.waitForResponse((one) => isUndo(new URL(one.url())) && one.ok());
  await page.keyboard.press("u");
  await page.getByRole("heading", { name: "2 rows for grace@example.com" }).waitFor();
  await answered;
  assert.deepEqual(answers[1], answers[0]);
}

/** Without the event stream the page asks now and then, and still follows the job. */
export async function noStream(page: Page): Promise<void> {
  await register(page);
  await page.route("**/stream", (route) => route.abort());
  await uploadByButton(page, MESSY);
  await page.getByRole("link", { name: MESSY.name }).click();
  await page.getByRole("heading", { name: "Next: the clean list" }).waitFor();
  await page.getByText("reconnecting…").waitFor();
  await page.getByRole("heading", { level: 2, name: /Row|rows/ }).waitFor();
}

/** A job that we failed: its owner is not sent to a file that has nothing wrong. */
export async function failedByUs(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(page, MESSY);
  const message = "Looking for duplicates failed because of an error on our side.";
  await page.route("**/stream", (route) => route.abort());
  await page.route(/\/api\/jobs\/[^/]+$/, async (route) => {
    const response = await route.fetch();
    const error = { code: "PROCESSING_FAILED", message, headers: [] };
    await route.fulfill({ response, json: { ...await response.json(), status: "FAILED", error } });
  });
  await openJob(page, MESSY.name, "Needs review");
  const notice = page.getByRole("alert").filter({ hasText: message });
  await notice.getByText("The work on this file has stopped").waitFor();
  await notice.getByText("You need not do anything").waitFor();
  assert.equal(await notice.getByText(/could not be read|correct the file/).count(), 0);
}
