/** Compiles the words of the web for tests and type checks, where they are newer than what came of them. */
import { changedAt } from "./changed_at.ts";
import { walk } from "../walk.ts";

const COMPILED = "web/src/lib/paraglide/messages.js";
const SOURCES = [
  "web/messages",
  "web/project.inlang/settings.json",
  "web/catalogue.ts",
  "deno.lock",
];

/** @throws where a message cannot be compiled, with what was said */
export async function compileWords(): Promise<void> {
  if (await areCompiled()) return;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "web/catalogue.ts"],
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const said = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("\n");
  if (code !== 0) throw new Error(`compiling the words of the web failed:\n${said}`);
}

async function areCompiled(): Promise<boolean> {
  const compiled = await changedAt(COMPILED);
  if (compiled === 0) return false;
  for (const source of SOURCES) {
    for await (const file of walk(source)) if (await changedAt(file) > compiled) return false;
  }
  return true;
}

if (import.meta.main) await compileWords();
