/** What the manifest says is said nowhere else, and what it cannot make is held to it. */
import assert from "node:assert/strict";
import { MAX_UPLOAD_BYTES } from "@rollcall/contracts/api";
import { configuration, shapeOfService } from "../../deploy/local/configuration.ts";
import { defaults, manifest, services, storePorts } from "@rollcall/platform/manifest.ts";
import { walk } from "../walk.ts";

Deno.test("manifest: a service reads exactly the variables that its row names", async () => {
  for (const row of services) {
    const own = row.variables
      ? Object.keys((await import(`../../services/${row.name}/config.ts`)).variables)
      : [];
    assert.deepEqual(own.sort(), [...row.variables ?? []].sort(), row.name);
    assert.ok("PORT" in await shapeOfService(row));
  }
});

Deno.test("manifest: ports and their variables are nobody else's", () => {
  for (const key of ["port", "portVariable"] as const) {
    assert.equal(new Set(services.map((row) => row[key])).size, services.length, key);
  }
});

Deno.test("manifest: the programs that cannot import it fall back to its ports", async () => {
  const { web } = storePorts, { gateway } = manifest;
  const said = [
    ["web/vite.config.ts", `env.WEB_PORT || ${web.port})`],
    ["web/vite.config.ts", `env.API_PORT || ${gateway.port}}`],
    ["deploy/containers/web.ts", `"PORT") ?? ${web.port})`],
    ["deploy/containers/web.ts", `"http://127.0.0.1:${gateway.port}"`],
    ["cli/connection.ts", `DEFAULT_URL = "http://localhost:${gateway.port}"`],
  ];
  for (const [file, words] of said) {
    assert.ok((await Deno.readTextFile(file!)).includes(words!), `${file} lacks ${words}`);
  }
});

/** Long enough to be no other number or name by chance. */
const TELLING = /^\d{5,}$|^[a-z]+([-.@][a-z]+)+$/;

/** Each default that tells, with the variables whose default it is. */
const told = new Map<string, string[]>();
for (const { name, defaults: values } of await configuration()) {
  for (const value of new Set(values.values())) {
    if (TELLING.test(value)) told.set(value, [...told.get(value) ?? [], name]);
  }
}

/** The same number or name where it is another idea: value, file and what it is there. */
const others: [value: string, path: string, is: string][] = [
  ["5242880", "platform/object_store.ts", "the least that S3 takes as a part"],
  ["2000000", "domain/tables/work_budget.ts", "blank cells of a text"],
  ["250000", "services/review/threads/threads.ts", "rows that a thread caches"],
  ["300000", "services/identity/tokens.ts", "5 minutes"],
  ["300000", "services/upload/expired_jobs.ts", "5 minutes"],
  ["300000", "services/upload/main.ts", "5 minutes"],
  ["43200", "contracts/api/story/account.ts", "a session of the story"],
  ["rollcall-web", "compose.yaml", "the image of the web"],
];

const sources = [
  "contracts",
  "domain",
  "event-store",
  "platform",
  "services",
  "deploy",
  "cli",
  "web",
];

Deno.test("manifest: a default value stands once for each variable that has it", async () => {
  assert.ok(told.size >= 12, "the defaults were not understood");
  assert.deepEqual(told.get(defaults.S3_BUCKET_NAME), ["S3_BUCKET_NAME"]);
  assert.deepEqual(told.get(String(MAX_UPLOAD_BYTES)), ["MAX_UPLOAD_BYTES"]);
  const found = new Map([...told.keys()].map((value) => [value, [] as string[]]));
  const files = ["compose.yaml"];
  for (const folder of sources) {
    for await (const path of walk(folder)) {
      if (/\/(node_modules|build|\.svelte-kit|cdk\.out|testing)\/|_test\.ts$/.test(path)) continue;
      if (/\.(ts|svelte|sql|yaml|Dockerfile)$/.test(path)) files.push(path);
    }
  }
  for (const path of files) {
    const text = await Deno.readTextFile(path);
    for (const [value, paths] of found) {
      for (let times = timesOf(value, text); times > 0; times--) paths.push(path);
    }
  }
  for (const [value, path] of others) {
    const at = found.get(value)!.indexOf(path);
    assert.ok(at >= 0, `${path} has no ${value} any more`);
    found.get(value)!.splice(at, 1);
  }
  for (const [value, variables] of told) {
    const paths = found.get(value)!;
    assert.equal(paths.length, variables.length, `${value} of ${variables}: ${paths.join(", ")}`);
  }
});

Deno.test("manifest: the reader of defaults sees a value, not a part of a longer one", () => {
  assert.equal(timesOf("data-ingestion-queue", '  x: "data-ingestion-queue",'), 1);
  assert.equal(timesOf("5242880", "const MOST = 5_242_880, PART = 5242880;"), 2);
  for (const product of ["5 * 1024 * 1024", "5 << 20", "5_120*1_024"]) {
    assert.equal(timesOf("5242880", `const MOST = ${product};`), 1, product);
  }
  assert.equal(timesOf("604800", "count(7 * 24 * 3600, 'seconds')"), 1);
  assert.equal(timesOf("604800", "const MS = 7 * 24 * 3600 * 1000;"), 0);
  assert.equal(timesOf("rollcall-events", '"staging-rollcall-events"'), 0);
  assert.equal(timesOf("data-ingestion-queue", "/** `data-ingestion-queue`, say. */"), 0);
});

/** Whole numbers that are multiplied or shifted. */
const PRODUCT = /(?<![\w.])\d+(?:\s*(?:\*|<<)\s*\d+)+(?![\w.])/g;

/** How often code says the value, be it as a product; comments may. */
function timesOf(value: string, source: string): number {
  const text = source.replace(/\/\*[\s\S]*?\*\//g, "").replaceAll(/(?<=\d)_(?=\d)/g, "")
    .replaceAll(PRODUCT, (product) => String(productOf(product)));
  return [...text.matchAll(new RegExp(`(?<![\\w-])${RegExp.escape(value)}(?![\\w-])`, "g"))].length;
}

/** "5 * 1024 * 1024" → 5242880; "5 << 20", too */
function productOf(text: string): number {
  const [first, ...rest] = text.matchAll(/(\*|<<)?\s*(\d+)/g);
  return rest.reduce(
    (sum, [, by, number]) => by === "<<" ? sum * 2 ** Number(number) : sum * Number(number),
    Number(first![2]),
  );
}
