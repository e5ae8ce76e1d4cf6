/**
 * POST /jobs/preview: the file is held in memory, looked at and forgotten. Only the person's last
 * mapping is read from the store, so that a preview is 503 while the database is away.
 */
import { previewFile as route } from "@rollcall/contracts/routes";
import { inTime } from "@rollcall/runtime/away.ts";
import { authenticate } from "@rollcall/runtime/auth.ts";
import type { App } from "@rollcall/runtime/http.ts";
import { mappingStreamOf, rememberedMapping } from "@rollcall/runtime/mappings.ts";
import { takeSlice } from "@rollcall/runtime/turns/slices.ts";
import { Buffer } from "node:buffer";
import type { Readable } from "node:stream";
import { previewFile } from "./preview.ts";
import { receiveInTime } from "./receive_in_time.ts";
import { arrive, type Doors } from "./doors.ts";
import type { UploadParts } from "./routes.ts";

/** The database's time to answer. */
const DATABASE_ANSWERS_MS = 3_000;

export function previewRoute(app: App, parts: UploadParts, doors: Doors): void {
  const path = route.getRoutingPath();
  app.on("POST", path, authenticate(parts.auth, parts.keys));
  app.post(path, async (c) => {
    const { userId } = c.var;
    const { arrival, leave, ready } = arrive(doors, userId);
    let free = () => {};
    const admit = async () => {
      const place = doors.previews.enter(userId, arrival);
      free = place.leave;
      await place.ready();
    };
    // A look that hangs keeps its place: looks at a database that hangs must not pile up.
    let look: Promise<unknown> = Promise.resolve();
    try {
      await ready();
      let bytes: Uint8Array = new Uint8Array();
      const file = await receiveInTime(c.req.raw, { ...parts, arrival, admit }, async (stream) => {
        bytes = await collect(stream);
      });
      const recall = async (headers: string[]) => {
        const stream = mappingStreamOf(userId, headers);
        const memory = rememberedMapping(parts.store, stream);
        look = memory;
        return (await inTime(memory, DATABASE_ANSWERS_MS, "The database does not answer.")).columns;
      };
      return c.json(await previewFile(bytes, file, recall, () => takeSlice(userId)), 200);
    } finally {
      leave();
      look.then(free, free);
    }
  });
}

async function collect(stream: Readable): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece);
  return new Uint8Array(Buffer.concat(pieces));
}
