/** Steps back and forward by key and by button, also after a reload; the history and its moments. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { MESSY, MESSY_MANY } from "../files.ts";
import { openJob, register, uploadByButton } from "../person.ts";
import { fact, makeSeen, said } from "../screen.ts";
import { inspect, refuse } from "./accessibility.ts";
import { makeList } from "./lists.ts";

const PANEL = "[role=tabpanel]";

async function review(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(page, MESSY_MANY);
  await openJob(page, MESSY_MANY.name, "Needs review");
  await page.getByRole("tab", { name: /^Issues/ }).click();
}

/** Ctrl+Z undoes what was decided last, wherever it was decided; Ctrl+Shift+Z does it again. */
export async function undoByKey(page: Page): Promise<void> {
  await review(page);
  await page.getByRole("button", { name: "Keep all" }).click();
  await fact(page, "Open issues", "0");
  await page.keyboard.press("Control+z");
  await said(page, /^Undone: A decision on issue 1: kept as it is \(grace@example\.com\)\./);
  await fact(page, "Open issues", "1");
  await page.getByRole("button", { name: "Nothing to undo" }).waitFor();

  // Derived from the log: the same after a reload, and on another device.
  await page.reload();
  await page.getByRole("button", { name: /^Redo: A decision on issue 1/ }).waitFor();
  await page.keyboard.press("Control+Shift+Z");
  await said(page, /^Done again: A decision on issue 1/);
  await fact(page, "Open issues", "0");

  const other = await page.context().newPage();
  await other.goto(page.url());
  await other.getByRole("button", { name: /^Undo: A decision on issue 1/ }).click();
  await fact(other, "Open issues", "1");
  await fact(page, "Open issues", "1");
  await other.close();

  // The clean list is a step like any.
  await page.getByRole("button", { name: "Keep all" }).click();
  await makeList(page);
  await page.getByRole("button", { name: /^Undo: The clean list was created/ }).waitFor();
  await page.keyboard.press("Control+z");
  await said(page, /^Undone: The clean list was created/);
  await page.getByRole("button", { name: "Create clean list" }).waitFor();
}

/** A row of two issues: to exclude it for one decides both. */
const NAMELESS = { name: "nameless.csv", text: `${MESSY.text}nobody@example.com,,,Nowhere\n` };

/** The page names what it decided itself, and asks only for what it cannot know. */
export async function undoNamedAtOnce(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(page, NAMELESS);
  await openJob(page, NAMELESS.name, "Needs review");
  await page.getByRole("group", { name: "Decision" }).waitFor();
  const undo = (of: string | number) =>
    page.getByRole("button", { name: new RegExp(`^Undo: A decision on issue ${of}: `) });
  let asked = 0;
  page.on("request", (request) => {
    if (/\/undo\?/.test(request.url())) asked++;
  });
  const decide = async () => {
    const answer = page.waitForResponse(/\/resolve$/);
    await page.keyboard.press("a");
    await (await answer).finished();
  };

  await decide();
  await undo(1).waitFor();
  await decide();
  await decide();
  await undo(3).waitFor();
  // The page has heard of all three when the history has.
  await page.getByRole("tab", { name: "History" }).click();
  await page.getByText("A decision on issue 3").first().waitFor();
  assert.equal(asked, 0);

  // One that is refused is not what is undone next.
  await page.getByRole("tab", { name: /^Issues/ }).click();
  await page.getByRole("group", { name: "Decision" }).waitFor();
  const detail = "A decision needs something else.";
  await page.route(/\/resolve$/, (route) => refuse(route, 422, "INVALID", detail), { times: 1 });
  await page.keyboard.press("a");
  await said(page, detail);
  await undo(3).waitFor();

  // What was done elsewhere is asked for, and so is what a decision did beyond its own issue.
  const job = new URL(page.url()).pathname.split("/").at(-1);
  const undone = await page.request.delete(`/api/issues/${job}.3/resolution`, {
    headers: { "sec-fetch-site": "same-origin" },
  });
  assert.ok(undone.ok(), await undone.text());
  await undo(2).waitFor();
  await page.getByRole("button", { name: /^Redo: A decision on issue 3/ }).waitFor();
  await page.getByRole("option", { name: /nobody@example\.com/ }).first().click();
  await page.keyboard.press("s");
  await undo("\\d+, \\d+").waitFor();
  await page.getByRole("button", { name: "Nothing to redo" }).waitFor();
}

async function decideElsewhere(page: Page, number: number): Promise<void> {
  const job = new URL(page.url()).pathname.split("/").at(-1);
  const answer = await page.request.post(`/api/issues/${job}.${number}/resolve`, {
    data: { action: "keep" },
    headers: { "sec-fetch-site": "same-origin" },
  });
  assert.ok(answer.ok(), await answer.text());
}

/** What is done elsewhere while a step is gone, or whose answer is lost, is named all the same. */
export async function undoNamedInTheEnd(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(page, NAMELESS);
  await openJob(page, NAMELESS.name, "Needs review");
  await page.getByRole("group", { name: "Decision" }).waitFor();
  const undo = (of: number) =>
    page.getByRole("button", { name: new RegExp(`^Undo: A decision on issue ${of}: `) });
  await page.keyboard.press("a");
  await undo(1).waitFor();

  // What is next after the step is asked for, and the answer is on its way for long.
  let asked = 0;
  const held = Promise.withResolvers<() => Promise<void>>();
  const isAsked = /\/undo\?/;
  await page.route(isAsked, async (route) => {
    if (++asked !== 2) return route.continue();
    const response = await route.fetch();
    held.resolve(() => route.fulfill({ response }));
  });
  await page.keyboard.press("Control+z");
  const letCome = await held.promise;
  await decideElsewhere(page, 2);
  await fact(page, "Open issues", "6");
  await letCome();
  await undo(2).waitFor();
  await page.unroute(isAsked);

  await page.route(isAsked, (route) => route.abort(), { times: 1 });
  await decideElsewhere(page, 3);
  await undo(3).waitFor();
}

/** A press undoes what the button names, or nothing: not what was done elsewhere unseen. */
export async function undoOnlyTheNamed(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(page, MESSY);
  await openJob(page, MESSY.name, "Needs review");
  await page.getByRole("group", { name: "Decision" }).waitFor();
  await page.keyboard.press("a");
  const named = page.getByRole("button", { name: /^Undo: A decision on issue 1: / });
  await named.waitFor();
  await fact(page, "Open issues", "4");
  await makeSeen(page, "hidden"); // it hears of nothing any more
  await decideElsewhere(page, 2);
  await named.click();
  await said(page, /^The job has changed since you saw it/);
  await page.getByRole("button", { name: /^Undo: A decision on issue 2: / }).click();
  await said(page, /^Undone: A decision on issue 2/);
  await named.waitFor();
  await fact(page, "Open issues", "4");
}

/** Where somebody types, the keys are the text's. */
export async function undoWhileTyping(page: Page): Promise<void> {
  await review(page);
  await page.getByRole("button", { name: "Keep all" }).click();
  await fact(page, "Open issues", "0");
  await page.getByRole("tab", { name: /^Rows/ }).click();
  await page.getByRole("searchbox").pressSequentially("grace");
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  await page.getByRole("button", { name: /^Undo: A decision on issue 1/ }).waitFor();
  await fact(page, "Open issues", "0");
}

/** The history: newest first, with whom a line is about, by kind and person, and its moments. */
export async function historyAndMoments(page: Page): Promise<void> {
  await review(page);
  await page.getByRole("button", { name: "Keep all" }).click();
  await makeList(page);
  await page.getByRole("tab", { name: "History" }).click();
  const lines = page.getByRole("list", { name: "History, newest first" }).getByRole("listitem");
  await lines.first().getByText("The clean list was created").first().waitFor();
  await inspect(page, "The clean list was created", PANEL);

  await page.getByLabel("What").selectOption({ label: "Decisions" });
  await lines.filter({ hasText: "The clean list was created" }).waitFor({ state: "detached" });
  assert.equal(await lines.count(), 1);
  await page.getByLabel("Who").selectOption({ label: "Rollcall itself" });
  await page.getByText("Nothing of this kind has happened.").waitFor();
  await page.getByLabel("Who").selectOption({ label: "Anybody" });
  await lines.getByRole("link", { name: /^grace@example\.com, rows/ }).click();
  await page.getByRole("tab", { name: /^Rows/, selected: true }).waitFor();
  await page.locator("[data-full-value]").getByText(/^12\d$/).waitFor();

  // As of the beginning, by the slider: read-only, plainly marked, with the way back.
  await page.getByRole("tab", { name: "History" }).click();
  await page.getByRole("link", { name: /^View as of here: A decision on issue 1/ }).click();
  const moment = page.getByRole("region", { name: "An earlier moment" });
  await moment.getByText("Only to look at: nothing can be changed here.").waitFor();
  await page.getByRole("grid", { name: "Rows as they were" }).waitFor();
  const slider = moment.getByRole("slider", { name: "Moment of the job’s life" });
  await slider.focus();
  await page.keyboard.press("Home");
  await moment.getByText(/Step 1 of 3/).waitFor();
  await page.getByRole("row", { name: /^Open issues 1 of 1/ }).waitFor();
  await inspect(page, "2 steps since");
  await page.getByRole("button", { name: "Issues", exact: true }).click();
  const issues = page.getByRole("grid", { name: "Issues as they were" });
  await issues.getByRole("row", { name: /grace@example\.com.*Duplicate.*Open/ }).waitFor();
  await inspect(page, "Open");
  await slider.press("ArrowRight");
  await issues.getByRole("row", { name: /grace@example\.com.*All rows were kept/ }).waitFor();
  await slider.press("Home");
  await moment.getByText(/Step 1 of 3/).waitFor();

  await moment.getByRole("button", { name: "Restore to here" }).click();
  const dialog = page.getByRole("dialog", { name: "Restore the job to this moment?" });
  await dialog.getByText("The decision on 1 issue is undone.").waitFor();
  await dialog.getByText("The clean list is no longer current").waitFor();
  await inspect(page, "2 steps since then");
  await dialog.getByRole("button", { name: "Restore" }).click();
  await page.getByRole("tab", { name: "History", selected: true }).waitFor();
  await fact(page, "Open issues", "1");
  await page.getByLabel("What").selectOption({ label: "Everything" });
  await lines.filter({ hasText: "All decisions were brought back" }).waitFor();
  await page.keyboard.press("Control+z");
  await page.getByText("Your clean list is ready").waitFor();
}
