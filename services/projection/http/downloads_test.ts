import assert from "node:assert/strict";
import { byKey } from "@rollcall/contracts";
import { Contact } from "@rollcall/contracts/api";
import { strFromU8, unzipSync } from "fflate";
import Papa from "papaparse";
import { fact, jobDeleted } from "../testing/events.ts";
import {
  explained,
  explainedDecisions,
  explainedId,
  explainedList,
} from "../testing/explained_job.ts";
import { happens, problem, queryTest } from "../testing/query_test.ts";
import type { World } from "../testing/world.ts";

const completed = [...explained(), ...explainedDecisions(), explainedList()];
const path = `/jobs/${explainedId}`;

const get = (world: World, what: string) => world.get(`${path}/${what}`);
const csv = async (world: World, what: string) =>
  Papa.parse<string[]>((await (await get(world, what)).text()).trimEnd()).data;

queryTest("every download is named after its file and what it is", completed, async (world) => {
  const names = {
    "contacts.csv": "contacts-clean.csv",
    "contacts.xlsx": "contacts-clean.xlsx",
    "contacts.json": "contacts-clean.json",
    "rejected.csv": "contacts-rejected.csv",
    "contacts.csv?list_version=1": "contacts-clean-v1.csv",
  };
  for (const [what, name] of Object.entries(names)) {
    const response = await get(world, what);
    assert.equal(response.status, 200, what);
    assert(response.headers.get("content-disposition")!.includes(`filename="${name}"`), what);
    await response.body!.cancel();
  }
});

queryTest("a user has three downloads at once, whatever they are of", completed, async (world) => {
  const open = [
    await get(world, "contacts.csv"),
    await get(world, "contacts.xlsx"),
    await get(world, "contacts.json"),
  ];
  const refused = await get(world, "rejected.csv");
  assert.equal(refused.headers.get("retry-after"), "5");
  assert.equal((await problem(refused, 429)).code, "DOWNLOADS_RUN");
  assert.equal((await world.get(`${path}/contacts.csv`, "user-2")).status, 404);
  for (const { body } of open) await body!.cancel();
  assert.equal((await csv(world, "rejected.csv")).length, 6);
});

queryTest("whether a download would begin can be asked", completed, async (world) => {
  const files = ["contacts.csv", "contacts.xlsx", "contacts.json", "rejected.csv"];
  for (const file of files) {
    const asked = await get(world, `${file}?check=true`);
    assert.deepEqual([asked.status, await asked.text()], [204, ""], file);
  }
  await problem(await get(world, "contacts.csv?check=true&list_version=9"), 404);
  await problem(await get(world, "contacts.csv?check=perhaps"), 422);
  const open = [];
  for (const file of files.slice(0, 3)) open.push(await get(world, file));
  assert.deepEqual(open.map(({ status }) => status), [200, 200, 200], "those took no place");
  const refused = await problem(await get(world, "rejected.csv?check=true"), 429);
  assert.equal(refused.code, "DOWNLOADS_RUN");
  for (const { body } of open) await body!.cancel();
});

queryTest("a mark at the beginning of a CSV where Excel wants one", completed, async (world) => {
  for (const what of ["contacts.csv", "rejected.csv"]) {
    const first = async (query: string) =>
      new Uint8Array(await (await get(world, what + query)).arrayBuffer()).slice(0, 3);
    assert.deepEqual([...await first("?bom=true")], [0xef, 0xbb, 0xbf], what);
    assert.notEqual((await first("?bom=false"))[0], 0xef, what);
    assert.notEqual((await first(""))[0], 0xef, what);
    await problem(await get(world, `${what}?bom=perhaps`), 422);
  }
});

queryTest("phones are in E.164 where they are known, else as written", completed, async (world) => {
  const lines = await csv(world, "contacts.csv");
  const phones = lines.map((line) => line[3]);
  assert.deepEqual(phones, ["phone", "+49301234567", "", "+491711", "", "", ""]);
});

queryTest("contacts.json is the list as one array", completed, async (world) => {
  const response = await get(world, "contacts.json");
  assert.equal(response.headers.get("content-type"), "application/json; charset=utf-8");
  const whole = Contact.array().parse(await response.json());
  assert.deepEqual(whole, await (await get(world, "contacts")).json());
  assert.equal(whole.length, 6);
});

queryTest("a list without contacts is a file all the same", explained(), async (world) => {
  await happens(world, [explainedList("")]);
  assert.deepEqual(await (await get(world, "contacts.json")).json(), []);
  assert.equal((await csv(world, "contacts.csv")).length, 1);
  assert.equal(rowsOf(await workbookOf(world)).length, 1);
  assert.equal((await csv(world, "rejected.csv")).length, 12);
});

queryTest(
  "contacts.xlsx holds texts alone, and its header stays in sight",
  completed,
  async (world) => {
    const sheet = await workbookOf(world);
    const lines = await csv(world, "contacts.csv");
    assert.deepEqual(rowsOf(sheet), lines.map((line) => line.filter((value) => value !== "")));
    assert.match(
      sheet,
      /<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"\/>/,
    );
    assert.doesNotMatch(sheet, /<f>|<v>|t="n"/);
  },
);

async function workbookOf(world: World): Promise<string> {
  const response = await get(world, "contacts.xlsx");
  assert.match(response.headers.get("content-type")!, /spreadsheetml\.sheet$/);
  const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
  return strFromU8(files["xl/worksheets/sheet1.xml"]!);
}

/** The texts of each row's filled cells. */
function rowsOf(sheet: string): string[][] {
  return [...sheet.matchAll(/<row r="\d+">(.*?)<\/row>/gs)]
    .map(([, row]) => [...row!.matchAll(/<t [^>]*>(.*?)<\/t>/gs)].map(([, text]) => text!));
}

queryTest(
  "rejected.csv is the file's own columns, and why a row is there",
  completed,
  async (world) => {
    assert.deepEqual(await csv(world, "rejected.csv"), [
      ["Name", "E-Mail", "E-Mail 2", "Phone", "Notes", "rollcall_row", "rollcall_reason"],
      ["Ann Lee", "ann@x.org", "", "", "second", "3", "repeats row 2"],
      ["Cy Fox", "shared@x.org", "", "0171 1", "c", "5", "merged into row 6"],
      ["Ed Fox", "shared@x.org", "", "", "'=e", "7", "merged into row 6"],
      [
        ...["Hal Ink", "hal@", "", "", "", "10"],
        'excluded by the rule "exclude": the e-mail address is not valid',
      ],
      [
        ...["Ivy Ash", "ash@x.org", "", "", "", "11"],
        'another row of ash@x.org was chosen by the rule "last row": row 12',
      ],
    ]);
  },
);

const decided = (number: number, action: "choose" | "skip", chosenRowId?: number) =>
  fact("IssuesResolved", {
    jobId: explainedId,
    rule: null,
    batchId: null,
    resolutions: [{ number, action, ...(chosenRowId && { chosenRowId }) }],
  }, { edits: [] });

queryTest("a decision of the person is told as such", explained(), async (world) => {
  await happens(world, [
    decided(1, "choose", 4),
    decided(2, "skip"),
    decided(5, "skip"),
    explainedList("1,3-4"),
  ]);
  const reasons = (await csv(world, "rejected.csv")).map((line) => line.at(-1));
  assert.deepEqual(reasons.slice(1), [
    "repeats row 2",
    "another row of shared@x.org was chosen: row 5",
    "another row of shared@x.org was chosen: row 5",
    "excluded by you: no e-mail address",
    "not on the clean list",
    "not on the clean list",
    "excluded by you: its address belongs to different people",
    "excluded by you: its address belongs to different people",
  ]);
});

queryTest(
  "what an edit has put in place goes along, names to where they came from",
  explained(),
  async (world) => {
    await happens(world, [
      fact("IssuesResolved", {
        jobId: explainedId,
        rule: null,
        batchId: null,
        resolutions: [{ number: 2, action: "edit" }],
      }, {
        edits: [{
          number: 2,
          rowId: 7,
          values: byKey({ email: "flo@x.org", last_name: "Gill", job_title: "Boss" }),
        }],
      }),
      explainedList("1"),
    ]);
    const lines = await csv(world, "rejected.csv");
    assert.deepEqual(lines[0]!.slice(-3), ["job_title", "rollcall_row", "rollcall_reason"]);
    const flo = lines.find((line) => line[1] === "flo@x.org")!;
    assert.deepEqual(flo.slice(0, 7), ["Flo Gill", "flo@x.org", "", "", "f", "Boss", "8"]);
  },
);

queryTest(
  "there is nothing to download before the list is finalised",
  explained(),
  async (world) => {
    for (const what of ["contacts.csv", "contacts.xlsx", "contacts.json", "rejected.csv"]) {
      assert.equal((await problem(await get(world, what), 409)).code, "NOT_FINALIZED");
      if (what !== "rejected.csv") await problem(await get(world, `${what}?list_version=1`), 404);
    }
  },
);

queryTest("a download of a job that is deleted breaks off", completed, async (world) => {
  await happens(world, [jobDeleted(explainedId)]);
  for (const what of ["contacts.csv", "rejected.csv", "lists", "contacts/1/provenance"]) {
    await problem(await get(world, what), 404);
  }
});
