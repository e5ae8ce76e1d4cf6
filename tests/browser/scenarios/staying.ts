/** Whatever the job's feed says, a person stays on the page of the table, and nothing is read twice. */
import assert from "node:assert/strict";
import type { Page, Route } from "playwright-core";
import { MANY, MESSY, MESSY_MANY } from "../files.ts";
import { openJob, register, uploadByButton } from "../person.ts";
import { fact, makeSeen, said, showIssues } from "../screen.ts";
import { againOtherwise, makeList } from "./lists.ts";

/** A list that is made: its contacts and its versions are read once, also when the tab returns. */
export async function readOnce(page: Page): Promise<void> {
  await countJobEvents(page);
  await register(page);
  await uploadByButton(page, MANY);
  const read = readsOf(page);
  await openJob(page, MANY.name, "Completed");
  await shown(page, "Contacts", "person0@example.com");
  await heard(page, 1);
  assert.deepEqual([read("contacts"), read("lists")], [1, 1], "each is read once");

  await toEnd(page, "Contacts");
  await shown(page, "Contacts", "person119@example.com");
  await leaveAndReturn(page);
  await shown(page, "Contacts", "person119@example.com");
  assert.deepEqual([read("contacts"), read("lists")], [2, 1], "two pages, and no list anew");

  await page.getByRole("tab", { name: /History/ }).click();
  await page.getByText("Finalised automatically").or(page.getByText(/clean list/)).first()
    .waitFor();
  await leaveAndReturn(page);
  assert.equal(read("events"), 1, "the history is read once");

  await page.getByRole("tab", { name: /Rows/ }).click();
  await toEnd(page, ROWS);
  await shown(page, ROWS, "person119@example.com");
  await leaveAndReturn(page);
  await shown(page, ROWS, "person119@example.com");
  assert.equal(read("rows"), 2, "two pages of rows");
}

/** Who comes back to the tab of a review finds no issue that was resolved elsewhere meanwhile. */
export async function comesBackToIssues(page: Page): Promise<void> {
  await countJobEvents(page);
  await register(page);
  await uploadByButton(page, MESSY);
  await openJob(page, MESSY.name, "Needs review");
  const listed = page.getByRole("option");
  await listed.filter({ hasText: "grace@example.com" }).waitFor();
  await heard(page, 1);
  const job = new URL(page.url()).pathname.split("/").at(-1);
  await leaveAndReturn(page, async () => {
    const answer = await page.request.post(`/api/issues/${job}.1/resolve`, {
      data: { action: "keep" },
      headers: { "sec-fetch-site": "same-origin" },
    });
    assert.ok(answer.ok(), await answer.text());
  });
  await fact(page, "Open issues", "4");
  await listed.filter({ hasText: "grace@example.com" }).waitFor({ state: "detached" });
  assert.equal(await listed.count(), 4);
}

/** Who looks at another section and comes back finds the place and the search that he left. */
export async function comesBack(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(page, MANY);
  const read = readsOf(page);
  await openJob(page, MANY.name, "Completed");
  for (
    const [section, label, other] of [["Contacts", "Contacts", "Rows"], ["Rows", ROWS, "History"]]
  ) {
    await page.getByRole("tab", { name: section! }).click();
    await toEnd(page, label!);
    await shown(page, label!, "person119@example.com");
    await page.getByRole("tab", { name: other! }).click();
    await page.getByRole("tab", { name: other!, selected: true }).waitFor();
    await page.getByRole("tab", { name: section! }).click();
    await shown(page, label!, "person119@example.com");
  }
  assert.deepEqual([read("contacts"), read("rows")], [2, 2], "each page is read once");

  await page.getByRole("searchbox").fill("person77@");
  await page.getByText("1 row", { exact: true }).waitFor();
  await page.getByRole("tab", { name: "History" }).click();
  await page.getByRole("tab", { name: "Rows" }).click();
  await shown(page, ROWS, "person77@example.com");
  assert.equal(await page.getByRole("searchbox").inputValue(), "person77@");
}

/** Who asks for a section and at once for the one that is open stays there, and is shown so. */
export async function changesHisMind(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(page, MANY);
  await openJob(page, MANY.name, "Completed");
  await shown(page, "Contacts", "person0@example.com");
  // At once, and as on a Mac, where a press moves no focus.
  await page.getByRole("tablist").first().evaluate((list) => {
    for (const name of ["Rows", "Contacts"]) {
      [...list.querySelectorAll("button")].find((tab) => tab.innerText.startsWith(name))?.click();
    }
  });
  await page.getByRole("tab", { name: "Contacts", selected: true }).waitFor();
}

/** What is typed while a row of the address is on its way goes where it was begun. */
export async function typesBeforeTheRow(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(page, MANY);
  await openJob(page, MANY.name, "Completed");
  const asked = Promise.withResolvers<Route>();
  await page.route("**/rows?**", (route) => asked.resolve(route), { times: 1 });
  await page.goto(`${new URL(page.url()).pathname}?tab=rows&row=90`);
  const rows = await asked.promise;
  const search = page.getByRole("searchbox");
  await search.focus();
  await rows.continue();
  await shown(page, ROWS, "person88@example.com");
  await page.keyboard.type("person77@");
  assert.equal(await search.inputValue(), "person77@");
}

/** A list that is made anew meanwhile starts at its top; the rows stay where they were. */
export async function comesBackToAnother(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(page, MESSY_MANY);
  await openJob(page, MESSY_MANY.name, "Needs review");
  await page.getByRole("tab", { name: /Issues/ }).click();
  await page.getByRole("button", { name: "Keep all" }).click();
  await makeList(page);
  await page.getByRole("tab", { name: "Contacts" }).click();
  await toEnd(page, "Contacts");
  await shown(page, "Contacts", "Gracie");
  await page.getByRole("tab", { name: "Rows" }).click();
  await toEnd(page, ROWS);
  await shown(page, ROWS, "Gracie");
  await againOtherwise(page);
  await page.getByRole("tab", { name: "Contacts" }).click();
  await shown(page, "Contacts", "person0@example.com");

  // Which rows stand changes with the list: what is in view of the rows is read anew.
  const read = readsOf(page);
  await page.getByRole("tab", { name: "Rows" }).click();
  await shown(page, ROWS, "Gracie");
  await drawn(page);
  assert.ok(read("rows") >= 1, "read anew");
}

/** A decision in another tab changes the job: whoever reads its rows stays where he is. */
export async function staysOnPage(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(page, MESSY_MANY);
  await openJob(page, MESSY_MANY.name, "Needs review");
  await page.getByRole("tab", { name: /Rows/ }).click();
  await toEnd(page, ROWS);
  await shown(page, ROWS, "Gracie");

  const other = await page.context().newPage();
  await other.goto(page.url());
  await other.getByRole("tab", { name: /Issues/ }).click();
  await showIssues(other, "Duplicates", "2 rows for grace@example.com");
  await other.getByRole("button", { name: "Keep all" }).click();
  await fact(page, "Open issues", "0");
  await shown(page, ROWS, "Gracie");
}

/**
 * The stream may tell of a list before the command that made it is answered: whoever looks at
 * something else by then is not taken away from there.
 */
export async function staysWhereHeWent(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(page, MESSY_MANY);
  await openJob(page, MESSY_MANY.name, "Needs review");
  await page.getByRole("tab", { name: /Issues/ }).click();
  await page.getByRole("button", { name: "Keep all" }).click();
  const answer = Promise.withResolvers<() => Promise<void>>();
  await page.route("**/finalize", async (route) => {
    const response = await route.fetch();
    answer.resolve(() => route.fulfill({ response }));
  });
  await makeList(page);
  await page.getByRole("tab", { name: "History" }).click();
  await (await answer.promise)();
  await said(page, "The clean list is ready.");
  await drawn(page);
  const history = page.getByRole("tab", { name: "History" });
  assert.equal(await history.getAttribute("aria-selected"), "true", "the person stays there");
}

const ROWS = "Rows of the file";

/** Waits until a grid shows a cell with this text within its window. */
async function shown(page: Page, label: string, text: string): Promise<void> {
  const cell = page.getByRole("grid", { name: label }).getByText(text, { exact: true }).first();
  await cell.waitFor();
  await page.waitForFunction((node) => {
    const box = node!.closest("[role=grid]")!.getBoundingClientRect();
    const { top, bottom } = node!.getBoundingClientRect();
    return top >= box.top && bottom <= box.bottom;
  }, await cell.elementHandle());
}

/** Goes to the last row, as a person does by keyboard. */
async function toEnd(page: Page, label: string): Promise<void> {
  const grid = page.getByRole("grid", { name: label });
  await grid.getByText("person0@example.com", { exact: true }).waitFor();
  await grid.focus();
  await page.keyboard.press("End");
}

/** How often each part of the job was read since. */
function readsOf(page: Page): (part: string) => number {
  const paths: string[] = [];
  page.on("request", (request) => paths.push(new URL(request.url()).pathname));
  return (part) => paths.filter((path) => path.endsWith(`/${part}`)).length;
}

/** Counts what the job's stream says, in the page. */
async function countJobEvents(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen = globalThis as unknown as { jobEvents: number };
    seen.jobEvents = 0;
    const { addEventListener } = EventSource.prototype;
    const counting: typeof addEventListener = function (
      this: EventSource,
      type: string,
      act: unknown,
    ) {
      addEventListener.call(this, type, (event) => {
        (act as EventListener)(event);
        if (type === "job") seen.jobEvents++;
      });
    };
    EventSource.prototype.addEventListener = counting;
  });
}

/** Waits until the stream has said so much of the job, and the page has drawn what comes of it. */
async function heard(page: Page, events: number): Promise<void> {
  await page.waitForFunction(
    (wanted) => (globalThis as unknown as { jobEvents: number }).jobEvents >= wanted,
    events,
  );
  await drawn(page);
}

/** Waits until the page has drawn what it knows. */
async function drawn(page: Page): Promise<void> {
  await page.evaluate(() =>
    new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
  );
}

/** The tab goes out of view, and comes back: the stream is opened anew and tells the job again. */
async function leaveAndReturn(
  page: Page,
  meanwhile: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const events = await page.evaluate(() =>
    (globalThis as unknown as { jobEvents: number }).jobEvents
  );
  await makeSeen(page, "hidden");
  await meanwhile();
  await makeSeen(page, "visible");
  await heard(page, events + 1);
}
