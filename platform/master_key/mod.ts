/**
 * The master key that wraps data keys and signing keys, from one variable: a file of keys, a key of
 * AWS's KMS, or the keys themselves. Who has the database has none of them.
 */
import { readFile } from "node:fs/promises";
import { type MasterKey, parseRing, ringMasterKey } from "@rollcall/event-store";
import { kmsMasterKey } from "./kms.ts";

export type MasterKeyConfig = {
  MASTER_KEY: string;
  AWS_ACCESS_KEY_ID?: string | undefined;
  AWS_SECRET_ACCESS_KEY?: string | undefined;
};

/** Only what concerns it, for a thread that opens it by itself. */
export function configOf(config: MasterKeyConfig): MasterKeyConfig {
  const { MASTER_KEY, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = config;
  return { MASTER_KEY, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY };
}

const FILE = "file:";

/** @throws where it is used and cannot be read, a sentence without any key */
export function openMasterKey(config: MasterKeyConfig): MasterKey {
  const { MASTER_KEY: given } = config;
  if (given.startsWith("arn:")) return kmsMasterKey(given, config);
  if (given.startsWith(FILE)) {
    const path = given.slice(FILE.length);
    return ringMasterKey(async () => parseRing(await readFile(path, "utf8")));
  }
  const ring = parseRing(given);
  return ringMasterKey(() => Promise.resolve(ring));
}
