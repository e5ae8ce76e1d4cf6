/**
 * Freezes published contracts: each version has its JSON Schema and a golden sample in a file
 * beside it, and a published schema never changes. Old events stay in the log forever, so a changed
 * shape is a new version with an upcaster (promise 8).
 *
 *     deno task contracts:write    writes the schemas that do not exist yet
 *     deno task contracts:check    fails if a file is missing or differs from the code
 */
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { publishedMessages } from "./messages/published.ts";
import { published } from "./registry.ts";

/** A published version with the files that freeze it; paths are relative to this folder. */
export interface Frozen {
  /** such as "RowsParsed v1" */
  title: string;
  folder: string;
  source: string;
  schemaFile: string;
  sampleFile: string;
  schema: z.ZodType;
}

export type Problem = { file: string; problem: string };

/** Every published version of every event and message. */
export function frozenContracts(): Frozen[] {
  const events = published.map((c) =>
    frozen("events", c.type, c.version, eventSchema(c.type, c.version, c.data, c.personal))
  );
  const messages = publishedMessages.map((m) => frozen("messages", m.name, m.version, m.schema));
  return [...events, ...messages];
}

/** Problems with the files under `root`; empty if all are as published. */
export async function checkFrozen(root: URL, all = frozenContracts()): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const one of all) {
    const report = (file: string, problem: string) => problems.push({ file, problem });
    const schema = await readJson(root, one.schemaFile);
    if (schema === undefined) {
      report(one.schemaFile, "is missing; deno task contracts:write");
    } else if (!isDeepStrictEqual(schema, jsonSchemaOf(one))) {
      report(one.schemaFile, `differs from ${one.source}: publish a new version with an upcaster`);
    }
    const sample = await readJson(root, one.sampleFile);
    const parsed = one.schema.safeParse(sample);
    if (sample === undefined) report(one.sampleFile, "is missing; write one by hand");
    else if (!parsed.success) report(one.sampleFile, z.prettifyError(parsed.error));
  }
  for (const file of await strays(root, all)) {
    problems.push({ file, problem: "belongs to no published contract; list it in the registry" });
  }
  return problems;
}

/**
 * Writes the schemas that do not exist yet. @returns their files
 * @throws if a published schema would change; then nothing is written
 */
export async function writeSchemas(root: URL, all = frozenContracts()): Promise<string[]> {
  const missing: Frozen[] = [];
  for (const one of all) {
    const there = await readJson(root, one.schemaFile);
    if (there === undefined) missing.push(one);
    else if (!isDeepStrictEqual(there, jsonSchemaOf(one))) {
      throw new Error(
        `${one.schemaFile} was published and ${one.source} no longer fits it: undo the change ` +
          `and publish a new version with an upcaster`,
      );
    }
  }
  for (const one of missing) {
    const text = JSON.stringify(jsonSchemaOf(one), null, 2) + "\n";
    await Deno.writeTextFile(new URL(one.schemaFile, root), text);
  }
  return missing.map((one) => one.schemaFile);
}

/** The schema of a sample event. Personal data may always be null: it may have been erased. */
function eventSchema(type: string, version: number, data: z.ZodType, personal: z.ZodType) {
  return z.strictObject({
    type: z.literal(type),
    schemaVersion: z.literal(version),
    data,
    personal: personal instanceof z.ZodNull ? personal : personal.nullable(),
  });
}

function frozen(kind: string, name: string, version: number, schema: z.ZodType): Frozen {
  const folder = `${kind}/${name.replace(/(?!^)[A-Z]/g, "-$&").toLowerCase()}`;
  const file = (ending: string) => `${folder}/v${version}${ending}`;
  return {
    title: `${name} v${version}`,
    folder,
    source: file(".ts"),
    schemaFile: file(".schema.json"),
    sampleFile: file(".sample.json"),
    schema,
  };
}

function jsonSchemaOf(one: Frozen): unknown {
  const { $schema, ...schema } = z.toJSONSchema(one.schema);
  return { $schema, title: one.title, ...schema };
}

async function strays(root: URL, all: Frozen[]): Promise<string[]> {
  const known = new Set(all.flatMap((one) => [one.source, one.schemaFile, one.sampleFile]));
  const found: string[] = [];
  for (const kind of ["events", "messages"]) {
    for await (const folder of Deno.readDir(new URL(`${kind}/`, root))) {
      if (!folder.isDirectory) continue;
      for await (const { name } of Deno.readDir(new URL(`${kind}/${folder.name}/`, root))) {
        const file = `${kind}/${folder.name}/${name}`;
        if (/^v\d+\./.test(name) && !known.has(file)) found.push(file);
      }
    }
  }
  return found.sort();
}

async function readJson(root: URL, file: string): Promise<unknown> {
  try {
    return JSON.parse(await Deno.readTextFile(new URL(file, root)));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw new Error(`${file} cannot be read as JSON`, { cause: error });
  }
}

if (import.meta.main) {
  const root = new URL("./", import.meta.url);
  if (Deno.args[0] === "write") {
    const written = await writeSchemas(root);
    console.log(written.length ? `wrote ${written.join(", ")}` : "every schema is written already");
  } else {
    const problems = await checkFrozen(root);
    for (const { file, problem } of problems) console.error(`contracts/${file} ${problem}`);
    if (problems.length) Deno.exit(1);
    console.log(`${frozenContracts().length} published contracts are as they were`);
  }
}
