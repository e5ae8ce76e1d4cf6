/** The review as a workbench: it fills the window, keeps what is typed, and reads nothing twice. */
import assert from "node:assert/strict";
import type { Page, Request } from "playwright-core";
import { MESSY, MISTYPED } from "../files.ts";
import { openJob, register, uploadByButton, WIDE } from "../person.ts";
import { fact, said, showIssues } from "../screen.ts";

const PHONE = { width: 390, height: 844 };

async function review(page: Page, file = MESSY): Promise<void> {
  await register(page);
  await uploadByButton(page, file);
  await openJob(page, file.name, "Needs review");
  await page.getByRole("group", { name: "Decision" }).waitFor();
}

/** Wherever one is in a long issue, on a phone too, the buttons are in the window. */
export async function buttonsInView(page: Page): Promise<void> {
  await review(page);
  for (const size of [WIDE, PHONE]) {
    await page.setViewportSize(size);
    const bar = page.getByRole("group", { name: "Decision" });
    for (const name of ["Keep as it is", "Exclude", "Edit", "Choose row 3", "Keep all"]) {
      const button = bar.getByRole("button", { name, exact: false });
      if (await button.count() === 0) continue;
      const { y, height } = (await button.boundingBox())!;
      assert.ok(y + height <= size.height, `${name} ends at ${y + height} of ${size.height}`);
    }
    const scrolls = await page.evaluate(() =>
      document.documentElement.scrollHeight - document.documentElement.clientHeight
    );
    assert.equal(scrolls, 0, "the parts scroll, not the page");
  }
  await page.setViewportSize(WIDE);
  assert.equal(
    (await page.getByRole("button", { name: "Create clean list" }).boundingBox())!.y < 92,
    true,
    "the job is one bar below the site's",
  );
}

/** A rule that resolves nothing is not what is offered first, unless somebody picks it. */
export async function rulesThatResolve(page: Page): Promise<void> {
  const lines = [1, 2].map((i) => `person ${i} at example,Ann,Lee${i}\n`);
  await review(page, {
    name: "invalid.csv",
    text: `Email,First Name,Last Name\nada@example.com,Ada,Love\n${lines.join("")}`,
  });
  await page.keyboard.press("r");
  const dialog = page.getByRole("dialog", { name: "Resolve by rule" });
  await dialog.getByRole("radio", { name: /^Keep the rows/, checked: true }).waitFor();
  await dialog.getByText("Resolves 2 issues").waitFor();
  await dialog.getByRole("radio", { name: /^Take the suggestion/ }).check();
  await dialog.getByText("The rule cannot resolve any of these issues.").waitFor();
  assert.equal(await dialog.getByRole("radio", { name: /^Take the/ }).isChecked(), true);
  await page.keyboard.press("Escape");
}

/** One button is proposed, and it is said why; what was done last is beside it, not over it. */
export async function proposedFirst(page: Page): Promise<void> {
  await review(page);
  const bar = page.getByRole("group", { name: "Decision" });
  await showIssues(page, "Duplicates", "2 rows for grace@example.com");
  await bar.getByRole("button", { name: "Choose row 3" }).waitFor();
  await bar.getByText("Row 3 is the first of those with the most fields filled.").waitFor();
  await page.getByText("Proposed", { exact: true }).waitFor();
  // Where the list leaves little room, the buttons still stand in one line.
  await page.setViewportSize({ width: 1024, height: 768 });
  const lines = new Set<number>();
  for (const button of await bar.getByRole("button").all()) {
    lines.add(Math.round((await button.boundingBox())!.y));
  }
  assert.equal(lines.size, 1, `buttons at ${[...lines].join()}`);
  await page.setViewportSize(WIDE);
  await page.keyboard.press("1");
  await said(page, "Row 3 chosen for grace@example.com. 4 issues left.");
  assert.equal(await page.getByRole("region", { name: "Messages" }).locator("*").count(), 0);
  await page.getByRole("region", { name: "Last decision" }).getByRole("button", { name: "Undo" })
    .click();
  await said(page, "Undone: grace@example.com is open again");
  await fact(page, "Open issues", "5");
}

/** What is typed outlives a click elsewhere and a reload, and goes with the person. */
export async function typedTextStays(page: Page): Promise<void> {
  await review(page);
  await showIssues(page, "No e-mail", "Row 5 has no e-mail address");
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByRole("textbox", { name: "E-mail" }).fill("half@exam");
  await page.getByRole("button", { name: /^All types/ }).click();
  await page.getByRole("option", { name: /edsger/ }).click();
  await page.getByRole("heading", { level: 2, name: /^Row 6/ }).waitFor();
  assert.equal(await page.getByRole("form", { name: "Edit the row" }).count(), 0);
  await page.getByRole("option", { name: /Alan/ }).click();
  const field = page.getByRole("textbox", { name: "E-mail" });
  await field.waitFor();
  assert.equal(await field.inputValue(), "half@exam", "after a click elsewhere");

  await page.reload();
  await page.getByRole("heading", { level: 2, name: /^Row 5/ }).waitFor();
  assert.equal(await field.inputValue(), "half@exam", "after a reload, at the same issue");

  await field.fill("alan@example.com");
  await page.getByRole("button", { name: "Save the row" }).click();
  await said(page, "Row 5 corrected");
  const kept = () =>
    page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.includes(".draft.")));
  assert.deepEqual(await kept(), [], "what is sent is not kept");

  await showIssues(page, "Invalid e-mails", "Row 6");
  await page.getByRole("button", { name: "Edit" }).click();
  await field.fill("edsger@exam");
  assert.equal((await kept()).length, 1);
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("menuitem", { name: "Sign out", exact: true }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  assert.deepEqual(await kept(), [], "nothing stays in the tab of who signs out");
}

/** The data begin with the document, before any script of the app, and nothing is asked for twice. */
export async function dataBeginWithTheDocument(page: Page): Promise<void> {
  await review(page);
  for (const path of [new URL(page.url()).pathname, "/"]) {
    const asked: string[] = [];
    const listen = (request: Request) => {
      const { pathname, search } = new URL(request.url());
      asked.push(pathname + search);
    };
    page.on("request", listen);
    await page.goto(path);
    await (path === "/" ? page.getByRole("listitem") : page.getByRole("option")).first().waitFor();
    page.off("request", listen);
    const calls = asked.filter((one) => one.startsWith("/api/"));
    assert.deepEqual(calls.filter((one, i) => calls.indexOf(one) < i), [], "nothing twice");
    const first = path === "/"
      ? ["/api/jobs?limit=25"]
      : [`/api${path}`, `/api${path}/issues?status=OPEN&limit=200`];
    const script = asked.findIndex((one) => one.endsWith(".js"));
    for (const call of ["/api/auth/me", ...first]) {
      const at = asked.indexOf(call);
      assert.ok(at >= 0 && at < script, `${call} goes ahead of the scripts`);
    }
  }
}

/** A plain decision is applied from its answer: the issues are not read again. */
export async function readsNothingTwice(page: Page): Promise<void> {
  await review(page);
  await page.getByRole("option").first().waitFor();
  let reads = 0;
  page.on("request", (request) => {
    if (/\/issues\?/.test(request.url())) reads++;
  });
  for (let left = 4; left >= 2; left--) {
    await page.keyboard.press("a");
    await fact(page, "Open issues", String(left));
  }
  // Whoever waits longer than the page does would see it read.
  await page.getByRole("tab", { name: "History" }).click();
  await page.getByText(/kept/i).first().waitFor();
  await page.getByRole("tab", { name: /Issues/ }).click();
  assert.equal(reads, 0);

  const other = await page.context().newPage();
  await other.goto(page.url());
  await other.getByRole("group", { name: "Decision" }).waitFor();
  await other.keyboard.press("s");
  await fact(page, "Open issues", "1");
  await page.getByRole("option").nth(1).waitFor({ state: "detached" });
  assert.ok(reads > 0, "what somebody else decides is read");
}

/** Without a connection a filter leaves the list as it was, and says why. */
export async function filterOffline(page: Page): Promise<void> {
  await review(page, MISTYPED);
  await page.getByRole("option", { name: /ann@gmial/ }).waitFor();
  await page.route("**/issues?*", (route) => route.abort());
  await page.getByRole("group", { name: "Type" }).getByRole("button", { name: /^Duplicates/ })
    .click();
  await page.getByRole("region", { name: "Messages" }).getByText("cannot be reached").waitFor();
  await page.getByRole("option", { name: /ann@gmial/ }).waitFor();
  const all = page.getByRole("group", { name: "Type" }).getByRole("button", { name: /^All types/ });
  assert.equal(
    await all.getAttribute("aria-pressed"),
    "true",
    "the filter is the one that is shown",
  );
  await page.unroute("**/issues?*");
  await showIssues(page, "Duplicates", "2 rows for grace@example.com");
}
