/** The tree is the architecture: these tests fail where an import or a statement crosses it. */
import assert from "node:assert/strict";
import { walk } from "../walk.ts";
import { type Import, importsBelow, importsOf } from "./imports.ts";
import { services } from "../../deploy/local/services.ts";

const isTest = (path: string) => /(_test|\/bench)\.ts$|\/testing\//.test(path);
const show = ({ from, to }: Import) => `${from} imports ${to}`;

Deno.test("a service imports contracts, event store and runtime, never another service", async () => {
  const names = new Set(services.map((service) => service.name));
  const imports = await importsBelow("services");
  assert.ok(imports.length > 0);
  const crossing = imports.filter(({ from, to }) => {
    const [, own = ""] = from.split("/");
    const [place, other = ""] = to.split("/");
    if (place === "deploy" || place === "web") return true;
    if (place === "tests") return !isTest(from);
    return place === "services" && names.has(other) && other !== own;
  });
  assert.deepEqual(crossing.map(show), []);
});

Deno.test("contracts, event store and the shared rooms do not know the services", async () => {
  const names = new Set(services.map((service) => service.name));
  const rooms = ["services/runtime", "services/contacts", "services/tables"];
  const folders = ["contracts", "event-store", ...rooms];
  const imports = (await Promise.all(folders.map(importsBelow))).flat();
  const crossing = imports.filter(({ from, to }) => {
    const [place, other = ""] = to.split("/");
    if (place === "services") return names.has(other);
    return !isTest(from) && (place === "deploy" || place === "tests" || place === "web");
  });
  assert.deepEqual(crossing.map(show), []);
});

Deno.test("contracts import neither the event store nor anything that runs", async () => {
  const crossing = (await importsBelow("contracts")).filter(({ from, to }) =>
    !isTest(from) && /^(event-store|services|deploy|tests|web|postgres|@aws-sdk)(\/|$)/.test(to)
  );
  assert.deepEqual(crossing.map(show), []);
});

Deno.test("the command-line client is a program of the public API like anybody else's", async () => {
  const imports = (await importsBelow("cli")).filter(({ from }) => !isTest(from));
  assert.ok(imports.length > 0);
  const crossing = imports.filter(({ to }) => !/^(cli\/|node:|contracts\/api$|zod$)/.test(to));
  assert.deepEqual(crossing.map(show), []);
});

Deno.test("what a contact or a table is can be told without a store, a bus or a request", async () => {
  const imports = (await Promise.all(["services/contacts", "services/tables"].map(importsBelow)))
    .flat();
  const crossing = imports.filter(({ from, to }) =>
    !isTest(from) && /^(event-store|services\/runtime|hono|postgres|@aws-sdk)(\/|$)/.test(to)
  );
  assert.deepEqual(crossing.map(show), []);
});

Deno.test("one file opens transactions, so that one file has to be right about them", async () => {
  const found: string[] = [];
  for (const folder of ["event-store", "services", "deploy", "tests"]) {
    for await (const path of walk(folder)) {
      if (!path.endsWith(".ts") || isTest(path)) continue;
      if (opensTransaction(await Deno.readTextFile(path))) found.push(path);
    }
  }
  assert.deepEqual(found, ["event-store/transaction.ts"]);
});

Deno.test("every service has the same rooms: main.ts, and its name in the table", async () => {
  const mains: string[] = [];
  for await (const path of walk("services")) {
    const [, name, file] = path.split("/");
    if (name && file === "main.ts") mains.push(name);
  }
  assert.deepEqual(mains.sort(), services.map((service) => service.name).sort());
});

Deno.test("the reader of imports sees every form of them", () => {
  const text = [
    'import { a } from "./a.ts";',
    "import {\n  b,\n  c,\n} from './b.ts';",
    'export * from "@rollcall/contracts/api";',
    'import "./side.ts";',
    'const d = await import("./d.ts");',
    '// says "from" and import',
  ].join("\n");
  const found = ["./a.ts", "./b.ts", "@rollcall/contracts/api", "./side.ts", "./d.ts"];
  assert.deepEqual(importsOf(text), found);
});

Deno.test("the reader of transactions sees a call, not a word", () => {
  assert.ok(opensTransaction("await sql.begin(async (tx) => {"));
  assert.ok(opensTransaction("owner.begin<Row>(work)"));
  assert.ok(!opensTransaction("// only one file may call sql.begin"));
});

function opensTransaction(text: string): boolean {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  return /\.(begin|reserve)\s*(<[^>]*>)?\(/.test(code);
}
