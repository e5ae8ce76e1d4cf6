/** What has a name has it everywhere: in the Makefile, the tasks and the architecture page. */
import assert from "node:assert/strict";
import { rules } from "../../domain/contacts/rules.ts";
import { services } from "@rollcall/platform/manifest.ts";
import { walk } from "../walk.ts";

const FOLDERS = [
  ...["cli", "contracts", "deploy", "domain", "event-store", "platform", "services", "tests"],
  "web/src",
];

Deno.test("every target of the Makefile is a task", async () => {
  const makefile = await Deno.readTextFile("Makefile");
  const targets = makefile.match(/^TASKS := (.*)$/m)?.[1]?.split(" ") ?? [];
  const { tasks } = JSON.parse(await Deno.readTextFile("deno.json"));
  assert.ok(targets.length > 0);
  assert.deepEqual(targets.filter((name) => !(name in tasks)), []);
});

Deno.test("the architecture page names every service, the page of streams every published event", async () => {
  const [architecture, streams] = await Promise.all(
    ["ARCHITECTURE.md", "docs/streams.md"].map((page) => Deno.readTextFile(page)),
  );
  const events: string[] = [];
  for await (const entry of Deno.readDir("contracts/events")) {
    if (entry.isDirectory) events.push(pascal(entry.name));
  }
  const names = services.map((service) => service.name);
  assert.deepEqual(names.filter((name) => !architecture!.includes(`| ${name} `)), []);
  assert.deepEqual(events.filter((name) => !streams!.includes(name)).sort(), []);
});

Deno.test("the page of streams has each queue's owner with what the manifest wakes it by", async () => {
  const page = await Deno.readTextFile("docs/streams.md");
  const rows = page.matchAll(/^\| `data-ingestion-[a-z-]*queue`[^|]*\| ([^|]*?) *\| (\w+) *\|$/gm);
  const told = [...rows].map(([, filter, owner]) => [owner, filter]);
  const reacting = services.flatMap(({ name, reacts }) => {
    if (!reacts) return [];
    return [[name, typeof reacts === "object" ? Object.keys(reacts).sort().join(", ") : reacts]];
  });
  const sorted = told.map(([owner, filter]) => [owner, filter!.split(", ").sort().join(", ")]);
  assert.deepEqual(sorted.sort(), reacting.sort());
});

Deno.test("the page has words for every warning that a rule can give", async () => {
  const words = await Deno.readTextFile("web/src/lib/rows/warnings.ts");
  const known = [...words.matchAll(/^ {2}([A-Z][A-Z0-9_]+): \{$/gm)].map(([, code]) => code);
  const codes = rules.filter(({ severity, asks }) => severity === "warning" && !asks).map((
    { code },
  ) => code);
  assert.ok(codes.length >= 8);
  assert.deepEqual(codes.filter((code) => !known.includes(code)), []);
});

Deno.test("files are named in one case: snake_case, kebab-case or a component's PascalCase in web", async () => {
  const wrong: string[] = [];
  for (const folder of FOLDERS) {
    for await (const path of walk(folder)) if (!isNamedByRule(path)) wrong.push(path);
  }
  assert.deepEqual(wrong, []);
});

Deno.test("names, negative twin: a file in another case is found", () => {
  const good = [
    "platform/body_rate.ts",
    "platform/body_rate_test.ts",
    "contracts/events/job-created/v1.schema.json",
    "web/src/lib/reading/upload-draft.svelte.ts",
    "web/src/lib/issues/compare_test.ts",
    "web/src/lib/ui/Button.svelte",
    "web/src/routes/+page.svelte",
  ];
  assert.deepEqual(good.filter((path) => !isNamedByRule(path)), []);
  const wrong = [
    "platform/body-rate.ts",
    "platform/bodyRate.ts",
    "web/src/lib/reading/upload_draft.svelte.ts",
    "web/src/lib/ui/button.svelte",
  ];
  assert.deepEqual(wrong.filter(isNamedByRule), []);
});

/** Whether CONTRIBUTING.md's rule for the names of source files holds for the path. */
function isNamedByRule(path: string): boolean {
  const file = path.split("/").at(-1)!;
  if (/\.svelte$/.test(file)) return /^(\+[a-z]+|[A-Z][A-Za-z]*)\.svelte$/.test(file);
  if (!/\.(ts|js|sql)$/.test(file)) return true;
  return path.startsWith("web/src/")
    ? /^\+?[a-z0-9-]+(_test)?(\.[a-z]+)*$/.test(file)
    : /^[a-z0-9_]+(\.[a-z]+)*$/.test(file);
}

/** parsing-started → ParsingStarted */
function pascal(folder: string): string {
  return folder.split("-").map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}
