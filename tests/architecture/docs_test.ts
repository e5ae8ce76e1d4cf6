/** The documents tell the truth about the tree: variables, commands, links and routes exist. */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { openApiDocument } from "@rollcall/contracts/openapi";
import { configurationPage, PAGE } from "../../deploy/local/configuration.ts";
import { walk } from "../walk.ts";

const api = await Deno.readTextFile("docs/api.md");
const filesBelow = async (path: string, name: RegExp) =>
  (await Array.fromAsync(walk(path))).filter((file) => name.test(file));
const rootDocuments = ["README", "ARCHITECTURE", "CONTRIBUTING", "CHANGELOG", "SECURITY"]
  .map((name) => `${name}.md`);
const documents = [...rootDocuments, ...await filesBelow("docs", /\.md$/)];

Deno.test("docs/configuration.md is as the manifest and the schemas have it", async () => {
  const squeeze = (text: string) => text.replace(/-{3,}/g, "---").replace(/\s+/g, " ").trim();
  const page = await Deno.readTextFile(PAGE);
  assert.equal(squeeze(page), squeeze(await configurationPage()), "run task configuration:write");
});

Deno.test("the configuration page has every variable that the local stack reads", async () => {
  const page = await Deno.readTextFile(PAGE);
  for (const file of await filesBelow("deploy/local", /(?<!_test)\.ts$/)) {
    const source = await Deno.readTextFile(file);
    for (const [, name] of source.matchAll(/variables\.([A-Z][A-Z0-9_]+)/g)) {
      assert.ok(page.includes(`\`${name}\``) || name === "PATH", `${name} of ${file}`);
    }
  }
});

Deno.test("every command that the documents name exists", async () => {
  const { tasks } = JSON.parse(await Deno.readTextFile("deno.json"));
  const makefile = await Deno.readTextFile("Makefile");
  const targets = makefile.match(/^TASKS := (.*)$/m)![1]!.split(" ");
  for (const document of documents) {
    const text = await Deno.readTextFile(document);
    const code = [...text.matchAll(/`[^`]+`|```[\s\S]*?```/g)].join("\n");
    for (const [, task] of code.matchAll(/deno task ([a-z][\w:-]*)/g)) {
      assert.ok(task! in tasks, `${document} names "deno task ${task}"`);
    }
    for (const [, target] of code.matchAll(/\bmake ([a-z]+)/g)) {
      assert.ok(targets.includes(target!), `${document} names "make ${target}"`);
    }
  }
});

Deno.test("every command of the documents runs where only Node, npm and make are", async () => {
  assert.deepEqual(bareCommands("`deno task dlq`, or\n```sh\nX=1 deno run -A x.ts\n```"), [
    "deno task",
    "deno run",
  ]);
  assert.deepEqual(bareCommands("`deploy/local/deno task dlq`, `deno.json`, and deno run"), []);
  for (const document of documents) {
    // What was decided once is told in the words of then.
    if (document.startsWith("docs/adr/")) continue;
    const bare = bareCommands(await Deno.readTextFile(document));
    assert.deepEqual(
      bare,
      [],
      `${document}: write deploy/local/deno, as a newcomer has no deno on PATH`,
    );
  }
});

/** Commands in the code of a document that need a Deno on PATH. */
function bareCommands(markdown: string): string[] {
  const code = markdown.match(/```[\s\S]*?```|`[^`]+`/g)?.join("\n") ?? "";
  return code.match(/(?<![\w./-])deno [a-z]+/g) ?? [];
}

Deno.test("every link of the documents leads somewhere", async () => {
  for (const document of documents) {
    const text = await Deno.readTextFile(document);
    for (const [, target] of text.matchAll(/\]\(([^)#:\s]+)\)/g)) {
      const path = join(dirname(document), target!);
      await assert.doesNotReject(Deno.stat(path), `${document} links to ${target}`);
    }
  }
});

Deno.test("every path of the examples is a route of the API", () => {
  const paths = Object.keys(openApiDocument().paths ?? {})
    .map((path) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`));
  const examples = [...api.matchAll(/\$api(\/[^\s"?]*)/g)].map(([, path]) => path!);
  assert.ok(examples.length > 10);
  for (const path of examples) {
    assert.ok(paths.some((known) => known.test(path)), `${path} is no route`);
  }
});

Deno.test("every decision record has its number, a title and a status", async () => {
  for (const file of await filesBelow("docs/adr", /\.md$/)) {
    const number = Number(file.match(/(\d{4})-[^/]+$/)![1]);
    const [title, , status] = (await Deno.readTextFile(file)).split("\n");
    assert.match(title!, new RegExp(`^# ${number}\\. \\S`), file);
    // Of a later record there is a link, which leads somewhere as every link does.
    const later = String.raw`\[ADR \d+\]\(\d{4}-[\w-]+\.md\)`;
    const statuses =
      `accepted|accepted, superseded in part by ${later}(: .+)?|superseded by ${later}`;
    assert.match(status!, new RegExp(`^Status: (${statuses})$`), file);
  }
});
