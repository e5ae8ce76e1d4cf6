/** In forced colours, with less motion, and at four times the size everything is told apart and in reach. */
import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { MESSY, workbook } from "../files.ts";
import { openJob, pickFiles, readDialog, register, uploadByButton, WIDE } from "../person.ts";
import { showIssues } from "../screen.ts";
import { makeList } from "./lists.ts";

/** What a person sees of it. */
const looks = (part: Locator) =>
  part.first().evaluate((node) => {
    const { backgroundColor, color, borderBottomColor, outlineStyle } = getComputedStyle(node);
    return { backgroundColor, color, borderBottomColor, outlineStyle };
  });

/** A mode in which the system chooses all colours, so that what is selected needs more than a tint. */
export async function forcedColours(page: Page): Promise<void> {
  await page.emulateMedia({ forcedColors: "active" });
  await review(page);
  const differ = async (one: Locator, other: Locator, what: string) =>
    assert.notDeepEqual(await looks(one), await looks(other), what);
  const tab = (selected: boolean) => page.getByRole("tab", { selected });
  await differ(tab(true), tab(false), "the selected section");
  const filter = (pressed: boolean) =>
    page.getByRole("group", { name: "Type" }).getByRole("button", { pressed });
  await differ(filter(true), filter(false), "the filter that is set");
  const state = (pressed: boolean) =>
    page.getByRole("group", { name: "State" }).getByRole("button", { pressed });
  await differ(state(true), state(false), "open or resolved");
  const issue = (selected: boolean) => page.getByRole("option", { selected });
  await differ(issue(true), issue(false), "the issue that is shown");
  await page.keyboard.press("Tab");
  assert.equal((await looks(page.locator(":focus"))).outlineStyle, "solid", "the focus");

  await page.goto("/");
  await pickFiles(page, await workbook());
  const sheet = (name: string) =>
    page.getByRole("radiogroup", { name: "Sheet" }).locator("label").filter({ hasText: name });
  await sheet("People").waitFor();
  await differ(sheet("People"), sheet("Notes"), "the sheet that is read");
  await page.goBack();
  await page.getByRole("group", { name: "Decision" }).waitFor();

  await page.getByRole("tab", { name: /^Rows/ }).click();
  const cell = (name: string) => page.getByRole("gridcell", { name, exact: true });
  await cell("Ada").click();
  await page.keyboard.press("Shift+ArrowDown");
  await differ(cell("Ada"), cell("Turing"), "the selected cells");
  await differ(cell("Grace"), cell("Ada"), "the cell with the focus among them");
}

/** Nothing moves for whoever asked for that, also while it waits. */
export async function lessMotion(page: Page): Promise<void> {
  await register(page);
  const moving = () => page.evaluate(() => document.getAnimations().length);
  await page.route("**/api/jobs?*", () => {});
  for (const [reducedMotion, moves] of [["reduce", false], ["no-preference", true]] as const) {
    await page.emulateMedia({ reducedMotion });
    await page.reload();
    await page.getByRole("status", { name: "Loading your uploads" }).waitFor();
    assert.equal(await moving() > 0, moves, reducedMotion);
  }
  await page.unroute("**/api/jobs?*");
}

/** A window of 1280 × 1024 at 200 % and 400 %, as the guidelines measure it. */
const ZOOMED = [{ width: 640, height: 512 }, { width: 320, height: 256 }];

/** Text is read without going to and fro; only grids and tables scroll both ways. */
export async function zoomed(page: Page): Promise<void> {
  await page.goto("/login");
  await fits(page, "signing in");
  await review(page);
  await fits(page, "an issue");
  await showIssues(page, "Duplicates", "2 rows for grace@example.com");
  await fits(page, "duplicates");
  await page.getByRole("button", { name: "Merge" }).click();
  await fits(page, "merging");
  await page.getByRole("form").getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Edit" }).click();
  await fits(page, "editing");
  await page.getByRole("form").getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Resolve by rule" }).click();
  await page.getByRole("dialog").getByText("Resolves 1 issue.").waitFor();
  await fits(page, "a rule");
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  for (const action of ["Choose row 3", "Keep as it is", "Keep as it is"]) {
    if (action === "Keep as it is") {
      await page.getByRole("button", { name: /^All types/ }).click();
    }
    await page.getByRole("button", { name: action }).click();
  }
  await page.getByRole("button", { name: "Keep as it is" }).click();
  await page.getByRole("button", { name: "Keep as it is" }).click();
  await makeList(page);
  for (const name of [/^Contacts/, /^Outcome/, /^Rows/, /^History/]) {
    await page.getByRole("tab", { name }).click();
    await page.getByRole("tab", { name, selected: true }).waitFor();
    await fits(page, String(name));
  }
  await page.goto("/account");
  await page.getByRole("heading", { level: 1, name: "Account" }).waitFor();
  await fits(page, "the account");
  await page.goto("/");
  await page.getByRole("link", { name: MESSY.name }).waitFor();
  await fits(page, "the uploads");
  await pickFiles(page, MESSY);
  const look = readDialog(page);
  await look.getByText("Column mapping").waitFor();
  await fits(page, "a look at a file");
  // Between a head and a foot that stay, one line of it would be seen.
  await page.setViewportSize(ZOOMED[1]!);
  assert.ok(
    await look.evaluate((node) => node.scrollHeight > node.clientHeight),
    "it scrolls whole",
  );
}

async function review(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(page, MESSY);
  await openJob(page, MESSY.name, "Needs review");
  await page.getByRole("group", { name: "Decision" }).waitFor();
}

async function fits(page: Page, what: string): Promise<void> {
  for (const size of ZOOMED) {
    await page.setViewportSize(size);
    const [sideways, bothWays, outside] = await page.evaluate(() => {
      const { documentElement: root } = document;
      const scrolls = (overflow: string, content: number, box: number) =>
        ["auto", "scroll"].includes(overflow) && content > box + 1;
      const all = [...document.querySelectorAll("body *")].filter((node) =>
        !node.closest("[role=grid], table, [aria-label='Rows of this issue']") &&
        !node.querySelector(":scope > table, :scope > [role=grid]")
      );
      const both = all.filter((node) => {
        const { overflowX, overflowY } = getComputedStyle(node);
        return scrolls(overflowX, node.scrollWidth, node.clientWidth) &&
          scrolls(overflowY, node.scrollHeight, node.clientHeight);
      });
      // What lies beside the page, and in nothing that scrolls, cannot be reached at all.
      const beside = [...document.querySelectorAll("button, a, input, select")].filter((node) => {
        const { left, right, width } = node.getBoundingClientRect();
        if (width <= 1 || (left >= -1 && right <= root.clientWidth + 1)) return false;
        for (let up = node.parentElement; up; up = up.parentElement) {
          const { overflowX } = getComputedStyle(up);
          if (["auto", "scroll"].includes(overflowX)) return false;
        }
        return true;
      });
      const named = (nodes: Element[]) => nodes.map((node) => node.outerHTML.slice(0, 200));
      return [root.scrollWidth - root.clientWidth, named(both), named(beside)];
    });
    const where = `${what}, ${size.width} px wide`;
    assert.equal(sideways, 0, `${where}: the page scrolls sideways`);
    assert.deepEqual(bothWays, [], `${where}: scrolls both ways`);
    assert.deepEqual(outside, [], `${where}: out of reach`);
  }
  await page.setViewportSize(WIDE);
}
