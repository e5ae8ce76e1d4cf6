/**
 * The least that a service's process may do, computed from the environment that it gets: it may
 * open its own port, reach the hosts that its variables name and read those variables. Anything
 * else that it asks for looks as if it did not exist (variables, files) or is refused (the rest).
 */

/** Variables whose value is an address that the service connects to. */
const addresses = /^(DATABASE(_OWNER|_READ)?_URL|AWS_ENDPOINT_URL|JWKS_URL|[A-Z]+_URL)$/;

const defaultPorts: Record<string, string> = {
  "http:": "80",
  "https:": "443",
  "postgres:": "5432",
  "postgresql:": "5432",
};

export interface Grants {
  /** Files and folders, relative to the checkout. */
  reads?: string[];
  /** Native add-ons, relative to the checkout. */
  addOns?: string[];
  /** Names of AWS services, such as `sqs`, reached where no emulator is named. */
  aws?: string[];
}

/**
 * The permission flags of `deno run` for a service with this environment.
 *
 * @param env what the process gets, and all that it gets: HOST and PORT are its own address, if any.
 */
export function permissionFlags(env: Record<string, string>, grants: Grants = {}): string[] {
  const flags = [
    "--no-prompt",
    `--allow-net=${reachable(env, grants.aws ?? []).join(",")}`,
    `--allow-env=${Object.keys(env).sort().join(",")}`,
    "--ignore-env",
    "--ignore-read",
  ];
  if (grants.reads?.length) flags.push(`--allow-read=${grants.reads.join(",")}`);
  if (grants.addOns?.length) flags.push(`--allow-ffi=${grants.addOns.join(",")}`);
  // The AWS clients ask whose home folder may hold settings and name the system they run on. Over
  // HTTPS, Deno 2.9.6 also asks for the certificates of the system, which only the whole of it has.
  if (grants.aws?.length) {
    const isPlain = env.AWS_ENDPOINT_URL?.startsWith("http:");
    flags.push(isPlain ? "--allow-sys=uid,homedir,osRelease" : "--allow-sys");
  }
  return flags;
}

/** host:port of everything that these variables name, the process's own address first. */
function reachable(env: Record<string, string>, aws: string[]): string[] {
  const found = env.PORT ? [`${env.HOST}:${env.PORT}`] : [];
  for (const [name, value] of Object.entries(env)) {
    if (!addresses.test(name) || !URL.canParse(value)) continue;
    const url = new URL(value);
    found.push(`${url.hostname}:${url.port || defaultPorts[url.protocol]}`);
  }
  if (!env.AWS_ENDPOINT_URL) {
    const region = env.AWS_REGION ?? "us-east-1";
    for (const name of aws) {
      found.push(`${name}.${region}.amazonaws.com:443`);
      if (name === "s3") found.push(`${env.S3_BUCKET_NAME}.s3.${region}.amazonaws.com:443`);
    }
  }
  return [...new Set(found)];
}
