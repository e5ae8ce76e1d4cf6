/** A list of thousands as a grid: by keyboard, searched, sorted, filtered, copied, its columns moved. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { THOUSANDS } from "../files.ts";
import { openJob, register, uploadByButton } from "../person.ts";
import { said } from "../screen.ts";

const ROWS = "Rows of the file";
const gridOf = (page: Page) => page.getByRole("grid", { name: ROWS });
const cell = (page: Page, name: string) =>
  gridOf(page).getByRole("gridcell", { name, exact: true });

async function openRows(page: Page, search = ""): Promise<void> {
  await register(page);
  await uploadByButton(page, THOUSANDS);
  await openJob(page, THOUSANDS.name, "Completed");
  await page.goto(`${new URL(page.url()).pathname}?tab=rows${search}`);
  await gridOf(page).waitFor();
}

/** Of 2,000 rows few are in the document; the end is a key away, and the first column stays. */
export async function gridByKeyboard(page: Page): Promise<void> {
  await openRows(page);
  // They are drawn some at a time.
  await cell(page, "person0@example.com").waitFor();
  await cell(page, "person20@example.com").waitFor();
  const grid = gridOf(page);
  assert.equal(await grid.getAttribute("aria-rowcount"), "2001");
  const inView = await grid.evaluate((node) => {
    const { top, bottom } = node.getBoundingClientRect();
    const rows = [...node.querySelectorAll("[role=row]")].slice(1);
    return rows.filter((row) => {
      const its = row.getBoundingClientRect();
      return its.top >= top && its.bottom <= bottom;
    }).length;
  });
  assert.ok(inView >= 20, `${inView} rows are in view`);
  const strip = await grid.evaluate((node) => {
    const last = [...node.querySelectorAll("[role=columnheader]")].at(-1)!;
    return node.getBoundingClientRect().x + node.clientWidth - last.getBoundingClientRect().right;
  });
  assert.equal(Math.round(strip), 0, "the columns fill the window");
  assert.ok(await grid.getByRole("row").count() < 80, "the others are not in the document");

  await grid.focus();
  await page.keyboard.press("End");
  await cell(page, "person1999@example.com").waitFor();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  assert.equal(await focused(page), "person1999@example.com");
  await page.keyboard.press("Home");
  await cell(page, "person0@example.com").waitFor();
  assert.equal(await focused(page), "person0@example.com");
  await page.keyboard.press("PageDown");
  assert.match(await focused(page), /^person(1\d|2\d)@/);

  // A long value is cut in its cell, and told in full below.
  await page.keyboard.press("Home");
  await page.keyboard.press("Control+ArrowRight");
  const heights = await grid.getByRole("row").evaluateAll((rows) =>
    rows.slice(1).filter((row) => row.isConnected).map((row) =>
      Math.round(row.getBoundingClientRect().height)
    )
  );
  assert.deepEqual([...new Set(heights)], [28], "all rows are equally high");
  await page.locator("[data-full-value]").getByText(LONG_END).waitFor();
  const first = grid.getByRole("gridcell").first();
  assert.ok((await first.boundingBox())!.x < 5, "the first column stays");
}

const LONG_END = "the end of it.";

/** The text of the cell that has the focus. */
async function focused(page: Page): Promise<string> {
  return await gridOf(page).evaluate((node) => {
    const id = node.getAttribute("aria-activedescendant");
    return document.getElementById(id!)?.textContent?.trim() ?? "none";
  });
}

/**
 * What is looked for is in the address, so that a link shows the same; it stands there, and in what the
 * page asks for, where neither a log nor a cache would have it.
 */
export async function gridInAddress(page: Page): Promise<void> {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await openRows(page);
  await page.getByRole("searchbox", { name: "Search the rows" }).fill("PERSON12@");
  await page.getByText("1 row", { exact: true }).waitFor();
  await cell(page, "person12@example.com").waitFor();
  assert.match(page.url(), /tab=rows#q=PERSON12%40/);
  await page.getByRole("button", { name: "Clear" }).click();
  await page.getByText("2,000 rows", { exact: true }).waitFor();

  await gridOf(page).getByRole("button", { name: "First name" }).click();
  await gridOf(page).getByRole("button", { name: "First name" }).click();
  await gridOf(page).locator("[aria-sort=descending]").waitFor();
  await cell(page, "P999").waitFor();
  assert.match(page.url(), /sort=-first_name/);

  await page.getByRole("button", { name: "Filter", exact: true }).click();
  const form = page.getByRole("form", { name: "Filter by a value" });
  await form.getByLabel("Column").selectOption({ label: "First name" });
  await form.getByLabel("Condition").selectOption("is");
  await form.getByLabel("Value").fill("p777");
  await form.getByRole("button", { name: "Add the filter" }).click();
  await page.getByText("1 row", { exact: true }).waitFor();
  await page.reload();
  await page.getByText("First name is “p777”").waitFor();
  await cell(page, "person777@example.com").waitFor();
  assert.ok(asked.length > 10);
  assert.deepEqual(asked.filter((url) => /person12|p777/i.test(url.split("#")[0]!)), []);
  await page.getByRole("button", { name: /^Remove the filter/ }).click();
  await page.getByText("2,000 rows", { exact: true }).waitFor();

  await page.goto(`${new URL(page.url()).pathname}?tab=rows&filter=nobody:is:x`);
  await page.getByText("neither a field nor a column").waitFor();
  await page.getByRole("button", { name: "Clear" }).click();
  await cell(page, "person0@example.com").waitFor();
}

/** Cells are selected and copied as a spreadsheet takes them, also those that were never in view. */
export async function gridCopied(page: Page): Promise<void> {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await openRows(page);
  await cell(page, "person0@example.com").click();
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Shift+ArrowRight");
  await page.getByText("2 × 2 selected").waitFor();
  await page.keyboard.press("Control+c");
  await said(page, "Copied: 2 rows.");
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  assert.equal(
    await copied(),
    "E-mail\tFirst name\nperson0@example.com\tP0\nperson1@example.com\tP1",
  );
  await page.keyboard.press("Control+a");
  await page.getByText(/^2,000 × \d selected$/).waitFor();
  await page.keyboard.press("Control+c");
  await said(page, "Copied: 2,000 rows.");
  const all = (await copied()).split("\n");
  assert.equal(all.length, 2_001);
  assert.match(all.at(-1)!, /person1999@example\.com/);
  assert.ok(all.some((line) => line.includes("\t'=1+1")), "no formula is pasted");

  // The number of a row stands for all of it, and with Shift for those between.
  const columns = await gridOf(page).getByRole("columnheader").count();
  await cell(page, "2").click();
  await page.getByText(`1 × ${columns} selected`).waitFor();
  await cell(page, "4").click({ modifiers: ["Shift"] });
  await page.getByText(`3 × ${columns} selected`).waitFor();
}

/** Columns are hidden, moved and made wider, by mouse and keyboard; the next visit finds them so. */
export async function gridColumns(page: Page): Promise<void> {
  await openRows(page);
  await cell(page, "person0@example.com").waitFor();
  const heads = async () =>
    (await gridOf(page).getByRole("columnheader").allTextContents()).map((text) => text.trim());
  assert.deepEqual((await heads()).slice(0, 5), [
    "Row",
    "State",
    "E-mail",
    "First name",
    "Last name",
  ]);

  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("checkbox", { name: "State" }).uncheck();
  await page.getByRole("button", { name: "Move Last name towards the start" }).click();
  await page.keyboard.press("Escape");
  assert.deepEqual((await heads()).slice(0, 4), ["Row", "E-mail", "Last name", "First name"]);

  const width = async () => {
    const box = await gridOf(page).getByRole("columnheader", { name: "E-mail" }).boundingBox();
    return Math.round(box!.width);
  };
  const before = await width();
  await cell(page, "person0@example.com").click();
  await page.keyboard.press("Alt+ArrowRight");
  assert.equal(await width(), before + 16);
  const head = (await gridOf(page).getByRole("columnheader", { name: "E-mail" }).boundingBox())!;
  await page.mouse.move(head.x + head.width - 1, head.y + 10);
  await page.mouse.down();
  await page.mouse.move(head.x + head.width + 59, head.y + 10, { steps: 3 });
  await page.mouse.up();
  assert.ok(Math.abs(await width() - (before + 76)) <= 2, `${await width()} px wide`);

  await page.reload();
  await cell(page, "person0@example.com").waitFor();
  assert.deepEqual((await heads()).slice(0, 4), ["Row", "E-mail", "Last name", "First name"]);
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("button", { name: "Reset columns" }).click();
  await page.keyboard.press("Escape");
  assert.deepEqual((await heads()).slice(0, 3), ["Row", "State", "E-mail"]);
}
