/** A file is looked at before it is uploaded, and what was guessed wrongly is put right. */
import assert from "node:assert/strict";
import type { Locator, Page, Route } from "playwright-core";
import { CLEAN, FOREIGN, MANY, MESSY, NO_EMAIL, workbook } from "../files.ts";
import {
  confirmUpload,
  dropFile,
  NARROW,
  openJob,
  pickFiles,
  readDialog,
  register,
  uploadByButton,
  uploadByDrop,
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
  await dialog.getByText("Größe").first().waitFor();
  await dialog.getByText("of its values are e-mail addresses").waitFor();
  await dialog.getByLabel("“Kontaktweg” is").selectOption({ value: "email" });
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
  await dialog.getByText("zoe@example.com").first().waitFor();
  await tabInto(page, "People");
  await page.keyboard.press("ArrowUp");
  await dialog.getByText("This upload would fail").waitFor();
  // What the notice takes of the height, it takes of the rows: the sheets stay above the buttons.
  const sheets = await dialog.getByRole("radiogroup", { name: "Sheet" }).boundingBox();
  const button = await dialog.getByRole("button", { name: /^Upload/ }).boundingBox();
  assert.ok(sheets!.y + sheets!.height <= button!.y, `${sheets!.y}, ${button!.y}`);
  await page.keyboard.press("ArrowDown");
  await dialog.getByText("zoe@example.com").first().waitFor();
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

/**
 * A column is said to be something while it is not known yet which columns there are: that counts where
 * they are the same, and is asked of no file that has no such column.
 */
export async function columnsMeanwhile(page: Page): Promise<void> {
  await register(page);
  await pickFiles(page, FOREIGN);
  const dialog = readDialog(page), town = dialog.getByLabel("“Ort” is");
  await town.waitFor();
  const whileLooked = async (write: () => Promise<unknown>) => {
    const asked = Promise.withResolvers<Route>();
    await page.route("**/api/jobs/preview", (route) => asked.resolve(route), { times: 1 });
    await write();
    const look = await asked.promise;
    await town.selectOption({ label: "Company" });
    await look.continue();
  };
  await whileLooked(() => dialog.getByLabel("Encoding").selectOption({ value: "iso-8859-15" }));
  await dialog.getByText("your choice").waitFor();
  assert.equal(await town.inputValue(), "company");

  await whileLooked(() => setHeaderRow(dialog, "1"));
  await dialog.getByLabel("“Kontakte der Messe” is").waitFor();
  assert.equal(await dialog.getByText("The mapping names").count(), 0);
}

/** What becomes of each value is seen beside it: an encoding, a number's country, another header. */
export async function beforeAndAfter(page: Page): Promise<void> {
  await register(page);
  await pickFiles(page, FOREIGN);
  const dialog = readDialog(page), grid = dialog.getByRole("grid");
  await setHeaderRow(dialog, "3");
  await dialog.getByLabel("“Nachnahme” is").selectOption({ label: "Last name" });
  await grid.getByRole("gridcell", { name: "Gr\ufffd\ufffde becomes Größe" }).waitFor();
  const phones = dialog.getByRole("list", { name: "What becomes of phone numbers" });
  const country = dialog.getByLabel("Phone numbers without a country code are from");
  await country.selectOption({ label: "No country: leave them" });
  await phones.getByText("stays as it is").waitFor();
  await country.selectOption({ label: "United States" });
  await dialog.getByText("Many values of one column are not valid").waitFor();
  // To the eye by more than a colour, and to the ear.
  await grid.getByRole("gridcell", { name: "030 901820 to be checked" }).waitFor();
  await dialog.getByText("read by the country under “Formatting”").waitFor();
  await country.selectOption({ label: "Germany" });
  await phones.getByText("+4930901820").waitFor();
  await grid.getByRole("gridcell", { name: "030 901820 becomes +4930901820" }).waitFor();
  // The row above is made the header, and the one that was it again.
  await grid.focus();
  await page.keyboard.press("Enter");
  await dialog.getByLabel("“Kontakte der Messe” is").waitFor();
  await grid.getByRole("row").filter({ hasText: "Kontaktweg" }).hover();
  await grid.getByRole("button", { name: "Header is row 3" }).click();
  await dialog.getByLabel("“Kontaktweg” is").waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
}

/** Of a long file the window shows twenty rows. */
export async function rowsOfTheLook(page: Page): Promise<void> {
  await register(page);
  await pickFiles(page, MANY);
  const grid = readDialog(page).getByRole("grid");
  // They are drawn some at a time.
  await grid.getByText("person19@example.com").waitFor();
  const shown = await grid.evaluate((node) => {
    const { top, bottom } = node.getBoundingClientRect();
    return [...node.querySelectorAll("[role=row]")].slice(1).filter((row) => {
      const its = row.getBoundingClientRect();
      return its.top >= top && its.bottom <= bottom;
    }).length;
  });
  assert.ok(shown >= 20, `${shown} rows are in view`);
}

/** What is not wanted stays out, and what is kept has a name and a type. */
export async function columnsAsWished(page: Page): Promise<void> {
  await register(page);
  const text = "Email,First Name,Last Name,Fax,Since,Tier\n" +
    "ada@example.com,Ada,Lovelace,555,2024-01-31,A\nalan@example.com,Alan,Turing,556,soon,B\n";
  await pickFiles(page, { name: "wishes.csv", text });
  const dialog = readDialog(page);
  await dialog.getByLabel("“Fax” is").selectOption({ label: "Do not import" });
  await dialog.getByRole("columnheader", { name: "Not imported" }).waitFor();
  await dialog.getByText("Name and type of “Tier”").click();
  await dialog.getByText("Name and type of “Since”").click();
  const name = dialog.getByLabel("Name of “Since”");
  await name.fill("Member since");
  await name.press("Enter");
  await dialog.getByRole("columnheader", { name: "Member since" }).waitFor();
  await dialog.getByLabel("Type of “Since”").selectOption({ label: "Date" });
  await dialog.getByText("50% valid").waitFor();
  // What is said of one column closes nothing of another.
  assert.ok(await dialog.getByLabel("Type of “Tier”").isVisible());
  await confirmUpload(page);
  await openJob(page, "wishes.csv", "Completed");
  await page.getByRole("button", { name: "About this file" }).click();
  await page.getByText("Not imported Fax").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("tab", { name: /Rows/ }).click();
  await page.getByRole("columnheader", { name: "Member since" }).waitFor();
  await page.getByText("Value of another type").waitFor();
  assert.equal(await page.getByText("556").count(), 0);

  // The next file with the same header is read so too, until something else is said.
  await page.goto("/");
  await pickFiles(page, { name: "next.csv", text: text.replaceAll("ada@", "eve@") });
  await dialog.getByText("Columns are mapped as you had them last time.").waitFor();
  await dialog.getByRole("columnheader", { name: "Not imported" }).waitFor();
  assert.equal(await dialog.getByLabel("Name of “Since”").inputValue(), "Member since");
  assert.equal(await dialog.getByLabel("Type of “Since”").inputValue(), "date");
  await dialog.getByText("50% valid").waitFor();
  await dialog.getByLabel("Type of “Since”").selectOption({ label: "Any values" });
  await name.fill("Since");
  await name.press("Enter");
  await dialog.getByRole("columnheader", { name: "Since", exact: true }).waitFor();
  await confirmUpload(page);
  await openJob(page, "next.csv", "Completed");
  await page.goto("/");
  await pickFiles(page, { name: "third.csv", text: text.replaceAll("ada@", "joe@") });
  await dialog.getByRole("columnheader", { name: "Not imported" }).waitFor();
  assert.equal(await dialog.getByLabel("Type of “Since”").inputValue(), "");
}

/** First and last names in each other's column are noticed, and put right by one button. */
export async function namesSwapped(page: Page): Promise<void> {
  await register(page);
  const people = [["Lovelace", "Ada"], ["Hopper", "Grace"], ["Turing", "Alan"]];
  const rows = people.map(([last, first]) =>
    `${last},${first},${first![0]!.toLowerCase()}.${last!.toLowerCase()}@example.com\n`
  );
  await pickFiles(page, {
    name: "swapped.csv",
    text: `First name,Last name,Email\n${rows.join("")}`,
  });
  const dialog = readDialog(page);
  await dialog.getByText("2 columns may be mapped wrongly").waitFor();
  await dialog.getByRole("button", { name: "Swap them" }).click();
  await dialog.getByText("Nothing needs your attention.").waitFor();
  assert.equal(await dialog.getByLabel("“First name” is").inputValue(), "last_name");
}

/** Several files are looked at one after the other; what cannot be sent is refused by its name. */
export async function oneAfterTheOther(page: Page): Promise<void> {
  await register(page);
  await pickFiles(page, CLEAN, { name: "notes.pdf", text: "x" }, MESSY, NO_EMAIL);
  const dialog = readDialog(page);
  await dialog.getByText("clean.csv · 85 bytes · file 1 of 3").waitFor();
  await dialog.getByText("2 rows read.").waitFor();
  await dialog.getByRole("button", { name: "Upload, then the next" }).click();
  await dialog.getByText("people.csv · 290 bytes · file 2 of 3").waitFor();
  await dialog.getByLabel("“City” is").selectOption({ label: "Do not import" });
  await dialog.getByRole("columnheader", { name: "Not imported" }).waitFor();
  await dialog.getByRole("button", { name: "Upload, then the next" }).click();
  await dialog.getByText("file 3 of 3").waitFor();
  await dialog.getByRole("button", { name: "Skip this file" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByText("“notes.pdf” is not a kind of file that Rollcall reads.").waitFor();
  for (const [file, status] of [[CLEAN, "Completed"], [MESSY, "Needs review"]] as const) {
    await page.getByRole("listitem").filter({ hasText: file.name }).filter({ hasText: status })
      .waitFor();
  }
  assert.equal(await page.getByRole("listitem").filter({ hasText: NO_EMAIL.name }).count(), 0);
}

/** A press that is made twice, or held, goes no further than to the next file. */
export async function onePressOneFile(page: Page): Promise<void> {
  await register(page);
  const dialog = readDialog(page);
  await pickFiles(page, CLEAN, MESSY, NO_EMAIL);
  await dialog.getByText("file 1 of 3").waitFor();
  await dialog.getByRole("button", { name: "Upload, then the next" }).dblclick();
  await dialog.getByText("file 2 of 3").waitFor();
  await dialog.getByRole("button", { name: "Skip this file" }).dblclick();
  await dialog.getByText("file 3 of 3").waitFor();
  await page.keyboard.press("Escape");

  await pickFiles(page, CLEAN, MESSY, NO_EMAIL);
  await dialog.getByText("file 1 of 3").waitFor();
  await dialog.getByRole("button", { name: "Upload, then the next" }).focus();
  for (let held = 0; held < 3; held++) await page.keyboard.down("Enter");
  await page.keyboard.up("Enter");
  await dialog.getByText("file 2 of 3").waitFor();
}

/** A file is dropped on another page; its job is a click away. */
export async function droppedElsewhere(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(page, MESSY);
  await openJob(page, MESSY.name, "Needs review");
  await dropFile(page, { name: "notes.pdf", text: "x" });
  const tray = page.getByRole("region", { name: "Files being uploaded" });
  await tray.getByText("“notes.pdf” is not a kind of file that Rollcall reads.").waitFor();
  await tray.getByRole("button", { name: "Dismiss notes.pdf" }).click();
  await tray.waitFor({ state: "detached" });
  await uploadByDrop(page, CLEAN);
  const messages = page.getByRole("region", { name: "Messages" });
  await messages.getByText("clean.csv is uploaded.").waitFor();
  await messages.getByRole("button", { name: "Open it" }).click();
  await page.getByRole("heading", { level: 1, name: CLEAN.name }).waitFor();
}

/** A finished job, and a failed one, are read again with other options; decisions that fit go along. */
export async function readAgainOtherwise(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(page, MESSY);
  await openJob(page, MESSY.name, "Needs review");
  await page.getByRole("button", { name: /^Duplicates/ }).click();
  await page.getByRole("button", { name: "Choose row 3" }).click();
  await page.getByRole("button", { name: "Undo" }).first().waitFor();
  const before = page.url();
  await page.getByRole("button", { name: "About this file" }).click();
  // Twice, as one does where nothing comes at once: it is one file all the same.
  await page.getByRole("button", { name: "Read again with other options" })
    .evaluate((button: HTMLElement) => {
      button.click();
      button.click();
    });
  const dialog = page.getByRole("dialog", { name: "Read this file again with other options" });
  await dialog.getByText("7 rows read.").waitFor();
  assert.equal(await dialog.getByText("file 1 of 2").count(), 0);
  await dialog.getByLabel("“City” is").selectOption({ label: "Do not import" });
  await dialog.getByRole("columnheader", { name: "Not imported" }).waitFor();
  await dialog.getByRole("button", { name: "Read again" }).click();
  await page.waitForURL((url) => url.pathname.startsWith("/jobs/") && String(url) !== before);
  await page.getByRole("button", { name: "About this file" }).click();
  await page.getByText("Not imported City").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^Resolved 1/ }).click();
  await page.getByText("Row 3 was chosen").waitFor();

  await page.goto("/");
  await uploadByButton(page, NO_EMAIL);
  await openJob(page, NO_EMAIL.name, "Failed");
  await page.getByRole("button", { name: "Read again with other options" }).click();
  await dialog.getByText("This upload would fail").waitFor();
  await dialog.getByLabel("“Name” is").selectOption({ label: "E-mail (required)" });
  await dialog.getByText("your choice").waitFor();
  await page.keyboard.press("Escape");
}

/** Who has nothing at hand looks around with the sample, or begins with the template. */
export async function sampleFirst(page: Page): Promise<void> {
  await register(page);
  const template = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download a template" }).click();
  assert.equal((await template).suggestedFilename(), "template.csv");
  await page.getByRole("button", { name: "Try it with a sample" }).click();
  const dialog = readDialog(page);
  await dialog.getByText("sample-contacts.csv").waitFor();
  await dialog.getByText("Western (Windows-1252) (found)").waitFor({ state: "attached" });
  await confirmUpload(page);
  await openJob(page, "sample-contacts.csv", "Needs review");
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
