/** A file is looked at before it is uploaded, and what was guessed wrongly is put right. */
import assert from "node:assert/strict";
import type { Locator, Page, Route } from "playwright-core";
import { CLEAN, FOREIGN, MESSY, workbook } from "../files.ts";
import {
  confirmUpload,
  NARROW,
  openJob,
  pickFiles,
  readDialog,
  register,
  WIDE,
} from "../person.ts";
import { tabTo } from "../screen.ts";

/** The e-mail column has a name that nobody knows: it is guessed, and the person says which. */
export async function lookedAtFirst(page: Page): Promise<void> {
  await register(page);
  await pickFiles(page, FOREIGN);
  const dialog = readDialog(page);
  await dialog.getByText("Western (Windows-1252) (found)").waitFor({ state: "attached" });
  await dialog.getByText("Semicolon (found)").waitFor({ state: "attached" });
  await setHeaderRow(dialog, "3");
  await dialog.getByText("Größe").waitFor();
  await dialog.getByText("of its values are e-mail addresses").waitFor();
  await dialog.getByLabel("“Kontaktweg” is").selectOption({ label: "E-mail" });
  await dialog.getByText("your choice").waitFor();
  await dialog.getByLabel("Phone numbers without a country code are from")
    .selectOption({ label: "Germany" });
  await confirmUpload(page);

  await openJob(page, FOREIGN.name, "Completed");
  await page.getByRole("button", { name: "About this file" }).click();
  await page.getByText("Encoding Western (Windows-1252)").waitFor();
  await page.getByText("Header row 3").waitFor();
  await page.getByText("Phones from Germany").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("gridcell", { name: "Größe", exact: true }).waitFor();
  await page.getByRole("gridcell", { name: "+4930901820" }).waitFor();

  await page.goto("/");
  await pickFiles(page, FOREIGN);
  await setHeaderRow(dialog, "3");
  await dialog.getByText("Columns are mapped as you had them last time.").waitFor();
  await confirmUpload(page);
  await page.getByRole("status").getByText(`${FOREIGN.name} is uploaded.`).waitFor();
}

/** The sheet is chosen, and a column made another, without a mouse. */
export async function lookedAtByKeyboard(page: Page): Promise<void> {
  await register(page);
  const file = await workbook();
  await pickFiles(page, file);
  const dialog = readDialog(page);
  // The sheet with the list is found; another one can be chosen, and this one again.
  await dialog.getByText("zoe@example.com").waitFor();
  await tabInto(page, "Sheet");
  await page.keyboard.press("ArrowUp");
  await dialog.getByText("This upload would fail").waitFor();
  await page.keyboard.press("ArrowDown");
  await dialog.getByText("zoe@example.com").waitFor();
  await tabInto(page, "“Last name” is");
  await page.keyboard.type("Company");
  await dialog.getByText("your choice").waitFor();
  await tabTo(page, /^Upload$/);
  await page.keyboard.press("Enter");
  await openJob(page, file.name, "Needs review");
  await page.getByRole("button", { name: "About this file" }).click();
  await page.getByText("Sheet People").waitFor();
  await page.getByRole("heading", { level: 2, name: "The file has no last names" }).waitFor();
}

/** What a look finds moves no button: a press that is under way as it comes is not lost. */
export async function steadyWhileLookedAt(page: Page): Promise<void> {
  await register(page);
  for (const size of [WIDE, NARROW]) {
    await page.setViewportSize(size);
    await page.goto("/");
    const asked = Promise.withResolvers<Route>();
    await page.route("**/api/jobs/preview", (route) => asked.resolve(route), { times: 1 });
    await pickFiles(page, MESSY);
    const dialog = readDialog(page), button = dialog.getByRole("button", { name: "Upload" });
    const look = await asked.promise;
    const before = await button.boundingBox();
    await look.continue();
    await dialog.getByText("Column mapping").waitFor();
    assert.deepEqual(await button.boundingBox(), before, `${size.width} px wide`);
  }
}

/** Nothing can be looked at while the network is away; what is chosen can be sent all the same. */
export async function notLookedAt(page: Page): Promise<void> {
  await register(page);
  await page.route("**/api/jobs/preview", (route) => route.abort());
  await pickFiles(page, CLEAN);
  await readDialog(page).getByText("The preview failed").waitFor();
  await page.keyboard.press("Enter");
  await openJob(page, CLEAN.name, "Completed");
}

async function setHeaderRow(dialog: Locator, row: string): Promise<void> {
  const input = dialog.getByLabel("Header row");
  await input.fill(row);
  await input.press("Enter");
}

/** Walks with the Tab key until the focus is on the field. */
async function tabInto(page: Page, label: string): Promise<void> {
  const target = page.getByLabel(label, { exact: true });
  await target.waitFor();
  for (let presses = 0; presses < 40; presses++) {
    if (await target.evaluate((node) => node === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`40 presses of Tab did not reach “${label}”`);
}
