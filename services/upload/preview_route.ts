/**
 * POST /jobs/preview: the file is held in memory, looked at and forgotten. Only what the person said
 * last of such columns is read from the store, so that a preview is 503 while the database is away.
 */
import { previewFile as route } from "@rollcall/contracts/routes";
import type { EventStore } from "@rollcall/event-store";
import { authenticate } from "@rollcall/platform/auth.ts";
import { goFirst } from "@rollcall/platform/fairness/right_of_way.ts";
import type { App } from "@rollcall/platform/http.ts";
import {
  mappingStreamOf,
  rememberedMapping,
  rememberedTreatments,
} from "@rollcall/platform/remembered_mapping.ts";
import { takeSlice } from "@rollcall/platform/fairness/time_slices.ts";
import { Buffer } from "node:buffer";
import type { Readable } from "node:stream";
import { databaseAnswer } from "./database_answer.ts";
import { previewFile, type Recalled } from "./preview.ts";
import { receiveInTime } from "./receive_in_time.ts";
import { type Admission, arrive } from "./admission.ts";
import type { UploadParts } from "./parts.ts";
import { storedFiles } from "./stored_file.ts";

export function previewRoute(app: App, parts: UploadParts, admission: Admission): void {
  const path = route.getRoutingPath();
  app.on("POST", path, authenticate(parts.auth, parts.keys, { renew: null }));
  app.post(path, async (c) => {
    const { userId } = c.var;
    const { arrival, leave, ready } = arrive(admission, userId);
    let free = () => {};
    const admit = async () => {
      const place = admission.previews.enter(userId, arrival);
      free = place.leave;
      await place.ready();
    };
    // A query that hangs keeps its place: queries to a database that hangs must not pile up.
    let asked: Promise<unknown> = Promise.resolve();
    const stored = storedFiles(parts, userId);
    try {
      await ready();
      let bytes: Uint8Array = new Uint8Array();
      const collected = async (stream: Readable) => {
        bytes = await collect(stream);
      };
      // Reading the file is long work, taking it in is not.
      const file = await goFirst(() =>
        receiveInTime(c.req.raw, { ...parts, arrival, admit, stored }, collected)
      );
      const recall = async (headers: string[]) => {
        const stream = mappingStreamOf(userId, headers);
        const recalled = recallOf(parts.store, stream);
        asked = recalled;
        return await goFirst(() => databaseAnswer(recalled));
      };
      return c.json(await previewFile(bytes, file, recall, () => takeSlice(userId)), 200);
    } finally {
      leave();
      asked.then(free, free);
    }
  });
}

async function recallOf(store: EventStore, stream: string): Promise<Recalled> {
  const memory = await rememberedMapping(store, stream);
  return { mapping: memory.columns, treated: await rememberedTreatments(store, memory) };
}

async function collect(stream: Readable): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece);
  return new Uint8Array(Buffer.concat(pieces));
}
