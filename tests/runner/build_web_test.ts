import assert from "node:assert/strict";
import { buildWeb } from "./build_web.ts";
import { until } from "../harness/until.ts";

Deno.test("two who need the web at once build it once, and both have it", async () => {
  const lock = `${await Deno.makeTempDir()}/build.lock`;
  const finish = Promise.withResolvers<void>();
  let isFresh = false, looks = 0, builds = 0;
  const options = {
    lock,
    isFresh: () => {
      looks++;
      return Promise.resolve(isFresh);
    },
    build: async () => {
      builds++;
      await finish.promise;
      isFresh = true;
    },
  };
  const both = [buildWeb(options), buildWeb(options)];
  // Both found it missing; one of them holds the lock and has looked again.
  await until("one of them builds", () => builds === 1 && looks === 3);
  finish.resolve();
  await Promise.all(both);
  assert.equal(builds, 1);
  await buildWeb(options);
  assert.equal(builds, 1, "what is fresh is not built again");
});
