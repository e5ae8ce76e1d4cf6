import assert from "node:assert/strict";
import { IssueType, mappingFields } from "@rollcall/contracts/api";
import { commandNames } from "./arguments.ts";
import { helpPage } from "./help.ts";

Deno.test("help: every command has a page with the exit codes, and no line is too wide", () => {
  for (const name of [undefined, ...commandNames]) {
    const page = helpPage(name);
    for (const code of [0, 1, 2, 3, 4, 130]) assert.match(page, RegExp(`^ +${code} {2}\\w`, "m"));
    for (const line of page.split("\n")) assert.ok(line.length <= 100, line);
    if (name && name !== "help") assert.ok(page.startsWith(`rollcall ${name}`), name);
  }
  for (const name of commandNames) assert.match(helpPage(), RegExp(`^  ${name} `, "m"));
  assert.match(helpPage("import"), RegExp(IssueType.options.at(-1)!));
});

Deno.test("help: every field that a column can be mapped to is named", () => {
  const option = /--mapping([^]*?)--encoding/.exec(helpPage("import"))![1]!;
  for (const field of mappingFields) assert.match(option, RegExp(`\\b${field}\\b`));
});
