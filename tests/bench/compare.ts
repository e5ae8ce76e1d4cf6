/**
 * `deno task bench:compare`: this system and another of the same public API, driven in turn in one
 * run, so that both meet the same machine. Prints the medians of the turns and their ratios: on a
 * machine that others use the ratios hold, the times do not.
 *
 *     deno task bench:compare http://localhost:8000 http://localhost:8010 THEIR_TOKEN [turns] [rows …]
 */
import { openAccount } from "../../deploy/local/demo_client.ts";
import { measureJob, measureUploads } from "./compare/job.ts";
import { Side } from "./compare/side.ts";

const UPLOADED_ROWS = 1_000;
const UPLOADERS = [{ clients: 1, files: 10 }, { clients: 16, files: 32 }];

const [ours, theirs, token, turns = "4", ...rows] = Deno.args;
if (!ours || !theirs || !token) {
  console.error("Say both addresses and the other system's token: compare OURS THEIRS TOKEN.");
  Deno.exit(2);
}
const { api } = await openAccount(ours);
const other = new Side("other", theirs, token),
  own = new Side("Rollcall", ours, api.token, api.renew);
const sides = [other, own];
const sizes = rows.length > 0 ? rows.map(Number) : [1_000, 10_000, 50_000];

for (const side of sides) {
  for (let time = 0; time < 3; time++) await measureJob(side, 1_000, () => {});
}
for (let turn = 0; turn < Number(turns); turn++) {
  for (const size of sizes) {
    for (const side of sides) {
      const name = `${size.toLocaleString("en-US")} rows`;
      await measureJob(side, size, (what, ms) => side.tell(`${name}: ${what}`, ms));
    }
  }
  for (const uploaders of UPLOADERS) {
    for (const side of sides) {
      const what = `POST of ${UPLOADED_ROWS} rows, ${uploaders.clients} clients, each`;
      side.tell(what, await measureUploads(side, UPLOADED_ROWS, uploaders));
    }
  }
}
for (const what of own.figures.keys()) {
  const all = sides.map(({ figures }) => figures.get(what)?.map(short).join(" ")).join(" | ");
  const ratio = own.median(what) / other.median(what);
  console.log(`${what.padEnd(54)} ${ratio.toFixed(2).padStart(6)}   (ms: ${all})`);
}

function short(ms: number): string {
  return ms < 20 ? ms.toFixed(1) : ms.toFixed(0);
}
