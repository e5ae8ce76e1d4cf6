/** The parser against a real Postgres, with a file that a test can break off anywhere. */
import assert from "node:assert/strict";
import { jobStream, type RecordedEvent, rowsStream } from "@rollcall/contracts";
import { EventStore, newId, type StreamAppend } from "@rollcall/event-store";
import { silentLog } from "@rollcall/platform/log.ts";
import fc from "fast-check";
import { storeTest } from "../../tests/harness/event_store.ts";
import { deletedJob, readAll, type UploadedFile, uploadedJob } from "../../tests/harness/job.ts";
import type { ParsingContext } from "./read_file.ts";
import { parseFile } from "./reactions.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** `count` rows, each some 2,000 characters, so that a batch is bounded by its bytes. */
function fileOf(count: number): Uint8Array {
  const rows = Array.from({ length: count }, (_, i) => `p${i}@x.org,Ann,Lee,${"x".repeat(2_000)}`);
  return bytesOf(["email,first name,last name,note", ...rows].join("\n"));
}

/** The file in pieces; the source breaks off behind `breakAt` bytes, where given. */
function filesOf(file: Uint8Array, breakAt = Infinity): ParsingContext["objects"] {
  return {
    getStream: () => {
      let from = 0;
      return Promise.resolve(
        new ReadableStream<Uint8Array>({
          pull(controller) {
            if (from >= breakAt) return controller.error(new TypeError("connection lost"));
            const to = Math.min(from + 50_000, file.length);
            if (to === from) return controller.close();
            controller.enqueue(file.subarray(from, to));
            from = to;
          },
        }),
      );
    },
  };
}

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

const log = silentLog();

type Wishes = Omit<UploadedFile, "sizeBytes">;

async function jobWith(store: EventStore, file: Uint8Array, wishes: Wishes = {}) {
  const job = await uploadedJob(store, { sizeBytes: file.length, ...wishes });
  const id = job.data.jobId;
  return {
    cause: job,
    id,
    parse: (objects = filesOf(file), using = store) =>
      parseFile({ store: using, objects, log }, job),
    rows: () => readAll(store, rowsStream(id)) as Promise<RecordedEvent<"RowsParsed">[]>,
    jobEvents: () => readAll(store, jobStream(id)),
  };
}

/** What of a job's rows must be the same, whatever befell the parser. */
const contentOf = (events: RecordedEvent<"RowsParsed">[]) =>
  events.map(({ data: { firstRowId, rowCount, validCount }, personal }) => ({
    firstRowId,
    rowCount,
    validCount,
    personal,
  }));

const WHOLE_LIFE = ["JobCreated", "ParsingStarted", "FileRecognized", "ParsingCompleted"];

const typesOf = (events: RecordedEvent[]) => events.map((event) => event.type);

storeTest(
  "parsing: all of a small file is one append, in the order of its events",
  async ({ store }) => {
    const appends: StreamAppend[][] = [];
    class CountingStore extends EventStore {
      override async append(request: StreamAppend[]) {
        appends.push(request);
        return await super.append(request);
      }
    }
    const job = await jobWith(store, fileOf(40));
    await job.parse(undefined, new CountingStore(store.sql));
    assert.equal(appends.length, 1);
    const log = await store.readLog(job.cause.position);
    assert.deepEqual(log.map(({ type }) => type), [
      "ParsingStarted",
      "FileRecognized",
      "RowsParsed",
      "ParsingCompleted",
    ]);
  },
);

storeTest("parsing: a file becomes rows, and the job says what was found", async ({ store }) => {
  const file = bytesOf("Mail,Vorname,Nachname,Ort\nAnn@X.org,Ann,Lee,Rom\n\nnobody@,,Ray,\n");
  const { parse, rows, jobEvents, cause } = await jobWith(store, file);
  await parse();
  const [batch] = await rows();
  assert.deepEqual(batch!.personal!.rows, [
    [2, "ann@x.org", [], ["Ann@X.org", "Ann", "Lee", "Rom"]],
    [4, "nobody@", ["INVALID_EMAIL_FORMAT", "MISSING_FIRST_NAME"], ["nobody@", "", "Ray", ""]],
  ]);
  const events = await jobEvents();
  assert.deepEqual(typesOf(events), WHOLE_LIFE);
  const recognized = events[2] as RecordedEvent<"FileRecognized">;
  assert.deepEqual(recognized.data, {
    jobId: cause.data.jobId,
    encoding: "utf-8",
    delimiter: ",",
    headerRow: 1,
    remembered: null,
    missingFields: [],
    byValues: [],
    region: null,
  });
  assert.deepEqual(recognized.personal, { sheet: null, sheets: [] });
  assert.ok(recognized.position < batch!.position);
  const completed = events[3] as RecordedEvent<"ParsingCompleted">;
  assert.deepEqual(completed.data, {
    jobId: cause.data.jobId,
    totalRows: 2,
    validRows: 1,
    problemCounts: { INVALID_EMAIL_FORMAT: 1, MISSING_FIRST_NAME: 1 },
    warningCounts: {},
  });
  assert.deepEqual(completed.personal!.columns.map((c) => c.field), [
    "email",
    "first_name",
    "last_name",
    null,
  ]);
  for (const event of [batch!, ...events.slice(1)]) {
    assert.equal(event.metadata.causationId, cause.id);
    assert.equal(event.metadata.correlationId, cause.metadata.correlationId);
  }
});

storeTest("parsing: a repeated cause changes nothing (promise 4)", async ({ store }) => {
  const { parse } = await jobWith(store, fileOf(300));
  await parse();
  const head = await store.head();
  await parse();
  await parse({ getStream: () => Promise.reject(new Error("not even read")) });
  assert.equal(await store.head(), head);
});

storeTest(
  "parsing: killed at any append, it goes on where it stopped (promise 5)",
  async ({ store }) => {
    const file = fileOf(700);
    const whole = await jobWith(store, file);
    await whole.parse();
    const expected = contentOf(await whole.rows());
    assert.ok(expected.length >= 5);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 7 }), fc.constantFrom("before", "after")), {
          minLength: 1,
          maxLength: 3,
        }),
        async (kills) => {
          const job = await jobWith(store, file);
          for (const [nth, when] of kills) {
            await job.parse(filesOf(file), new FailingStore(store, nth, when as "before"))
              .catch((error) => assert.match(error.message, /killed/));
          }
          await job.parse();
          assert.deepEqual(contentOf(await job.rows()), expected);
          const jobEvents = typesOf(await job.jobEvents());
          assert.deepEqual(jobEvents, WHOLE_LIFE);
        },
      ),
      { numRuns: 12 },
    );
  },
);

storeTest("parsing: a source that breaks off is read again, from any byte", async ({ store }) => {
  const file = fileOf(400);
  const whole = await jobWith(store, file);
  await whole.parse();
  const job = await jobWith(store, file);
  for (const breakAt of [0, 60_000, 300_000, file.length]) {
    await assert.rejects(job.parse(filesOf(file, breakAt)), /connection lost/);
  }
  // A connection that merely ends early is no end of the file.
  await assert.rejects(job.parse(filesOf(file.subarray(0, 500_000))), /is to be read again/);
  assert.deepEqual(typesOf(await job.jobEvents()), ["JobCreated", "ParsingStarted"]);
  await job.parse();
  assert.deepEqual(contentOf(await job.rows()), contentOf(await whole.rows()));
});

storeTest("parsing: two parsers at once write each row once", async ({ store }) => {
  const file = fileOf(700);
  const whole = await jobWith(store, file);
  await whole.parse();
  for (let run = 0; run < 4; run++) {
    const job = await jobWith(store, file);
    const other = new EventStore(store.sql);
    await Promise.allSettled([job.parse(), job.parse(filesOf(file), other)]);
    await job.parse();
    assert.deepEqual(contentOf(await job.rows()), contentOf(await whole.rows()));
    const jobEvents = typesOf(await job.jobEvents());
    assert.deepEqual(jobEvents, WHOLE_LIFE);
  }
});

storeTest(
  "parsing: a parser that cuts its batches otherwise meets a conflict, no gap",
  async ({ store }) => {
    const file = fileOf(300);
    const job = await jobWith(store, file);
    // As an older version would have left it: one row, under the same cause.
    const one = await jobWith(store, file);
    await one.parse();
    const [first] = await one.rows();
    const { columns, rows } = first!.personal!;
    await store.append([{
      stream: rowsStream(job.id),
      expectedVersion: 0,
      events: [{
        id: crypto.randomUUID(),
        type: "RowsParsed",
        data: { ...first!.data, jobId: job.id, rowCount: 1, validCount: 1 },
        personal: { columns, rows: rows.slice(0, 1) },
        metadata: first!.metadata,
      }],
    }]);
    await job.parse();
    const all = (await job.rows()).flatMap((event) => event.personal!.rows);
    assert.deepEqual(all, (await one.rows()).flatMap((event) => event.personal!.rows));
    let next = 1;
    for (const { data } of await job.rows()) {
      assert.equal(data.firstRowId, next);
      next += data.rowCount;
    }
  },
);

storeTest("parsing: nothing is added to a job that is deleted meanwhile", async ({ store }) => {
  const file = fileOf(700);
  for (let at = 1;; at++) {
    const job = await jobWith(store, file);
    class Deleting extends EventStore {
      appends = 0;
      override async append(request: StreamAppend[]) {
        if (++this.appends === at) await deletedJob(store, job.cause);
        return await super.append(request);
      }
    }
    // The parser's own store still holds the key that is erased.
    const parser = new Deleting(store.sql);
    await readAll(parser, jobStream(job.id));
    const parsing = job.parse(filesOf(file), parser);
    if (await parsing.then(() => parser.appends < at, () => false)) return assert.ok(at > 3);
    await assert.rejects(parsing, /another process moved/);
    const head = await store.head();
    assert.equal((await job.jobEvents()).at(-1)!.type, "JobDeleted");
    await job.parse();
    assert.equal(await store.head(), head, `deleted before append ${at}`);
    const rows = await job.rows();
    const last = (await job.jobEvents()).at(-1)!;
    assert.ok(rows.every(({ position }) => position < last.position));
  }
});

const REFUSED: [what: string, file: Uint8Array, code: string, message: RegExp][] = [
  ["no e-mail column", bytesOf("Name,Ort\nAnn,Rom\n"), "NO_EMAIL_COLUMN", /"Name", "Ort"/],
  ["no data row", bytesOf("email,name\n\n"), "NO_ROWS", /no rows/],
  ["blank lines alone", bytesOf("\n \n"), "NO_HEADER", /blank lines/],
  ["binary data", new Uint8Array(4_000), "NOT_TEXT", /binary data/],
  ["a quote left open", bytesOf('email\n"a@x.org\n'), "UNCLOSED_QUOTE", /line 2/],
];

for (const [what, file, code, message] of REFUSED) {
  storeTest(`parsing: a file of ${what} fails its job with ${code}`, async ({ store }) => {
    const job = await jobWith(store, file);
    await job.parse();
    const end = (await job.jobEvents()).at(-1) as RecordedEvent<"ParsingFailed">;
    assert.equal(end.type, "ParsingFailed");
    assert.equal(end.data.code, code);
    assert.match(end.personal!.message, message);
    const head = await store.head();
    await job.parse();
    assert.equal(await store.head(), head);
  });
}

storeTest("parsing: the headers found are listed if none is an address", async ({ store }) => {
  const job = await jobWith(store, bytesOf("Name,Ort\nAnn,Rom\n"));
  await job.parse();
  const end = (await job.jobEvents()).at(-1) as RecordedEvent<"ParsingFailed">;
  assert.deepEqual(end.personal!.headers, ["Name", "Ort"]);
});

storeTest("parsing: the person's mapping counts", async ({ store }) => {
  const job = await jobWith(store, bytesOf("x,y\na@x.org,Ann\n"), {
    mapping: { email: "x", first_name: "y" },
  });
  await job.parse();
  assert.deepEqual((await job.rows())[0]!.personal!.rows, [
    [2, "a@x.org", [], ["a@x.org", "Ann"]],
  ]);
  const lost = await jobWith(store, bytesOf("x,y\na@x.org,Ann\n"), {
    mapping: { email: "z" },
  });
  await lost.parse();
  const end = (await lost.jobEvents()).at(-1) as RecordedEvent<"ParsingFailed">;
  assert.equal(end.data.code, "MAPPED_COLUMN_MISSING");
});

storeTest("parsing: a column that is left out leaves no value in the log", async ({ store }) => {
  const job = await jobWith(store, bytesOf("Fax,email,Since\n555,a@x.org,soon\n"), {
    columns: [
      { header: "Fax", kept: false, name: null, type: null, choices: [] },
      { header: "Since", kept: true, name: "Member", type: "date", choices: [] },
    ],
  });
  await job.parse();
  const [batch] = await job.rows();
  assert.deepEqual(batch!.personal!.rows, [
    [2, "a@x.org", [], ["a@x.org", "soon"], { warnings: ["VALUE_OF_OTHER_TYPE"] }],
  ]);
  assert.deepEqual(batch!.personal!.columns.map(({ name }) => name), ["email", "Member"]);
});

storeTest(
  "parsing: a name that no column serves is the file's matter, noted once",
  async ({ store }) => {
    const job = await jobWith(store, bytesOf("email,first name,Tribe\na@x.org,Ann,Lee\n,,Ray\n"));
    await job.parse();
    const rows = (await job.rows()).flatMap(({ personal }) => personal!.rows);
    assert.deepEqual(rows.map((row) => row[2]), [[], ["MISSING_EMAIL", "MISSING_FIRST_NAME"]]);
    const [recognized, completed] = (await job.jobEvents()).slice(2);
    assert.ok(recognized?.type === "FileRecognized" && completed?.type === "ParsingCompleted");
    assert.deepEqual(recognized.data.missingFields, ["last_name"]);
    assert.equal(completed.data.validRows, 1);
    assert.deepEqual(completed.data.problemCounts, { MISSING_EMAIL: 1, MISSING_FIRST_NAME: 1 });
  },
);

storeTest("parsing: a file that was begun before is read on as it was begun", async ({ store }) => {
  const { id, parse, rows, cause } = await jobWith(
    store,
    bytesOf("email,first name\na@x.org,Ann\n"),
  );
  const { metadata } = cause;
  const data = { jobId: id, encoding: "utf-8", delimiter: ",", headerRow: 1, remembered: null };
  await store.append([{
    stream: jobStream(id),
    expectedVersion: 1,
    events: [
      { id: newId(), type: "ParsingStarted", data: { jobId: id }, personal: null, metadata },
      {
        id: newId(),
        type: "FileRecognized",
        // As an event of version 1 is read today: nothing is asked of the file.
        data: { ...data, missingFields: [], byValues: [], region: null },
        personal: { sheet: null, sheets: [] },
        metadata,
      },
    ],
  }]);
  await parse();
  const [batch] = await rows();
  assert.deepEqual(batch!.personal!.rows.map((row) => row[2]), [["MISSING_LAST_NAME"]]);
});

storeTest("parsing: a file that is gone fails its job", async ({ store }) => {
  const job = await jobWith(store, fileOf(1));
  await job.parse({ getStream: () => Promise.resolve(undefined) });
  const end = (await job.jobEvents()).at(-1) as RecordedEvent<"ParsingFailed">;
  assert.equal(end.data.code, "FILE_MISSING");
});

storeTest("parsing: an object store that is away fails nothing", async ({ store }) => {
  const job = await jobWith(store, fileOf(1));
  await assert.rejects(job.parse({ getStream: () => Promise.reject(new Error("away")) }), /away/);
  await job.parse();
  assert.equal((await job.jobEvents()).at(-1)!.type, "ParsingCompleted");
});
