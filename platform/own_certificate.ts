/**
 * A certificate that a process makes for itself, with a key that is nowhere but in its memory: for
 * a load balancer, which encrypts the way to its targets and trusts whatever they show.
 */
import type { Tls } from "./node_http/listen.ts";

/** Longer than any task lives: they are restarted each week (deploy/aws/weekly_restarts.ts). */
const DAYS = 90;
const DAY_MS = 86_400_000;

export async function ownCertificate(): Promise<Tls> {
  // Imported only here: everywhere else it would be read for nothing.
  const { generate } = await import("selfsigned");
  const { cert, private: key } = await generate([{ name: "commonName", value: "rollcall" }], {
    keyType: "ec",
    curve: "P-256",
    algorithm: "sha256",
    notBeforeDate: new Date(Date.now() - DAY_MS),
    notAfterDate: new Date(Date.now() + DAYS * DAY_MS),
  });
  return { cert, key };
}
