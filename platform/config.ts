/**
 * Configuration comes from the environment, read and validated once at start. An invalid or missing
 * variable is named in one line, and the process exits with code 2. Only the variables of the shape
 * are read, one by one, so `--allow-env` can list exactly those.
 */
import { z } from "zod";

/** Variable name → schema. A schema with `.meta({ secret: true })` never has its value printed. */
export type ConfigShape = Record<string, z.ZodType>;
export type ConfigOf<S extends ConfigShape> = { [Name in keyof S]: z.output<S[Name]> };
export type ConfigResult<S extends ConfigShape> =
  | { ok: true; config: ConfigOf<S> }
  | { ok: false; problems: string[] };

/** Where variables come from: `Deno.env`, or a plain record in tests. */
export type Environment = { get(name: string): string | undefined };

/**
 * Reads the variables of `shape`. An empty variable counts as unset.
 *
 * @returns the parsed values, or a sentence for each invalid variable.
 */
export function parseConfig<S extends ConfigShape>(shape: S, env: Environment): ConfigResult<S> {
  const found: Record<string, string | undefined> = {};
  for (const name of Object.keys(shape)) found[name] = env.get(name) || undefined;

  const parsed = z.object(shape).safeParse(found);
  if (parsed.success) return { ok: true, config: parsed.data as ConfigOf<S> };
  return {
    ok: false,
    problems: parsed.error.issues.map((issue) => {
      const name = String(issue.path[0]);
      return explain(name, shape[name], found[name], issue.message);
    }),
  };
}

/** Reads a service's configuration; if it is invalid, prints why and exits. */
export function readConfig<S extends ConfigShape>(
  shape: S,
  env: Environment = Deno.env,
): ConfigOf<S> {
  const result = parseConfig(shape, env);
  if (result.ok) return result.config;
  console.error(`configuration: ${result.problems.join("; ")}`);
  Deno.exit(2);
}

/** A record as an environment, for tests. */
export function environment(variables: Record<string, string>): Environment {
  return { get: (name) => variables[name] };
}

function explain(
  name: string,
  schema: z.ZodType | undefined,
  value: string | undefined,
  message: string,
): string {
  const meta = schema?.meta();
  const wanted = meta?.description ? `expected ${meta.description}` : message;
  if (value === undefined) return `${name} is missing: ${wanted}`;
  const shown = meta?.secret === true ? "its value" : JSON.stringify(value);
  return `${name} is wrong: found ${shown}, ${wanted}`;
}
