/**
 * A service's minimal Deno permissions, computed from its environment: it may open its own port,
 * connect to the hosts in its variables and read those variables. Anything else appears not to
 * exist (variables, files) or is denied.
 */
import { defaults, type Heap, type Need, type ServiceRow } from "../../platform/manifest.ts";

/** Variables that hold an address the service connects to. */
const ADDRESSES = /^([A-Z]+|DATABASE_(OWNER|READ)|AWS_ENDPOINT)_URL$/;

const defaultPorts: Record<string, string> = {
  "http:": "80",
  "https:": "443",
  "postgres:": "5432",
  "postgresql:": "5432",
  "smtp:": "587",
  "smtps:": "465",
};

/** The `deno run` flags of a service or tool, by its row and its environment. */
export function runFlags(
  { needs, reads = [], addOns = [], heap }:
    & Pick<ServiceRow, "needs">
    & Partial<Pick<ServiceRow, "reads" | "addOns" | "heap">>,
  env: Record<string, string>,
): string[] {
  return [
    ...heapFlags(heap),
    ...permissionFlags(env, { reads, addOns, aws: awsServicesOf(needs) }),
  ];
}

/** V8's heap flags for a service, if its row limits the heap. */
function heapFlags(heap: Heap | undefined): string[] {
  if (!heap) return [];
  const { growthPercent, newSpaceMib } = heap;
  const growth = growthPercent === undefined ? [] : [`--heap-growing-percent=${growthPercent}`];
  const flags = [...growth, `--max-semi-space-size=${newSpaceMib}`];
  return [`--v8-flags=${flags.join(",")}`];
}

/** The AWS services that these needs use, for permissions and endpoints. */
function awsServicesOf(needs: readonly Need[]): string[] {
  const objects = needs.includes("objects") ? ["s3"] : [];
  return needs.includes("bus") ? [...objects, "sns", "sqs"] : objects;
}

export interface Grants {
  /** Files and folders, relative to the checkout. */
  reads?: readonly string[];
  /** Native add-ons, relative to the checkout. */
  addOns?: readonly string[];
  /** Names of AWS services, such as `sqs`, used without an emulator. */
  aws?: string[];
}

/**
 * The permission flags of `deno run` for a service with this environment.
 *
 * @param env the process's whole environment; HOST and PORT are its own address, if any.
 */
export function permissionFlags(env: Record<string, string>, grants: Grants = {}): string[] {
  const flags = [
    "--no-prompt",
    `--allow-net=${reachable(env, grants.aws ?? []).join(",")}`,
    `--allow-env=${Object.keys(env).sort().join(",")}`,
    "--ignore-env",
    "--ignore-read",
  ];
  const reads = [...grants.reads ?? [], ...masterKeyFile(env)];
  if (reads.length) flags.push(`--allow-read=${reads.join(",")}`);
  if (grants.addOns?.length) flags.push(`--allow-ffi=${grants.addOns.join(",")}`);
  // The AWS clients look up the home folder and the operating system. Over HTTPS, Deno 2.9.6 also
  // reads the system's certificates, which requires the full permission.
  if (kmsRegion(env)) flags.push("--allow-sys");
  else if (grants.aws?.length) {
    const isPlain = env.AWS_ENDPOINT_URL?.startsWith("http:");
    flags.push(isPlain ? "--allow-sys=uid,homedir,osRelease" : "--allow-sys");
  }
  return flags;
}

/** The region of a master key in KMS. */
function kmsRegion({ MASTER_KEY = "" }: Record<string, string>): string | undefined {
  return MASTER_KEY.match(/^arn:[^:]+:kms:([^:]+):/)?.[1];
}

function masterKeyFile({ MASTER_KEY = "" }: Record<string, string>): string[] {
  return MASTER_KEY.startsWith("file:") ? [MASTER_KEY.slice("file:".length)] : [];
}

/** host:port of every address in these variables, the process's own first. */
function reachable(env: Record<string, string>, aws: string[]): string[] {
  const found = env.PORT ? [`${env.HOST}:${env.PORT}`] : [];
  for (const [name, value] of Object.entries(env)) {
    if (!ADDRESSES.test(name)) continue;
    for (const address of value.split(",").filter((address) => URL.canParse(address))) {
      const url = new URL(address);
      // The outbox is nowhere.
      if (!url.hostname) continue;
      found.push(`${url.hostname}:${url.port || defaultPorts[url.protocol]}`);
    }
  }
  if (!env.AWS_ENDPOINT_URL) {
    const region = env.AWS_REGION ?? defaults.AWS_REGION;
    for (const name of aws) {
      found.push(`${name}.${region}.amazonaws.com:443`);
      if (name === "s3") found.push(`${env.S3_BUCKET_NAME}.s3.${region}.amazonaws.com:443`);
    }
  }
  const keyRegion = kmsRegion(env);
  if (keyRegion) found.push(`kms.${keyRegion}.amazonaws.com:443`);
  return [...new Set(found)];
}
