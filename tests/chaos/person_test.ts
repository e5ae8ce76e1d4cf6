import assert from "node:assert/strict";
import type { ApiClient } from "../api/client.ts";
import { Person } from "./person.ts";
import type { PlannedImport } from "./plan.ts";

Deno.test("person: an undo whose answer was lost is sent again as it was, and takes no more back", async () => {
  const undos: string[] = [];
  let head = 7;
  const client = {
    upload: () => Promise.resolve({ status: 201, body: { id: "j" } }),
    call(path: string, { method = "GET" }: RequestInit) {
      if (method === "GET") {
        return Promise.resolve({ status: 200, body: { status: "NEEDS_REVIEW" } });
      }
      undos.push(path);
      head++;
      return undos.length === 1
        ? Promise.reject(new Error("the connection was cut"))
        : Promise.resolve({ status: 200, body: { version: 8 } });
    },
  } as unknown as ApiClient;
  const progress = {
    turn: () => Promise.resolve(),
    head: () => Promise.resolve(head),
    moved() {},
  };
  const planned = {
    name: "a file",
    idempotencyKey: "k",
    expected: { file: { name: "a.csv", bytes: new Uint8Array(), asked: {} } },
    restsAs: "NEEDS_REVIEW",
    steps: [{ step: { do: "reopen", number: 6 }, answer: { status: 200 } }],
  } as unknown as PlannedImport;

  const person = new Person(client, progress);
  await person.run(planned, new AbortController().signal, () => {});
  const path = "/issues/j.6/resolution?seen_version=7";
  assert.deepEqual({ undos, complaints: person.complaints }, {
    undos: [path, path],
    complaints: [],
  });
});
