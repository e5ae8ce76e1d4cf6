/** What compose.yaml has in place of secrets is for trying the system on one's own machine alone. */
import assert from "node:assert/strict";
import { passwordVariable, publicValues } from "../../deploy/containers/public_values.ts";
import { type LoginName, logins } from "@rollcall/platform/manifest.ts";
import { unsafe } from "../../services/identity/unsafe_config.ts";
import { readCompose } from "./compose_file.ts";

const text = await Deno.readTextFile("compose.yaml");
const HERE = "http://localhost:5173", ELSEWHERE = "https://rollcall.example";
const OWN_KEY = `own:${"B".repeat(43)}=`;
const variables = [
  "POSTGRES_PASSWORD",
  ...[...logins.keys()].map(passwordVariable),
  "JOB_MASTER_KEYS",
];
/** All that a person sets whose system is for people elsewhere. */
const own: Record<string, string> = {
  ...Object.fromEntries(variables.map((name) => [name, `own-${name}`])),
  JOB_MASTER_KEYS: OWN_KEY,
};

const environmentOf = (name: string, set: Record<string, string>) =>
  readCompose(text, set).services[name]!.environment as Record<string, string>;

/** What the preparation says to an environment that compose.yaml makes of these variables. */
function refusal(set: Record<string, string>, origins = [HERE, ELSEWHERE]) {
  const env = environmentOf("prepare", set);
  return publicValues({
    address: env.WEB_ADDRESS!,
    origins,
    ownerUrl: env.DATABASE_OWNER_URL!,
    passwords: new Map([...logins.keys()].map((login: LoginName) => {
      return [login, env[passwordVariable(login)]!] as const;
    })),
    masterKey: env.MASTER_KEY!,
  });
}

Deno.test("compose: for people elsewhere each public value is refused, and named", () => {
  const [said, named] = refusal({})!.split("compose.yaml: ");
  assert.match(said!, /^WEB_ORIGINS has https:\/\/rollcall\.example, for people elsewhere, but/);
  assert.equal(named, `${variables.join(", ")}. Set your own in .env`);
  for (const name of variables) {
    const { [name]: _, ...rest } = own;
    assert.match(refusal(rest)!, new RegExp(`compose\\.yaml: ${name}\\. Set your own`), name);
  }
  assert.match(refusal({ WEB_ADDRESS: "0.0.0.0" }, [HERE])!, /^WEB_ADDRESS is 0\.0\.0\.0, for/);
});

Deno.test("compose, negative twin: own values are taken, and public ones on this machine", () => {
  assert.equal(refusal(own), undefined);
  assert.equal(refusal({}, [HERE]), undefined);
  // On the way from the public key to another, both are there: the first wraps.
  const { MASTER_KEY: publicKey } = environmentOf("prepare", {});
  assert.equal(refusal({ ...own, JOB_MASTER_KEYS: `${OWN_KEY},${publicKey}` }), undefined);
  assert.match(refusal({ ...own, JOB_MASTER_KEYS: `${publicKey},${OWN_KEY}` })!, /JOB_MASTER_KEYS/);
});

Deno.test("compose: identity refuses the public key of its signing keys, and takes another", () => {
  const config = { REGISTER_BY_MAIL: "no", OIDC_CLIENT_ID: "a", JWT_AUDIENCE: "b" } as const;
  const said = (set: Record<string, string>, origin: string) => {
    const { MASTER_KEY } = environmentOf("identity", set) as { MASTER_KEY: string };
    return unsafe({ ...config, MASTER_KEY, WEB_ORIGINS: [HERE, origin] });
  };
  assert.match(said({}, ELSEWHERE)!, /Set your own in MASTER_KEY, which is SIGNING_MASTER_KEYS/);
  assert.equal(said({}, HERE), undefined);
  assert.equal(said({ SIGNING_MASTER_KEYS: OWN_KEY }, ELSEWHERE), undefined);
});

Deno.test("compose: the preparation ends with that sentence before it touches the database", async () => {
  const { command } = readCompose(text).services.prepare!;
  const env = environmentOf("prepare", { WEB_ORIGINS: ELSEWHERE });
  const { code, stderr } = await new Deno.Command(Deno.execPath(), { args: command!, env })
    .output();
  assert.equal(code, 2);
  assert.match(
    new TextDecoder().decode(stderr),
    /^configuration: WEB_ORIGINS has https:.+\.env\n$/m,
  );
});
