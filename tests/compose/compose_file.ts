/**
 * compose.yaml as Docker would read it, strictly: a key that is not known here is refused, variables
 * are filled in from an environment or their defaults. No Docker engine is needed.
 */
import { parse } from "yaml";
import { z } from "zod";

const Condition = z.strictObject({
  condition: z.enum(["service_started", "service_healthy", "service_completed_successfully"]),
  required: z.boolean().optional(),
});

const Service = z.strictObject({
  image: z.string(),
  build: z.strictObject({
    context: z.literal("."),
    dockerfile: z.string(),
    args: z.record(z.string(), z.string()).optional(),
  }).optional(),
  profiles: z.array(z.string()).optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.union([z.string(), z.null()])).optional(),
  ports: z.array(z.string().regex(/^(127\.0\.0\.1|0\.0\.0\.0):\d+:\d+$/)).optional(),
  volumes: z.array(z.string().regex(/^[a-z]+:\/[\w/.]+$/)).optional(),
  depends_on: z.record(z.string(), Condition).optional(),
  healthcheck: z.union([
    z.strictObject({
      test: z.array(z.string()).min(2),
      interval: z.string(),
      timeout: z.string(),
      retries: z.int(),
    }),
    z.strictObject({ disable: z.literal(true) }),
  ]).optional(),
  user: z.string().optional(),
  cpu_shares: z.int().optional(),
  read_only: z.boolean().optional(),
  tmpfs: z.array(z.string()).optional(),
  cap_drop: z.array(z.string()).optional(),
  security_opt: z.array(z.string()).optional(),
  restart: z.string().optional(),
  stop_grace_period: z.string().optional(),
  logging: z.strictObject({ driver: z.string(), options: z.record(z.string(), z.string()) }),
});

const File = z.strictObject({
  name: z.string(),
  services: z.record(z.string(), Service),
  volumes: z.record(z.string(), z.null()),
});

export type ComposeFile = z.infer<typeof File>;
export type ComposeService = z.infer<typeof Service>;

/**
 * @param variables what a person has set, in .env or the shell
 * @throws ZodError where a key is unknown or of another kind
 */
export function readCompose(text: string, variables: Record<string, string> = {}): ComposeFile {
  const filled = text.replace(
    /\$\{([A-Z][A-Z0-9_]*)(?::-([^}]*))?\}/g,
    (_, name: string, fallback?: string) => variables[name] || (fallback ?? ""),
  );
  const plain = parse(filled, { merge: true }) as Record<string, unknown>;
  const own = Object.entries(plain).filter(([key]) => !key.startsWith("x-"));
  return File.parse(Object.fromEntries(own));
}

/** Every variable that the file takes from outside. */
export function variablesOf(text: string): Set<string> {
  return new Set([...text.matchAll(/\$\{([A-Z][A-Z0-9_]*)/g)].map(([, name]) => name!));
}
