/** The documents tell the truth about the tree: variables, commands, links and routes exist. */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { openApiDocument } from "@rollcall/contracts/openapi";
import { configurationPage, PAGE } from "../../deploy/local/configuration.ts";
import { roleOf, toolRows } from "../../platform/manifest.ts";
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

Deno.test("every link of the documents leads somewhere, to a heading too", async () => {
  const faults: string[] = [];
  let anchors = 0;
  for (const document of documents) {
    const text = await Deno.readTextFile(document);
    for (const { path, anchor } of linksOf(text)) {
      const target = path === "" ? document : join(dirname(document), path);
      const there = await Deno.stat(target).catch(() => undefined);
      const told = `${document} links to ${path}${anchor === undefined ? "" : `#${anchor}`}`;
      if (!there) faults.push(told);
      if (!there || anchor === undefined) continue;
      anchors++;
      if (!anchorsOf(await Deno.readTextFile(target)).has(anchor)) faults.push(told);
    }
  }
  assert.deepEqual(faults, []);
  assert.ok(anchors > 5, `only ${anchors} links to a heading were found`);
});

Deno.test("links, negative twin: a heading that is not there is found", () => {
  const links = linksOf("[a](x.md#two-words), [b](#here), [c](y.md) and [d](https://z.org/#q)");
  assert.deepEqual(links, [
    { path: "x.md", anchor: "two-words" },
    { path: "", anchor: "here" },
    { path: "y.md", anchor: undefined },
  ]);
  const page =
    "# One\n\n```sh\n# no heading\n```\n\n## Two `words`, with [a link](x.md)\n\n## One\n";
  assert.deepEqual([...anchorsOf(page)], ["one", "two-words-with-a-link", "one-1"]);
});

/** Links to files of ours; `anchor` is the heading that is meant, in the form of an address. */
function linksOf(markdown: string): { path: string; anchor: string | undefined }[] {
  return [...markdown.matchAll(/\]\(([^)#:\s]*)(?:#([^)\s]+))?\)/g)]
    .map(([, path, anchor]) => ({ path: path!, anchor }));
}

/** The addresses of a page's headings, as GitHub and other readers of Markdown make them. */
function anchorsOf(markdown: string): Set<string> {
  const prose = markdown.replace(/^```[\s\S]*?^```/gm, "");
  const anchors = new Set<string>();
  for (const [, heading] of prose.matchAll(/^#{1,6} +(.+)$/gm)) {
    const shown = heading!.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").trim();
    const anchor = shown.toLowerCase().replace(/[^\p{L}\p{N}_ -]/gu, "").replaceAll(" ", "-");
    let n = 0;
    while (anchors.has(n === 0 ? anchor : `${anchor}-${n}`)) n++;
    anchors.add(n === 0 ? anchor : `${anchor}-${n}`);
  }
  return anchors;
}

Deno.test("a tool that the documents run in a container connects with its own login", async () => {
  let found = 0;
  for (const document of documents) {
    for (const command of await containerCommands(document)) {
      const tool = toolRows.find(({ entry }) => command.includes(entry));
      if (!tool) continue;
      found++;
      const login = roleOf(tool.name);
      assert.match(command, new RegExp(`DATABASE_URL="?postgres://${login}:`), document);
    }
  }
  assert.ok(found > 0, "no command was found");
});

/** Each `docker compose run …` of a document, in one line. */
async function containerCommands(document: string): Promise<string[]> {
  const text = (await Deno.readTextFile(document)).replaceAll("\\\n", " ");
  return text.match(/docker compose run .*/g) ?? [];
}

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
