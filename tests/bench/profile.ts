/**
 * `deno task profile SERVICE [--seconds N] [--rows N]`: what a service does with its time and its
 * memory. Starts a stack of its own, lets people upload, decide and download for N seconds (10), and
 * writes below .data/profiles what Chrome's DevTools open: a CPU profile (Performance → Load), a
 * profile of where memory was taken, and a heap snapshot of the end (Memory → Load).
 */
import { parseArgs } from "node:util";
import { follow } from "../../cli/follow.ts";
import { type ClientAccount, openAccount } from "../../cli/new_account.ts";
import { freePort } from "../../deploy/local/ports.ts";
import { services } from "@rollcall/platform/manifest.ts";
import { startStack } from "../harness/stack.ts";
import { contactsCsv } from "./contacts.ts";
import { type CpuProfile, hottest } from "./hottest.ts";
import { type Inspector, openInspector } from "./inspector.ts";

const SAMPLING_MICROSECONDS = 500;
const SAMPLING_BYTES = 32 * 1024;
const FOLDER = ".data/profiles";

const { positionals: [service = ""], values } = parseArgs({
  args: Deno.args,
  allowPositionals: true,
  options: {
    seconds: { type: "string", default: "10" },
    rows: { type: "string", default: "5000" },
  },
});
const seconds = Number(values.seconds), rows = Number(values.rows);
const names = services.map(({ name }) => name);
if (!names.some((name) => name === service) || !(seconds > 0) || !(rows > 0)) {
  console.error(`usage: deno task profile SERVICE [--seconds N] [--rows N]`);
  console.error(`SERVICE is one of ${names.join(", ")}`);
  Deno.exit(2);
}

const port = freePort();
const stack = await startStack({
  stores: "own",
  variables: { MAX_UPLOAD_BYTES: "104857600" },
  inspect: { service, port },
});
try {
  const file = new File([contactsCsv(rows)], "contacts.csv", { type: "text/csv" });
  await job(await openAccount(stack.apiUrl), file); // what runs once at the start is not the matter
  const inspector = await openInspector(port);
  await profile(inspector, file);
  inspector.close();
} finally {
  await stack.close();
}

async function profile(inspector: Inspector, file: File): Promise<void> {
  await inspector.call("Profiler.enable");
  await inspector.call("Profiler.setSamplingInterval", { interval: SAMPLING_MICROSECONDS });
  await inspector.call("HeapProfiler.enable");
  await inspector.call("HeapProfiler.startSampling", { samplingInterval: SAMPLING_BYTES });
  await inspector.call("Profiler.start");
  const done = await work(file, Date.now() + seconds * 1_000);
  const cpu = await inspector.call<{ profile: CpuProfile }>("Profiler.stop");
  const heap = await inspector.call<{ profile: object }>("HeapProfiler.stopSampling");
  console.log(`${service} over ${seconds} s, in which ${done} jobs of ${rows} rows were done:`);
  for (const { name, share, place } of hottest(cpu.profile)) {
    console.log(`${(share * 100).toFixed(1).padStart(6)} %  ${name}  ${place}`);
  }
  const stamp = new Date().toISOString().replace(/[:.]/g, "-");
  const path = `${FOLDER}/${service}-${stamp}`;
  await Deno.mkdir(FOLDER, { recursive: true });
  await Deno.writeTextFile(`${path}.cpuprofile`, JSON.stringify(cpu.profile));
  await Deno.writeTextFile(`${path}.heapprofile`, JSON.stringify(heap.profile));
  await writeSnapshot(inspector, `${path}.heapsnapshot`);
  for (const ending of ["cpuprofile", "heapprofile", "heapsnapshot"]) {
    const { size } = await Deno.stat(`${path}.${ending}`);
    console.log(`${(size / 1e6).toFixed(1).padStart(6)} MB  ${path}.${ending}`);
  }
}

/** Two people at a time, one job after another; @returns how many jobs were done. */
async function work(file: File, untilMs: number): Promise<number> {
  let done = 0;
  const person = async () => {
    while (Date.now() < untilMs) {
      await job(await openAccount(stack.apiUrl), file);
      done++;
    }
  };
  await Promise.all([person(), person()]);
  return done;
}

async function job({ api, upload }: ClientAccount, file: File): Promise<void> {
  const { id } = await upload(file);
  const { issue_counts } = await follow(api, id, () => {});
  await api.issues(id, { status: "OPEN" }, 100);
  for (const type of Object.keys(issue_counts)) {
    await api.resolve(id, type, type === "DUPLICATE_EMAIL" ? "first" : "skip");
  }
  const { version } = await api.finalize(id);
  const query = { min_version: String(version) };
  await (await api.download(id, "contacts.csv", query)).text();
}

/** It comes in pieces, and does not fit into memory twice. */
async function writeSnapshot(inspector: Inspector, path: string): Promise<void> {
  const file = await Deno.create(path);
  const writer = file.writable.getWriter();
  const encoder = new TextEncoder();
  inspector.on("HeapProfiler.addHeapSnapshotChunk", (params) => {
    writer.write(encoder.encode((params as { chunk: string }).chunk));
  });
  await inspector.call("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
  await writer.close();
}
