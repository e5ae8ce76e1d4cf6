/**
 * Every variable of the system, its readers and defaults, from the manifest and the schemas, and
 * the page that documents them. `deno task configuration:write` updates docs/configuration.md.
 */
import type { z } from "zod";
import type { ConfigShape } from "../../platform/config.ts";
import { shapeOf, type Variables } from "../../platform/config_fields.ts";
import { type ServiceRow, services, storePorts } from "../../platform/manifest.ts";

export const PAGE = "docs/configuration.md";

export interface Variable {
  name: string;
  means: string;
  /**
   * Service → the variable's default as text; "" for none, "required" if the service does not start
   * without it.
   */
  defaults: Map<string, string>;
}

/** The schemas of a service's variables, including those of its own `config.ts`. */
export async function shapeOfService({ name, variables }: ServiceRow): Promise<ConfigShape> {
  if (!variables) return shapeOf(name, {} as Variables<typeof name>);
  const own = await import(`../../services/${name}/config.ts`);
  return shapeOf(name, own.variables);
}

/** Every variable, in the order of the first service that reads it. */
export async function configuration(): Promise<Variable[]> {
  const found = new Map<string, Variable>();
  for (const row of services) {
    for (const [name, schema] of Object.entries(await shapeOfService(row))) {
      const variable = found.get(name) ?? { name, means: meaningOf(schema), defaults: new Map() };
      variable.defaults.set(row.name, fallbackOf(schema));
      found.set(name, variable);
    }
  }
  return [...found.values()];
}

/** The full text of docs/configuration.md. */
export async function configurationPage(): Promise<string> {
  const rows = (await configuration()).map(cellsOf);
  const ports = [...services, ...Object.values(storePorts)]
    .map((row) => `\`${"variable" in row ? row.variable : row.portVariable}\``);
  return `# Configuration

The environment, read and checked once at start; a wrong or missing variable stops the process with
one line that names it. An empty variable counts as one that is not set. \`make dev\` sets all that
it must; the defaults below are a service's own. This page is written by
\`deploy/local/deno task configuration:write\` from \`platform/manifest.ts\` and the schemas
beside it.

| variable | read by | default | meaning |
| --- | --- | --- | --- |
${rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n")}

What others than the services' own code read:

| variable | read by | meaning |
| --- | --- | --- |
| \`PGUSER\`, \`PGPASSWORD\` | services with a database whose URL has no login | the login |
| \`DENO_CERT\` | Deno | the authority that signed the database's certificate, with \`?sslmode=verify-full\` |
| \`DATABASE_SECRET_ID\` | parsing as a Lambda function | the secret that has the login |
| \`OTEL_DENO\`, \`OTEL_EXPORTER_OTLP_ENDPOINT\` and the rest of \`OTEL_*\` | Deno, in every service | where traces and metrics go; without them there are none: [observation](observation.md) |

Also for \`make dev\`: \`INSTANCES\` runs that many processes of each service, 1 to 8, the further ones
on ports a hundred higher each;
${ports.join(", ")} move a port, or several separated by commas; \`DATA_DIR\`, \`DATABASE_NAME\`,
\`POSTGRES_PASSWORD\`, \`POSTGRES_OPTIONS\`, \`EMULATOR_DIR\` change the stores. The first start writes
files that this user alone can read to \`secrets\` in the data folder: \`database-logins\`, a random text
from which each login's password is derived (\`ROLLCALL_DB_PASSWORD\` replaces it), and the master keys
(\`MASTER_KEY\` replaces them).

No service has the database owner's login. Migrations run before the services start, by
\`deploy/database/prepare.ts\`: in \`make dev\` itself, in the container \`prepare\` of compose
(\`DATABASE_OWNER_URL\`, and a password for each login, such as \`UPLOAD_DB_PASSWORD\`), and as the
operator's command \`migrate\` on AWS.
`;
}

function cellsOf({ name, defaults, means }: Variable): string[] {
  return [`\`${name}\``, readersOf([...defaults.keys()]), defaultOf(defaults), means];
}

function readersOf(names: string[]): string {
  const others = services.map(({ name }) => name).filter((name) => !names.includes(name));
  if (others.length === 0) return "every service";
  return others.length < 3 ? `all but ${others.join(", ")}` : names.join(", ");
}

function defaultOf(defaults: Variable["defaults"]): string {
  const said = [...defaults].map(([service, value]) => [service, value || "none"] as const);
  if (new Set(said.map(([, value]) => value)).size === 1) return said[0]![1];
  return said.map(([service, value]) => `${service}: ${value}`).join(", ");
}

function fallbackOf(schema: z.ZodType): string {
  const { success, data } = schema.safeParse(undefined);
  return success ? String(data ?? "") : "required";
}

function meaningOf(schema: z.ZodType): string {
  const { means, description = "" } = schema.meta() ?? {};
  return typeof means === "string" ? means : description;
}

if (import.meta.main) await Deno.writeTextFile(PAGE, await configurationPage());
