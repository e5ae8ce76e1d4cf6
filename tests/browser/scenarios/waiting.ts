/** What the server has no room for now waits, says why, and goes on by itself. */
import assert from "node:assert/strict";
import type { Page, Route } from "playwright-core";
import { CLEAN, MISTYPED } from "../files.ts";
import { openJob, PASSWORD, pickFiles, readDialog, register, uploadByButton } from "../person.ts";
import { said } from "../screen.ts";

const RUNNING = "You have 3 downloads running; try again when one of them is complete.";
const BUSY = "A preview that you asked for is still being worked on; try again in 3 s.";
const BY_ITSELF = "Rollcall will try again automatically.";

/** A download that is refused says so in the page; one that has to wait begins by itself. */
export async function refusedDownload(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(page, CLEAN);
  await openJob(page, CLEAN.name, "Completed");
  const asked = await refuse(page, "**/contacts.csv?check=true", RUNNING);
  const link = page.getByRole("link", { name: "Download CSV" });
  await link.focus();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.keyboard.press("Enter"),
    waits(page, RUNNING),
  ]);
  await download.path();
  assert.equal(download.suggestedFilename(), "clean-clean.csv");
  assert.equal(asked(), 2, "refused once, then allowed");
  await page.getByRole("region", { name: "Messages" }).getByText(RUNNING)
    .waitFor({ state: "detached" });
  assert(await link.evaluate((node) => node === document.activeElement), "the focus stays");

  const gone = "There is no such job.";
  await page.route("**/contacts.xlsx?check=true", (route) => refusal(route, 404, gone));
  await page.getByRole("button", { name: "More downloads" }).click();
  await page.getByRole("menuitem", { name: /^Excel/ }).click();
  await said(page, gone);

  await page.route("**/contacts.json?check=true", (route) => refusal(route, 429, RUNNING));
  await page.getByRole("button", { name: "More downloads" }).click();
  await page.getByRole("menuitem", { name: /^JSON/ }).click();
  await waits(page, RUNNING);
  await page.getByRole("button", { name: "Stop waiting" }).click();
  await said(page, "Cancelled: you stopped waiting.");

  await page.route("**/rejected.csv?check=true", (route) => refusal(route, 401, "Sign in first."));
  await page.getByRole("button", { name: "More downloads" }).click();
  await page.getByRole("menuitem", { name: /^Rows not on the list/ }).click();
  const dialog = page.getByRole("dialog", { name: "Sign in again" });
  await dialog.waitFor();
  await page.unroute("**/rejected.csv?check=true");
  const password = dialog.getByLabel("Password", { exact: true });
  await password.fill(PASSWORD);
  await Promise.all([page.waitForEvent("download"), password.press("Enter")]);
}

/** A rule waits for other bulk work: its preview, itself, its undo, and the list. */
export async function heldBulkWork(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(page, MISTYPED);
  await openJob(page, MISTYPED.name, "Needs review");
  await refuse(page, "**/resolve/preview", BUSY);
  await refuse(page, "**/jobs/*/resolve", BUSY);
  await refuse(page, "**/batches/*", BUSY);
  await page.getByRole("button", { name: "Resolve by rule" }).click();
  const dialog = page.getByRole("dialog", { name: "Resolve by rule" });
  await dialog.getByRole("status").getByText(`${BUSY} ${BY_ITSELF}`).waitFor();
  await dialog.getByText(/^Resolves \d+ issues?\.$/).waitFor();
  await dialog.getByRole("button", { name: /^Resolve \d/ }).click();
  await dialog.getByRole("status").getByText(`${BUSY} ${BY_ITSELF}`).waitFor();
  await said(page, "resolved by the rule");
  await page.getByRole("region", { name: "Last decision" }).getByRole("button", { name: "Undo" })
    .click();
  await waits(page, BUSY);
  await said(page, "open again.");
}

/** Who closes what waits, or leaves the page, has not asked for it any more. */
export async function noLongerWanted(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(page, MISTYPED);
  await openJob(page, MISTYPED.name, "Needs review");
  await page.getByRole("button", { name: "Resolve by rule" }).click();
  const dialog = page.getByRole("dialog", { name: "Resolve by rule" });
  await dialog.getByText(/^Resolves \d+ issues?\.$/).waitFor();
  const resolves = await refuse(page, "**/jobs/*/resolve", BUSY);
  await dialog.getByRole("button", { name: /^Resolve \d/ }).click();
  await dialog.getByRole("status").getByText(BY_ITSELF).waitFor();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await dialog.waitFor({ state: "detached" });

  await page.route("**/issues/*/resolve", (route) => refusal(route, 429, BUSY));
  await page.getByRole("button", { name: "Keep as it is" }).or(
    page.getByRole("button", { name: "Keep all" }),
  ).click();
  await waits(page, BUSY);
  assert.equal(resolves(), 1, "the rule that was cancelled is not asked for again");
  await page.getByRole("link", { name: "Rollcall, your uploads" }).click();
  await said(page, "Cancelled: you left the page while it was waiting.");
}

/** A look at a file waits for other looks of the same person, for as long as its dialog is open. */
export async function heldLook(page: Page): Promise<void> {
  await register(page);
  await refuse(page, "**/jobs/preview", BUSY);
  await pickFiles(page, CLEAN);
  await readDialog(page).getByRole("status").getByText(`${BUSY} ${BY_ITSELF}`).waitFor();
  await readDialog(page).getByText("2 rows read.").waitFor();
  await readDialog(page).getByRole("button", { name: "Cancel" }).click();

  await page.unroute("**/jobs/preview");
  const asked = await refuse(page, "**/jobs/preview", BUSY);
  await pickFiles(page, CLEAN);
  await readDialog(page).getByRole("status").getByText(BY_ITSELF).waitFor();
  await readDialog(page).getByRole("button", { name: "Cancel" }).click();
  await pickFiles(page, CLEAN);
  await readDialog(page).getByText("2 rows read.").waitFor();
  assert.equal(asked(), 2, "the one that was refused, and the one whose dialog is open");
}

/** Waits until the page's messages say that it waits for this. */
async function waits(page: Page, detail: string): Promise<void> {
  await said(page, `${detail} ${BY_ITSELF}`);
}

/** Refuses the first call; answers how many were made. */
async function refuse(page: Page, path: string, detail: string): Promise<() => number> {
  let asked = 0;
  await page.route(path, (route) => ++asked === 1 ? refusal(route, 429, detail) : route.continue());
  return () => asked;
}

async function refusal(route: Route, status: number, detail: string): Promise<void> {
  await route.fulfill({
    status,
    headers: [429, 503].includes(status) ? { "retry-after": "3" } : {},
    contentType: "application/problem+json",
    json: { type: "about:blank", title: "Refused", status, detail },
  });
}
