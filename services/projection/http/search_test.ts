/** Search, sort and filter of rows and contacts (promise 12: one pass over the job's chunks). */
import assert from "node:assert/strict";
import { byKey, type Fact, laidOver, type ParsedRow, valueAt } from "@rollcall/contracts";
import { ColumnFill, Contact, Issue, RawRow } from "@rollcall/contracts/api";
import fc from "fast-check";
import { columns, fact, jobCreated, parsedRows, rowsParsed } from "../testing/events.ts";
import { happens, problem, queryTest } from "../testing/query_test.ts";
import { finalized, jobId, needsReview, resolved } from "../testing/reviewed_job.ts";
import type { World } from "../testing/world.ts";

const completed = [...needsReview(), ...resolved(), finalized()];

async function found(world: World, path: string, query: Record<string, string | string[]>) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value].flat()) search.append(name, one);
  }
  const ids: number[] = [];
  let total: string | null = null;
  for (let next: string | undefined = `/jobs/${jobId}/${path}?${search}`; next;) {
    const response = await world.get(next);
    const text = await response.text();
    assert.equal(response.status, 200, text);
    total ??= response.headers.get("x-total-count");
    const page = path === "rows"
      ? RawRow.array().parse(JSON.parse(text)).map((row) => row.raw_row_id)
      : Contact.array().parse(JSON.parse(text)).map((contact) => contact.id);
    ids.push(...page);
    next = /<(.*)>/.exec(response.headers.get("link") ?? "")?.[1];
  }
  return { ids, total: Number(total) };
}

queryTest("rows are found by any value, as they are now", completed, async (world) => {
  const rows = async (query: Record<string, string | string[]>) =>
    (await found(world, "rows", { limit: "2", ...query })).ids;
  assert.deepEqual(await rows({ q: "ADA4" }), [4]);
  assert.deepEqual(await rows({ q: "eve@example" }), [5], "an edited address");
  assert.deepEqual(await rows({ q: "typed" }), [5], "an edited column");
  assert.deepEqual(await rows({ q: "|' /C calc'" }), [6]);
  assert.deepEqual(await rows({ q: '","' }), [], "what stands between values is none of them");
  assert.deepEqual(await rows({ filter: "first_name:empty" }), [6]);
  assert.deepEqual(await rows({ filter: "first_name:filled", sort: "-first_name" }), [
    5,
    4,
    3,
    2,
    1,
  ]);
  assert.deepEqual(await rows({ filter: "email:is:ANN@example.com" }), [2, 3]);
  assert.deepEqual(await rows({ filter: ["email:contains:ann", "state:is:excluded"] }), [2]);
  assert.deepEqual(await rows({ filter: "state:is:contact" }), [1, 3, 4, 5, 6]);
  assert.deepEqual(await rows({ filter: "state:is:open" }), []);
  assert.deepEqual(await rows({ filter: "issue:is:MISSING_EMAIL" }), [5]);
  assert.deepEqual(await rows({ filter: "warning:is:ROW_TOO_SHORT" }), []);
});

queryTest("issues are found by their rows, as these are now", completed, async (world) => {
  const read = async (query: string) => {
    const issues: { number: number; rowIds: number[] }[] = [];
    let total: string | null = null;
    for (let next: string | undefined = `/jobs/${jobId}/issues?${query}`; next;) {
      const response = await world.get(next);
      total ??= response.headers.get("x-total-count");
      for (const { id, payload } of Issue.array().parse(await response.json())) {
        const rowIds = payload.candidates.map((candidate) => candidate.raw_row_id);
        issues.push({ number: Number(id.split(".")[1]), rowIds });
      }
      next = /<(.*)>/.exec(response.headers.get("link") ?? "")?.[1];
    }
    return { issues, total };
  };
  const all = await read("");
  assert.equal(all.total, null, "the whole list says no number");
  let some = 0;
  for (
    const query of [
      "q=ANN",
      "q=eve@example",
      "q=nobody",
      "filter=email:contains:ann",
      "filter=first_name:empty",
      "q=a&filter=issue:is:DUPLICATE_EMAIL",
    ]
  ) {
    const search = Object.fromEntries(new URLSearchParams(query));
    const rows = new Set((await found(world, "rows", search)).ids);
    const expected = all.issues.filter(({ rowIds }) => rowIds.some((id) => rows.has(id)));
    const { issues, total } = await read(`${query}&limit=1`);
    assert.deepEqual(issues, expected, query);
    assert.equal(total, String(expected.length), query);
    if (expected.length > 0 && expected.length < all.issues.length) some++;
    const open = await read(`${query}&status=OPEN`);
    assert.deepEqual(open, { issues: [], total: "0" }, "status and type hold as well");
  }
  assert.ok(some > 1, "some searches find some");
  await problem(await world.get(`/jobs/${jobId}/issues?q=a&at_version=5`), 422);
  await problem(await world.get(`/jobs/${jobId}/issues?filter=nonsense`), 422);
});

queryTest("contacts are found in each version of the list", completed, async (world) => {
  await happens(world, [
    fact("IssuesReopened", { jobId, batchId: null, numbers: "2" }),
    fact("IssuesResolved", {
      jobId,
      rule: null,
      batchId: null,
      resolutions: [{ number: 2, action: "edit" }],
    }, {
      edits: [{
        number: 2,
        rowId: 5,
        values: byKey({ email: "zoe@example.com", first_name: "Zoë" }),
      }],
    }),
    finalized(jobId, 2),
  ]);
  const contacts = (query: Record<string, string>) => found(world, "contacts", query);
  assert.deepEqual(await contacts({ q: "eve@", list_version: "1" }), { ids: [5], total: 1 });
  assert.deepEqual(await contacts({ q: "eve@" }), { ids: [], total: 0 });
  assert.deepEqual(await contacts({ filter: "first_name:is:ZOË" }), { ids: [5], total: 1 });
  assert.deepEqual((await contacts({ sort: "email", limit: "2" })).ids, [3, 1, 4, 6, 5]);
  assert.deepEqual((await contacts({ sort: "-email", limit: "2" })).ids, [5, 6, 4, 1, 3]);
});

queryTest("every page of every order has each row once", completed, async (world) => {
  const fields = fc.constantFrom("email", "first_name", "last_name", "phone", "Notes", "job_title");
  await fc.assert(
    fc.asyncProperty(
      fields,
      fc.boolean(),
      fc.integer({ min: 1, max: 7 }),
      async (key, down, limit) => {
        const sort = `${down ? "-" : ""}${key}`;
        const { ids, total } = await found(world, "rows", { sort, limit: String(limit) });
        const { ids: whole } = await found(world, "rows", { sort });
        assert.deepEqual(ids, whole);
        assert.deepEqual([ids.toSorted(), total], [[1, 2, 3, 4, 5, 6], 6]);
      },
    ),
    { numRuns: 20 },
  );
});

/** A job whose rows have these companies and notes, and a clean list of them all. */
function jobWith(companies: string[], notes: string[] = []): Fact[] {
  const rows = parsedRows(1, companies.length).map(([line, email, problems, values], i) => {
    const [address, first, last, phone] = values;
    const cells = [address!, first!, last!, phone!, companies[i]!, notes[i] ?? ""];
    return [line, email, problems, cells] as ParsedRow;
  });
  const counted = { jobId, totalRows: rows.length, validRows: rows.length };
  return [
    jobCreated(jobId, "user-1", rows.length),
    fact("ParsingStarted", { jobId }),
    rowsParsed(jobId, 1, rows),
    fact("ParsingCompleted", { ...counted, problemCounts: {}, warningCounts: { GONE_CODE: 1 } }, {
      columns,
    }),
    fact("DedupeCompleted", { jobId, issueCount: 0, repeatedRows: 0 }),
    fact("JobFinalized", {
      jobId,
      listVersion: 1,
      contactCount: rows.length,
      mergedCount: 0,
      rowIds: `1-${rows.length}`,
      automatic: true,
    }),
  ];
}

const NBSP = "\u00a0";
const unseen = ["\t", NBSP, "\u2003", "\u3000", "\ufeff", "\u200b"];

queryTest(
  "a cursor goes on behind its row, whatever spaces a value begins with",
  jobWith(["a", `${NBSP}b`, "c", "", ...unseen, ...unseen.map((space) => `${space}a`)]),
  async (world) => {
    const ofA = [1, 11, 12, 13, 14, 15, 16], none = [4, 5, 6, 7, 8, 9, 10];
    for (const path of ["rows", "contacts"]) {
      for (const limit of ["1", "3", "100"]) {
        const sorted = async (sort: string) => await found(world, path, { sort, limit });
        assert.deepEqual(await sorted("company"), { ids: [...ofA, 2, 3, ...none], total: 16 });
        assert.deepEqual(await sorted("-company"), { ids: [3, 2, ...ofA, ...none], total: 16 });
      }
    }
  },
);

queryTest(
  "spaces around a value count for nothing, but where contains asks for them",
  jobWith(["a", `${NBSP}b`, "  x ", "", ...unseen], ["  x ", "\u3000", ""]),
  async (world) => {
    const contacts = async (filter: string) => (await found(world, "contacts", { filter })).ids;
    const rows = async (filter: string) => (await found(world, "rows", { filter })).ids;
    const empty = [4, 5, 6, 7, 8, 9, 10];
    for (const ids of [contacts, rows]) {
      assert.deepEqual(await ids("company:is:b"), [2]);
      assert.deepEqual(await ids(`company:is:\u3000B${NBSP}`), [2]);
      assert.deepEqual(await ids("company:empty"), empty);
      assert.deepEqual(await ids("company:filled"), [1, 2, 3]);
      assert.deepEqual(await ids("Notes:filled"), [1]);
      assert.deepEqual(await ids("Notes:contains:  x "), [1]);
    }
    // A contact shows the company without them, a row as it was read.
    assert.deepEqual(await contacts("company:contains:  x "), []);
    assert.deepEqual(await rows("company:contains:  x "), [3]);
  },
);

queryTest(
  "q looks into each value as contains does, and at nothing of how they are kept",
  jobWith(
    Array(12).fill("x"),
    [
      "[",
      "ends in \\",
      "\nbob",
      "\\nbob",
      "\x01",
      "u0001",
      '"',
      "Café",
      "İstanbul",
      "I",
      "\u212a",
      "ſ",
    ],
  ),
  async (world) => {
    const words: [string, number[]][] = [
      ["[", [1]],
      ["]", []],
      [", ", []],
      ['"', [7]],
      ["\\", [2, 4]],
      ['\\"', []],
      ["\nbob", [3]],
      ["nbob", [4]],
      ["bob", [3, 4]],
      ["u0001", [6]],
      ["0001", [6]],
      ["\x01", [5]],
      ["cafe\u0301", [8]],
      ["CAFÉ", [8]],
      ["İ", [9]],
      ["stanbul", [9]],
    ];
    for (const path of ["rows", "contacts"]) {
      for (const [text, ids] of words) {
        assert.deepEqual((await found(world, path, { q: text })).ids, ids, `${path} ${text}`);
        const filter = `Notes:contains:${text}`;
        assert.deepEqual((await found(world, path, { filter })).ids, ids, `${path} ${filter}`);
      }
      assert.deepEqual((await found(world, path, { filter: "Notes:is:i" })).ids, [10]);
      assert.deepEqual((await found(world, path, { filter: "Notes:is:K" })).ids, [11]);
      assert.deepEqual((await found(world, path, { filter: "Notes:is:S" })).ids, [12]);
    }
  },
);

queryTest("an edited row is shown as it was read and as it is now", completed, async (world) => {
  const rows = async (query: string) =>
    RawRow.array().parse(await (await world.get(`/jobs/${jobId}/rows?${query}`)).json());
  const [edited, ...others] = await rows("filter=email:is:eve@example.com");
  assert.equal(others.length, 0);
  assert.deepEqual([edited!.data, edited!.normalized_email, edited!.problems], [
    byKey({
      email: "",
      first_name: "Ada5",
      last_name: "Lovelace",
      phone: "+1 555 0100",
      company: "Engines Ltd",
      Notes: "met",
    }),
    null,
    ["MISSING_EMAIL"],
  ]);
  assert.deepEqual(edited!.now, {
    data: laidOver(edited!.data, byKey({ email: " Eve@Example.com", Notes: "typed" })),
    normalized_email: "eve@example.com",
    normalized_phone: null,
  });
  assert.deepEqual(
    (await rows("limit=10")).map(({ now }) => now?.normalized_email ?? null),
    [null, null, null, null, "eve@example.com", null],
  );
  await happens(world, [fact("IssuesReopened", { jobId, batchId: null, numbers: "2" })]);
  assert.deepEqual((await rows("filter=Notes:is:met&filter=email:empty")).map(({ now }) => now), [
    null,
  ]);
});

queryTest("a version's contacts are found by what they are to it", completed, async (world) => {
  await happens(world, [
    fact("IssuesReopened", { jobId, batchId: null, numbers: "1" }),
    fact("IssuesResolved", {
      jobId,
      rule: null,
      batchId: null,
      resolutions: [{ number: 1, action: "choose", chosenRowId: 2 }],
    }, { edits: [] }),
    fact("RowsMerged", { jobId, listVersion: 2, merges: [{ rowId: 2, rowIds: "3" }] }, {
      fills: [],
    }),
    fact("JobFinalized", {
      jobId,
      listVersion: 2,
      contactCount: 4,
      mergedCount: 1,
      rowIds: "1-2,4-5",
      automatic: false,
    }),
    fact("IssuesReopened", { jobId, batchId: null, numbers: "3" }),
  ]);
  const contacts = async (version: string, state: string) =>
    (await found(world, "contacts", { list_version: version, filter: `state:is:${state}` })).ids;
  assert.deepEqual(await contacts("1", "contact"), [1, 3, 4, 5, 6]);
  assert.deepEqual(await contacts("2", "contact"), [1, 2, 4, 5]);
  for (const state of ["merged", "excluded", "open"]) {
    assert.deepEqual(await contacts("1", state), [], state);
  }
  assert.deepEqual((await found(world, "rows", { filter: "state:is:open" })).ids, [6]);
});

queryTest(
  "pages go on behind the last row, whatever is decided meanwhile",
  completed,
  async (world) => {
    const next = async (path: string) => {
      const response = await world.get(`/jobs/${jobId}/${path}`);
      const ids = (await response.json()).map((row: { raw_row_id: number }) => row.raw_row_id);
      return [ids, /^<\/jobs\/[^/]+\/(.*)>/.exec(response.headers.get("link") ?? "")?.[1]];
    };
    const [first, behind] = await next("rows?sort=email&limit=2");
    assert.deepEqual(first, [2, 3]);
    const [listed, listedBehind] = await next("contacts?sort=email&limit=2");
    assert.deepEqual(listed, [3, 5]);
    const [plain, plainBehind] = await next("contacts?limit=3");
    assert.deepEqual(plain, [1, 3, 4]);
    // The page's last row goes to the end of the order, and no list stands.
    await happens(world, [
      fact("IssuesReopened", { jobId, batchId: null, numbers: "1" }),
      fact("IssuesResolved", {
        jobId,
        rule: null,
        batchId: null,
        resolutions: [{ number: 1, action: "edit" }],
      }, { edits: [{ number: 1, rowId: 3, values: byKey({ email: "zoe@example.com" }) }] }),
    ]);
    assert.deepEqual((await next("rows?sort=email"))[0], [2, 5, 1, 4, 6, 3]);
    assert.deepEqual((await next(behind))[0], [5, 1]);
    assert.deepEqual((await next(listedBehind))[0], [1, 4]);
    assert.deepEqual((await next(plainBehind))[0], [5, 6]);
  },
);

queryTest("a former list's contacts are found by the issues of then", completed, async (world) => {
  const contacts = async (query: Record<string, string>) =>
    (await found(world, "contacts", query)).ids;
  const asked = { filter: "issue:is:DUPLICATE_EMAIL" };
  assert.deepEqual(await contacts(asked), [3]);
  await happens(world, [
    fact("IssuesRevised", { jobId, issues: [{ number: 1, rowIds: "2-3", status: "WITHDRAWN" }] }),
    fact("IssuesOpened", {
      jobId,
      issues: [{ number: 4, type: "DUPLICATE_EMAIL", rowIds: [1, 4] }],
    }, { keys: ["ada1@example.com"] }),
  ]);
  assert.deepEqual(await contacts({ ...asked, list_version: "1" }), [3]);
  assert.deepEqual((await found(world, "rows", asked)).ids, [1, 4]);
  await happens(world, [
    fact("IssuesResolved", {
      jobId,
      rule: null,
      batchId: null,
      resolutions: [{ number: 4, action: "keep" }],
    }, { edits: [] }),
    finalized(jobId, 2),
  ]);
  for (const query of [asked, { ...asked, list_version: "2" }]) {
    assert.deepEqual(await contacts(query), [1, 4]);
  }
  assert.deepEqual(await contacts({ ...asked, list_version: "1" }), [3]);
});

queryTest("a page behind the last one still tells how many there are", completed, async (world) => {
  const first = await world.get(`/jobs/${jobId}/rows?q=Ada4&limit=1`);
  assert.equal(first.headers.get("x-total-count"), "1");
  const page = await world.get(`/jobs/${jobId}/rows?filter=state:is:contact&sort=phone&limit=4`);
  const next = /<(.*)>/.exec(page.headers.get("link")!)![1]!;
  await happens(world, [fact("IssuesReopened", { jobId, batchId: null, numbers: "1" }), {
    ...finalized(jobId, 2),
    data: { ...finalized(jobId, 2).data, rowIds: "1,3-4" },
  } as never]);
  const second = await world.get(next);
  assert.deepEqual(await second.json(), []);
  assert.equal(second.headers.get("x-total-count"), "3");
});

queryTest("codes are those of today, and those that the job has", jobWith(["a"]), async (world) => {
  const ids = async (filter: string) => (await found(world, "rows", { filter })).ids;
  assert.deepEqual(await ids("warning:is:ROW_TOO_LONG"), []);
  assert.deepEqual(await ids("warning:is:DUPLICATE_DIFFERS"), []);
  assert.deepEqual(await ids("warning:is:GONE_CODE"), [], "no code any more, but the job has it");
  assert.deepEqual(await ids("issue:is:EMAIL_TYPO"), []);
});

queryTest(
  "rows with any warning are found at once",
  [
    jobCreated(jobId),
    rowsParsed(jobId, 1, [
      ...parsedRows(1, 2),
      ...parsedRows(3, 3).map(([line, email, problems, values]): ParsedRow => [
        line,
        email,
        problems,
        values,
        { warnings: ["ROW_TOO_SHORT"] },
      ]),
    ]),
  ],
  async (world) => {
    assert.deepEqual(await found(world, "rows", { filter: "warning:is:ANY" }), {
      ids: [3],
      total: 1,
    });
  },
);

queryTest("what is not understood is refused with a sentence", completed, async (world) => {
  const refusal = async (query: string) =>
    (await problem(await world.get(`/jobs/${jobId}/rows?${query}`), 422)).detail;
  assert.match(await refusal("filter=company"), /"company" is not a filter: write field:is:text/);
  assert.match(await refusal("filter=nobody:is:x"), /"nobody" is neither a field nor a column/);
  assert.match(await refusal("filter=state:is:gone"), /no state: contact, merged, excluded, open/);
  assert.match(await refusal("filter=warning:is:NOPE"), /"NOPE" is no warning: .*ROW_TOO_SHORT/);
  assert.match(await refusal("filter=issue:is:NOPE"), /no type of issue: MISSING_EMAIL, /);
  assert.match(await refusal("filter=email:empty:x"), /"email:empty:x" is not a filter: write/);
  assert.match(await refusal("filter=email:filled:"), /"email:filled:" is not a filter: write/);
  assert.match(await refusal("sort=nobody"), /"nobody" is neither/);
  assert.match(await refusal("sort="), /"" is neither a field nor a column/);
  assert.match(await refusal("sort=-"), /"" is neither a field nor a column/);
  const filters = Array(21).fill("filter=email:filled").join("&");
  assert.equal(await refusal(filters), "query.filter: takes 20 filters at the most");
  const long = `filter=email:is:${"x".repeat(1_000)}`;
  assert.equal(await refusal(long), "query.filter: takes 1000 characters a filter at the most");
  assert.match(await refusal("q=a&at_version=3"), /only the present is searched/);
  for (const path of ["rows", "contacts"]) {
    for (const query of ["q=%00", "q=a%00", "filter=email:contains:a%00b", "filter=email:is:%00"]) {
      const { detail } = await problem(await world.get(`/jobs/${jobId}/${path}?${query}`), 422);
      assert.match(detail, /holds U\+0000 .* leave that character out/, `${path}?${query}`);
    }
  }
});

queryTest("a page may begin anywhere, with every search and order", completed, async (world) => {
  for (const path of ["rows", "contacts"]) {
    for (
      const query of [{}, { sort: "-email" }, { q: "example" }, { filter: "email:filled" }] as {
        [name: string]: string;
      }[]
    ) {
      const { ids } = await found(world, path, { ...query, limit: "1000" });
      for (let offset = 0; offset <= ids.length + 1; offset++) {
        const search = new URLSearchParams({ ...query, offset: String(offset), limit: "2" });
        const response = await world.get(`/jobs/${jobId}/${path}?${search}`);
        const items = await response.json() as { raw_row_id: number }[];
        const where = `${path}?${search}`;
        assert.deepEqual(
          items.map((item) => item.raw_row_id),
          ids.slice(offset, offset + 2),
          where,
        );
        assert.equal(response.headers.get("x-total-count"), String(ids.length), where);
        const next = /<(.*)>/.exec(response.headers.get("link") ?? "")?.[1];
        assert.equal(next !== undefined, offset + 2 < ids.length, where);
        if (next) {
          const further = await (await world.get(next)).json() as { raw_row_id: number }[];
          assert.deepEqual(
            further.map((item) => item.raw_row_id),
            ids.slice(offset + 2, offset + 4),
            `behind ${where}`,
          );
        }
      }
    }
  }
  const { detail } = await problem(
    await world.get(`/jobs/${jobId}/rows?offset=1&cursor=cm93czox`),
    422,
  );
  assert.match(detail, /offset: goes without cursor/);
});

queryTest("pages by place are of the job as it is now", completed, async (world) => {
  const first = async () => {
    const response = await world.get(`/jobs/${jobId}/rows?sort=first_name&offset=1&limit=1`);
    return (RawRow.array().parse(await response.json()))[0]!.raw_row_id;
  };
  const before = await first();
  await happens(world, [
    fact("IssuesReopened", { jobId, batchId: null, numbers: "2" }),
    fact("IssuesResolved", {
      jobId,
      rule: null,
      batchId: null,
      resolutions: [{ number: 2, action: "edit" }],
    }, {
      edits: [{ number: 2, rowId: 5, values: byKey({ email: "z@z.example", first_name: "A" }) }],
    }),
  ]);
  const all = await found(world, "rows", { sort: "first_name", limit: "1000" });
  assert.equal(all.ids[0], 5, "the edit moves its row to the front");
  assert.equal(await first(), all.ids[1]);
  assert.notEqual(before, 5);
});

queryTest("how full a column is, is what its filter finds", completed, async (world) => {
  const fills = ColumnFill.array().parse(
    await (await world.get(`/jobs/${jobId}/contacts/columns`)).json(),
  );
  assert.deepEqual(fills.map(({ field }) => field).slice(0, 3), [
    "email",
    "first_name",
    "last_name",
  ]);
  assert.ok(fills.some(({ field, name }) => field === null && name === "Notes"));
  const shown = Contact.array().parse(
    await (await world.get(`/jobs/${jobId}/contacts?limit=1000`)).json(),
  );
  for (const { field, name, filled, contacts, distinct } of fills) {
    const { total } = await found(world, "contacts", { filter: `${name}:filled` });
    assert.equal(filled, total, name);
    assert.equal(contacts, 5);
    const values = shown.map((one) => field ? one[field as "company"] : valueAt(one.extra, name));
    assert.equal(distinct, new Set(values.filter(Boolean)).size, name);
  }
  const { status } = await world.get(`/jobs/${jobId}/contacts/columns?list_version=9`);
  assert.equal(status, 404);
});

queryTest("a row off the list says why, if that is asked", completed, async (world) => {
  const rows = async (query: string) =>
    RawRow.array().parse(await (await world.get(`/jobs/${jobId}/rows?${query}`)).json());
  const rejected = await (await world.get(`/jobs/${jobId}/rejected.csv`)).text();
  const off = (await rows("reasons=true")).filter(({ reason }) => reason !== null);
  const excluded = await rows("reasons=true&filter=state:is:excluded");
  assert.ok(off.length > 0);
  for (const row of [...off, ...excluded]) {
    assert.ok(row.reason && rejected.includes(row.reason), `${row.raw_row_id}: ${row.reason}`);
  }
  const merged = await rows("reasons=true&filter=state:is:merged");
  assert.deepEqual(
    [...excluded, ...merged].map((row) => row.raw_row_id).sort(),
    off.map((row) => row.raw_row_id).sort(),
  );
  assert.ok(
    (await rows("")).every((row) => !("reason" in row)),
    "nobody pays for what he did not ask",
  );
});
