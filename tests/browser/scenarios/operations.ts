/** The operator's page: reached from the account's menu, followed without a reload, not for others. */
import type { Page } from "playwright-core";
import { CLEAN } from "../files.ts";
import { openJob, register, uploadByButton } from "../person.ts";
import { fact } from "../screen.ts";
import { inspect } from "./accessibility.ts";

/** @param makeOperator grants it to the account of this id, as an operator's command does */
export async function operator(
  page: Page,
  makeOperator: (userId: string) => Promise<void>,
): Promise<void> {
  await register(page);
  const { id } = await (await page.request.get("/api/auth/me")).json();
  await makeOperator(id);
  // The next token has the role.
  await page.context().clearCookies({ name: "rollcall_session" });
  await page.reload();
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("menuitem", { name: "Operations" }).click();
  await page.getByRole("heading", { level: 1, name: "Operations" }).waitFor();
  await inspect(page, "Consumers");
  await inspect(page, "All services are up to date");
  await page.getByText(/^Recorded [\d,]+ now/).waitFor();
  await inspect(page, "Messages in the queues");
  await fact(page, "Not published", "0");
  const parsing = page.getByRole("row").filter({ hasText: "Parsing" });
  await parsing.getByRole("cell").nth(3).getByText("0", { exact: true }).waitFor();

  // A job of one's own moves the log; the page that stays open shows it by itself.
  const head = page.locator("dl > div").filter({ hasText: "Newest position" }).locator("dd");
  const before = await head.textContent();
  const other = await page.context().newPage();
  await other.goto("/");
  await uploadByButton(other, CLEAN);
  await openJob(other, CLEAN.name, "Completed");
  await page.bringToFront();
  await head.filter({ hasNotText: before! }).waitFor();
}

export async function notAnOperator(page: Page): Promise<void> {
  await register(page);
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("menuitem", { name: "Sign out", exact: true }).waitFor();
  if (await page.getByRole("menuitem", { name: "Operations" }).count() > 0) {
    throw new Error("the menu shows the operator's page to somebody who is none");
  }
  await page.goto("/operations");
  await page.getByText("This needs the role admin").waitFor();
}
