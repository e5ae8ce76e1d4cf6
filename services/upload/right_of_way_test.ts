/** Long work of the process beside requests: which of them it gives way to. */
import assert from "node:assert/strict";
import { giveWay } from "@rollcall/platform/fairness/right_of_way.ts";
import { anna, uploadTest } from "./testing/world.ts";

const FORM = '--XX\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n' +
  "email\r\nann@example.com\r\n--XX--\r\n";

/** Whether long work that asks now has to wait; it is told without a turn of the event loop if not. */
async function isWithheld(): Promise<boolean> {
  let goesOn = false;
  giveWay().then(() => goesOn = true);
  for (let i = 0; i < 10; i++) await Promise.resolve();
  return !goesOn;
}

for (const [path, status] of [["/jobs", 201], ["/jobs/preview", 200]] as const) {
  uploadTest(`long work gives way while ${path} is taken in (promise 12)`, async ({ app }) => {
    assert.equal(await isWithheld(), false, "nothing short is in hand");
    let withheld: boolean | undefined;
    const body = new ReadableStream({
      async pull(controller) {
        withheld = await isWithheld();
        controller.enqueue(new TextEncoder().encode(FORM));
        controller.close();
      },
    }, { highWaterMark: 0 });
    const headers = {
      authorization: `Bearer ${anna}`,
      "content-type": "multipart/form-data; boundary=XX",
    };
    const response = await app().request(path, { method: "POST", headers, body });
    assert.equal(response.status, status, await response.text());
    assert.equal(withheld, true);
    assert.equal(await isWithheld(), false, "it has ended");
  });
}
