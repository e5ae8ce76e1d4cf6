/**
 * The process of an operator's tool: where the environment names a database it is for that
 * installation, bus and all, and nothing of the local stack is mixed in; else for the local stack. It
 * may reach what its variables name. Pure.
 */
import { permissionFlags } from "./permissions.ts";
import { toolEnvironment } from "./processes.ts";
import { awsServicesOf, tools } from "./services.ts";
import { readSettings } from "./settings.ts";

export interface ToolProcess {
  args: string[];
  env: Record<string, string>;
}

/** @param variables the environment of whoever calls the tool */
export function toolProcess(
  root: string,
  variables: Record<string, string>,
  [entry, ...args]: string[],
): ToolProcess {
  if (!entry) throw new Error("name the tool to run");
  const tool = tools.find((row) => row.entry === entry);
  if (!tool) throw new Error(`${entry} is no tool of deploy/local/services.ts`);
  const local = toolEnvironment(tool.needs, readSettings(root, variables));
  const given = variables.DATABASE_URL ? pick(variables, Object.keys(local)) : undefined;
  // An emulator takes any keys, and a client needs some.
  const keys = given?.AWS_ENDPOINT_URL
    ? pick(local, ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
    : {};
  const env = given ? { ...keys, ...given } : local;
  const flags = permissionFlags(env, { aws: awsServicesOf(tool.needs) });
  return { args: ["run", ...flags, entry, ...args], env };
}

function pick(from: Record<string, string>, names: string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => from[name] ? [[name, from[name]]] : []));
}
