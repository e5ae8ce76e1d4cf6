/** What the manifest says is said nowhere else, and what it cannot make is held to it. */
import assert from "node:assert/strict";
import { MAX_UPLOAD_BYTES } from "@rollcall/contracts/api";
import { shapeOfService } from "../../deploy/local/configuration.ts";
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

/** Where a default stands: to be set, or to be told to people, is another matter. */
const places = new Map([
  [defaults.S3_BUCKET_NAME, "platform/manifest.ts"],
  [defaults.SNS_TOPIC_NAME, "platform/manifest.ts"],
  [defaults.SQS_QUEUE_NAME, "platform/manifest.ts"],
  [String(MAX_UPLOAD_BYTES), "contracts/api/upload_limit.ts"],
]);

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

Deno.test("manifest: a default value stands in one place", async () => {
  const found = new Map([...places.keys()].map((value) => [value, new Set<string>()]));
  const files = ["compose.yaml"];
  for (const folder of sources) {
    for await (const path of walk(folder)) {
      if (/\/(node_modules|build|\.svelte-kit|cdk\.out|testing)\/|_test\.ts$/.test(path)) continue;
      if (/\.(ts|svelte|sql|yaml|Dockerfile)$/.test(path)) files.push(path);
    }
  }
  for (const path of files) {
    const text = await Deno.readTextFile(path);
    for (const value of places.keys()) if (stands(value, text)) found.get(value)!.add(path);
  }
  for (const [value, place] of places) assert.deepEqual([...found.get(value)!], [place], value);
});

Deno.test("manifest: the reader of defaults sees a value, not a part of a longer one", () => {
  assert.ok(stands("data-ingestion-queue", '  x: "data-ingestion-queue",'));
  assert.ok(stands("5242880", "const MOST = 5_242_880;"));
  assert.ok(!stands("rollcall-events", '"staging-rollcall-events"'));
  assert.ok(!stands("data-ingestion-queue", "/** `data-ingestion-queue`, say. */"));
});

/** Whether code says the value; comments may. */
function stands(value: string, source: string): boolean {
  const text = source.replace(/\/\*[\s\S]*?\*\//g, "").replaceAll(/(?<=\d)_(?=\d)/g, "");
  return new RegExp(`(?<![\\w-])${value}(?![\\w-])`).test(text);
}
