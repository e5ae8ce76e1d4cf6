/** A person's mapping outlives its file, and how a file is read outlives its parser. */
import assert from "node:assert/strict";
import {
  type ColumnTreatment,
  jobStream,
  type RecordedEvent,
  rowsStream,
} from "@rollcall/contracts";
import { EventStore, type NewEvent, newId, type StreamAppend } from "@rollcall/event-store";
import { silentLog } from "@rollcall/platform/log.ts";
import {
  mappingStreamOf,
  rememberedMapping,
  rememberedTreatments,
} from "@rollcall/platform/remembered_mapping.ts";
import fc from "fast-check";
import { storeTest } from "../../tests/harness/event_store.ts";
import { metadata, readAll, type UploadedFile, uploadedJob } from "../../tests/harness/job.ts";
import { parseFile } from "./reactions.ts";

const log = silentLog();
const HEADERS = ["x", "y"];
const FILE = new TextEncoder().encode("x,y\nAnn,a@x.org\n");

/** More rows below a file: a large one is recorded as recognized before its rows are. */
function large(file: Uint8Array, row: (i: number) => string): Uint8Array<ArrayBuffer> {
  const rows = Array.from({ length: 1_500 }, (_, i) => row(i));
  return new Uint8Array([...file, ...new TextEncoder().encode(`${rows.join("\n")}\n`)]);
}

const LONG = "n".repeat(200);
const ASKED = { email: "y", first_name: "x", phone: null };

interface Parsed {
  job: RecordedEvent<"JobCreated">;
  parse(using?: EventStore): Promise<void>;
}

async function jobOf(
  store: EventStore,
  wishes: Omit<UploadedFile, "sizeBytes"> = {},
  file = FILE,
): Promise<Parsed> {
  const job = await uploadedJob(store, { sizeBytes: file.length, ...wishes });
  const objects = { getStream: () => Promise.resolve(ReadableStream.from([file])) };
  return { job, parse: (using = store) => parseFile({ store: using, objects, log }, job) };
}

const lifeOf = (store: EventStore, { job }: Parsed) => readAll(store, jobStream(job.data.jobId));
const memoryOf = (store: EventStore, userId = "anna") =>
  readAll(store, mappingStreamOf(userId, HEADERS)) as Promise<
    RecordedEvent<"MappingRemembered">[]
  >;

async function recognizedOf(store: EventStore, parsed: Parsed) {
  const event = (await lifeOf(store, parsed)).find(({ type }) => type === "FileRecognized");
  return event as RecordedEvent<"FileRecognized">;
}

async function fieldsOf(store: EventStore, parsed: Parsed) {
  const end = (await lifeOf(store, parsed)).at(-1)!;
  assert.equal(end.type, "ParsingCompleted");
  const { columns } = (end as RecordedEvent<"ParsingCompleted">).personal!;
  return columns.map(({ field }) => field);
}

storeTest(
  "remember: the next file with the same headers is read as the last one",
  async (world) => {
    const { store } = world;
    const first = await jobOf(store, { mapping: ASKED });
    await first.parse();
    const [memory] = await memoryOf(store);
    assert.deepEqual(memory!.data.columns.email, 1);
    assert.deepEqual(memory!.data.columns.phone, null);
    const end = (await lifeOf(store, first)).at(-1)!;
    assert.equal(memory!.position, end.position + 1, "in the same append");

    const next = await jobOf(store);
    await next.parse();
    assert.deepEqual((await recognizedOf(store, next)).data.remembered, memory!.data.columns);
    assert.deepEqual(await fieldsOf(store, next), ["first_name", "email"]);
    assert.equal((await memoryOf(store)).length, 1, "what nobody asked is not remembered again");
  },
);

storeTest(
  "remember: what is asked wins and is remembered, what is known already is not",
  async (world) => {
    const { store } = world;
    for (const mapping of [ASKED, ASKED, { email: "y", last_name: "x" }]) {
      const job = await jobOf(store, { mapping });
      await job.parse();
      assert.equal((await recognizedOf(store, job)).data.remembered, null);
    }
    const memory = await memoryOf(store);
    assert.deepEqual(memory.map(({ data }) => data.columns.last_name), [null, 0]);
  },
);

storeTest(
  "remember: what was said of other columns, until something else is said",
  async ({ store }) => {
    const tier = { header: "z", kept: true, name: "Tier", type: "choice", choices: ["a"] } as const;
    const file = new TextEncoder().encode("x,y,z\nAnn,a@x.org,a\n");
    const stream = mappingStreamOf("anna", ["x", "y", "z"]);
    const saidAfter = async (columns: ColumnTreatment[]) => {
      const job = await jobOf(store, { columns }, file);
      await job.parse();
      const memory = await rememberedMapping(store, stream);
      const isNew = memory.jobId === job.job.data.jobId;
      return [isNew, (await rememberedTreatments(store, memory)).map(({ name }) => name)];
    };
    assert.deepEqual(await saidAfter([{ ...tier, choices: ["a"] }]), [true, ["Tier"]]);
    assert.deepEqual(await saidAfter([{ ...tier, choices: ["a"] }]), [false, ["Tier"]], "known");
    assert.deepEqual(await saidAfter([]), [false, ["Tier"]], "nothing was said");
    assert.deepEqual(await saidAfter([{ ...tier, name: "Level", choices: ["a"] }]), [true, [
      "Level",
    ]]);
    const plain = { ...tier, name: null, type: null, choices: [] };
    assert.deepEqual(await saidAfter([plain]), [true, [null]]);
  },
);

/** A store whose memories are a day older than they are. */
class Later extends EventStore {
  override async *readStream(...read: Parameters<EventStore["readStream"]>) {
    for await (const event of super.readStream(...read)) {
      const then = new Date(Date.parse(event.recordedAt) - 25 * 3_600_000);
      yield event.type === "MappingRemembered"
        ? { ...event, recordedAt: then.toISOString() }
        : event;
    }
  }
}

storeTest(
  "remember: said again a day later, it is kept as long as the newer job",
  async ({ store }) => {
    const said: ColumnTreatment = { header: "x", kept: false, name: null, type: null, choices: [] };
    const file = new TextEncoder().encode("x,y\nAnn,a@x.org\n");
    const stream = mappingStreamOf("anna", HEADERS);
    await (await jobOf(store, { columns: [said] }, file)).parse();
    const next = await jobOf(store, { columns: [said] }, file);
    await next.parse(new Later(store.sql));
    const memory = await rememberedMapping(store, stream);
    assert.equal(memory.jobId, next.job.data.jobId);
  },
);

storeTest("remember: another person, and other headers, know nothing of it", async ({ store }) => {
  await (await jobOf(store, { mapping: ASKED })).parse();
  const hers = await jobOf(store, { userId: "berta" });
  const other = await jobOf(store, {}, new TextEncoder().encode("x,z\nAnn,a@x.org\n"));
  for (const job of [hers, other]) {
    await job.parse();
    const { remembered, byValues } = (await recognizedOf(store, job)).data;
    assert.equal(remembered, null);
    assert.deepEqual(byValues, [{ place: 1, field: "email", share: 1 }]);
  }
});

storeTest("remember: a file that fails is not remembered", async ({ store }) => {
  await (await jobOf(store, { mapping: ASKED }, new TextEncoder().encode("x,y\n"))).parse();
  assert.deepEqual(await memoryOf(store), []);
});

/** Appends somebody else's memory just before each of the parser's that has one. */
class Racing extends EventStore {
  races = 0;
  constructor(store: EventStore, readonly times: number) {
    super(store.sql);
  }
  override async append(request: StreamAppend[]) {
    const memory = request.find(({ stream }) => stream.startsWith("mapping-"));
    if (memory && this.races < this.times) {
      const events: NewEvent[] = [{
        id: newId(),
        type: "MappingRemembered",
        data: { jobId: newId(), userId: "anna", columns: { company: this.races++ } },
        personal: null,
        metadata,
      }];
      await super.append([{ ...memory, events }]);
    }
    return await super.append(request);
  }
}

storeTest("remember: others who remember at the same moment fail no job", async ({ store }) => {
  for (const times of [1, 3, 50]) {
    const userId = `user-${times}`;
    const job = await jobOf(store, { userId, mapping: ASKED });
    const racing = new Racing(store, times);
    await job.parse(racing);
    assert.deepEqual(await fieldsOf(store, job), ["first_name", "email"]);
    const memory = await memoryOf(store, userId);
    const isRemembered = memory.at(-1)!.data.jobId === job.job.data.jobId;
    assert.equal(isRemembered, times < 50, "after some tries it goes without");
    assert.equal(memory.length, racing.races + Number(isRemembered));
  }
});

/** A store whose nth append fails, before or after it is done. */
class FailingStore extends EventStore {
  #appends = 0;
  constructor(store: EventStore, readonly nth: number, readonly when: "before" | "after") {
    super(store.sql);
  }
  override async append(request: StreamAppend[]) {
    const isLast = ++this.#appends === this.nth;
    if (isLast && this.when === "before") throw new Error("killed");
    const outcome = await super.append(request);
    if (isLast) throw new Error("killed");
    return outcome;
  }
}

storeTest(
  "remember: killed at any append, it is remembered once (promises 4 and 5)",
  async (world) => {
    const { store } = world;
    let users = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom("before", "after")), {
          minLength: 1,
          maxLength: 3,
        }),
        async (kills) => {
          const userId = `user-${++users}`;
          const job = await jobOf(store, { userId, mapping: ASKED });
          for (const [nth, when] of kills) {
            await job.parse(new FailingStore(store, nth, when as "before"))
              .catch((error) => assert.match(error.message, /killed/));
          }
          await job.parse();
          await job.parse();
          assert.equal((await memoryOf(store, userId)).length, 1);
          assert.deepEqual((await lifeOf(store, job)).map(({ type }) => type), [
            "JobCreated",
            "ParsingStarted",
            "FileRecognized",
            "ParsingCompleted",
          ]);
          assert.equal((await readAll(store, rowsStream(job.job.data.jobId))).length, 1);
        },
      ),
      { numRuns: 12 },
    );
  },
);

storeTest(
  "remember: a file is read on as it was begun, whatever is remembered since",
  async (world) => {
    const { store } = world;
    await (await jobOf(store, { mapping: ASKED })).parse();
    const job = await jobOf(store, {}, large(FILE, (i) => `${LONG},a${i}@x.org`));
    await assert.rejects(job.parse(new FailingStore(store, 3, "before")), /killed/);
    await (await jobOf(store, { mapping: { email: "y", company: "x" } })).parse();
    await job.parse();
    assert.deepEqual(await fieldsOf(store, job), ["first_name", "email"]);
  },
);

storeTest(
  "remember: a guess that bridges faults does so again after a crash",
  async ({ store }) => {
    const file = large(
      new Uint8Array([
        ...new TextEncoder().encode("email,name\na@x.org,Zoë Öz äöü ßßß ÄÖÜ\nb@x.org,Bj"),
        0xf6,
        10,
      ]),
      (i) => `c${i}@x.org,${LONG}`,
    );
    const job = await jobOf(store, {}, file);
    await assert.rejects(job.parse(new FailingStore(store, 2, "after")), /killed/);
    await job.parse();
    assert.equal((await recognizedOf(store, job)).data.encoding, "utf-8");
    assert.equal((await lifeOf(store, job)).at(-1)!.type, "ParsingCompleted");
    const asked = await jobOf(store, { asked: { encoding: "utf-8" } }, file);
    await asked.parse();
    const end = (await lifeOf(store, asked)).at(-1) as RecordedEvent<"ParsingFailed">;
    assert.equal(end.data.code, "WRONG_ENCODING");
  },
);
