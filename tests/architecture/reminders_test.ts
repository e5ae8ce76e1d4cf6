/**
 * What docs/adding.md says has to come along with a new thing, where neither the compiler nor another
 * test would notice that it was forgotten.
 */
import assert from "node:assert/strict";
import { contactFields } from "@rollcall/contacts";
import { bulkRules } from "@rollcall/contracts/bulk-rules";
import { helpPage } from "../../cli/help.ts";
import { securityActions } from "../../contracts/api/security_log.ts";
import { headersByLanguage } from "../../domain/contacts/header_languages.ts";
import { golden } from "../../services/projection/schema/golden.ts";
import { walk } from "../walk.ts";

/** Those of the words that a text does not have. */
const missingIn = (text: string, words: readonly string[]) =>
  words.filter((word) => !new RegExp(`(?<![\\w.])${RegExp.escape(word)}(?!\\w)`).test(text));

Deno.test("reminder: the help of the command line names every bulk rule", () => {
  assert.deepEqual(missingIn(helpPage("import"), bulkRules), []);
});

Deno.test("reminder: the oracle draws every bulk rule", async () => {
  const steps = await Deno.readTextFile("tests/oracle/random_steps.ts");
  assert.deepEqual(missingIn(steps, bulkRules), []);
});

Deno.test("reminder: the template to fill in has every field of a contact", async () => {
  const [header = ""] = (await Deno.readTextFile("web/static/template.csv")).split(/\r?\n/);
  assert.deepEqual(header.split(","), contactFields);
});

Deno.test("reminder: the page's history knows every event that a batch begins or ends with", async () => {
  const batches = await Deno.readTextFile("web/src/lib/history/batches.ts");
  const inBatches = new Set(golden.flatMap(({ type, data }) => "batchId" in data ? [type] : []));
  assert.ok(inBatches.size >= 5);
  assert.deepEqual([...inBatches].filter((type) => !batches.includes(`"${type}"`)), []);
});

Deno.test("reminder: every act of the security log is noted somewhere", async () => {
  const texts: string[] = [];
  for (const room of ["platform", "services", "deploy"]) {
    for await (const path of walk(room)) {
      if (/(?<!_test)\.ts$/.test(path)) texts.push(await Deno.readTextFile(path));
    }
  }
  assert.deepEqual(missingIn(texts.join("\n"), securityActions.map((action) => `"${action}"`)), []);
});

Deno.test("reminder: most languages have a header for every field of a contact", () => {
  const languages = Object.values(headersByLanguage);
  const rare = contactFields.filter((field) =>
    languages.filter((names) => names[field]?.length).length < languages.length / 2
  );
  assert.deepEqual(rare, []);
});

Deno.test("reminders, negative twin: what is missing, or only a part of a word, is found", () => {
  assert.deepEqual(missingIn("first, skip; most_complete_x", ["first", "most_complete", "keep"]), [
    "most_complete",
    "keep",
  ]);
  assert.deepEqual(missingIn(".csv,.xlsx", [".csv", ".xls"]), [".xls"]);
});
