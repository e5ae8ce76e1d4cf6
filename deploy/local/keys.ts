/**
 * `deno task keys`: the master keys of the local stack.
 *
 *     deno task keys status    which master key wraps how many data keys
 *     deno task keys rotate    makes new master keys, wraps every data key anew; services run on
 *
 * Elsewhere the installation itself says which keys there are, and its migrations wrap anew:
 * docs/operations/keys.md.
 */
import { connect, countKeys, parseRing } from "@rollcall/event-store";
import { openMasterKey } from "@rollcall/platform/master_key/mod.ts";
import { wrapDataKeys } from "../database/data_keys.ts";
import { addMasterKey, withSecrets } from "./secrets.ts";
import {
  checkoutRoot,
  databaseUrl,
  masterKeyFiles,
  masterKeyOf,
  readSettings,
} from "./settings.ts";

/** More than it can miss: signing keys live for a month. */
const KEPT_FOR_IDENTITY = 20;

const [command, ...others] = Deno.args;
if ((command !== "status" && command !== "rotate") || others.length) {
  console.error("usage: keys status | keys rotate");
  Deno.exit(2);
}
const settings = readSettings(
  checkoutRoot,
  await withSecrets(checkoutRoot, Deno.env.toObject()),
);
if (settings.variables.MASTER_KEY) {
  console.error(
    "MASTER_KEY is set: the master keys are there, and none in files that could change",
  );
  Deno.exit(2);
}
const fileOf = (of: keyof typeof masterKeyFiles) =>
  `${settings.dataDir}/secrets/${masterKeyFiles[of]}`;
const owner = connect(databaseUrl(settings, "owner"), { name: "rollcall-keys", max: 1 });
try {
  const master = openMasterKey({ MASTER_KEY: masterKeyOf(settings, "projection") });
  if (command === "rotate") {
    // Then no key needs any but the current one, which stays beside the new.
    await wrapDataKeys(owner, master);
    await addMasterKey(fileOf("jobs"), 1);
    await wrapDataKeys(owner, master);
    // Identity wraps its keys anew the next time that it reads them, if it runs.
    await addMasterKey(fileOf("signing"), KEPT_FOR_IDENTITY);
  }
  const counts = await countKeys(owner);
  for (const id of parseRing(await Deno.readTextFile(fileOf("jobs"))).keys()) {
    const role = id === await master.current() ? "current" : "previous";
    console.log(`${id}  ${role}  ${counts.get(id) ?? 0} data keys`);
  }
} finally {
  await owner.end({ timeout: 2 });
}
