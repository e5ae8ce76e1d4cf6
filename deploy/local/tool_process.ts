/**
 * The process of an operator's tool: if the environment has a database URL, it targets that
 * installation, including its bus, without any settings of the local stack; otherwise the local
 * stack. It may connect only to the addresses in its variables. Pure.
 */
import { toolRows } from "../../platform/manifest.ts";
import { runFlags } from "./permissions.ts";
import { toolEnvironment } from "./processes.ts";
import { readSettings } from "./settings.ts";

export interface ToolProcess {
  args: string[];
  env: Record<string, string>;
}

/** @param variables the caller's environment */
export function toolProcess(
  root: string,
  variables: Record<string, string>,
  [entry, ...args]: string[],
): ToolProcess {
  if (!entry) throw new Error("name the tool to run");
  const tool = toolRows.find((row) => row.entry === entry);
  if (!tool) throw new Error(`${entry} is no tool of platform/manifest.ts`);
  const local = toolEnvironment(tool, readSettings(root, variables));
  const given = variables.DATABASE_URL ? pick(variables, Object.keys(local)) : undefined;
  // An emulator accepts any keys, but a client needs some.
  const keys = given?.AWS_ENDPOINT_URL
    ? pick(local, ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
    : {};
  const env = given ? { ...keys, ...given } : local;
  return { args: ["run", ...runFlags(tool, env), entry, ...args], env };
}

function pick(from: Record<string, string>, names: string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => from[name] ? [[name, from[name]]] : []));
}
