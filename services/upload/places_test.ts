import assert from "node:assert/strict";
import { within } from "../../tests/harness/within.ts";
import { IncomingBody } from "./incoming_body.ts";
import { AdmissionGate, arrive, openAdmission } from "./admission.ts";
import { startingAt } from "./rate.ts";
import { refusalProblem } from "./refusals.ts";
import { type Place, Places } from "./places.ts";

function taken(place: Place) {
  assert(place.outcome === "taken");
  return place;
}

/** Of a body that has come whole. */
async function whole(): Promise<IncomingBody> {
  const arrival = new IncomingBody();
  await arrival.measure(Promise.resolve({ done: true, value: undefined }));
  return arrival;
}

/** Of a body that has sent nothing for a minute. */
function silent(): IncomingBody {
  let ms = 0;
  const arrival = new IncomingBody({ now: () => ms });
  arrival.measure(new Promise(() => {}));
  ms = 60_000;
  return arrival;
}

Deno.test("places: a user has some of them, and never those of the others", async () => {
  const places = new Places({ all: 3, ofUser: 2 });
  const one = await whole();
  const { leave } = taken(places.take("anna", one));
  taken(places.take("anna", one));
  assert.deepEqual(places.take("anna", one), { outcome: "full", by: "user" });
  taken(places.take("berta", one));
  leave();
  leave();
  taken(places.take("carla", one));
  assert.deepEqual(places.take("dora", one), { outcome: "full", by: "all" });
});

Deno.test("places: a newcomer's is free once the one before has left", async () => {
  const places = new Places({ all: 2, ofUser: 2 });
  const [first, second] = [silent(), silent()];
  const former = taken(places.take("anna", first));
  taken(places.take("anna", second));
  const { after } = taken(places.take("berta", silent()));
  assert.equal(after?.arrival, first);
  former.leave();
  await after.left;
});

Deno.test("places: memory stays bounded, whoever leaves before he could begin", async () => {
  const places = new Places({ all: 1, ofUser: 1 });
  const former = taken(places.take("anna", silent()));
  const newcomer = taken(places.take("berta", await whole()));
  newcomer.leave();
  assert.deepEqual(places.take("carla", silent()), { outcome: "full", by: "all" });
  former.leave();
  await newcomer.after!.left;
  taken(places.take("carla", silent()));
});

function gateOf(all: number): AdmissionGate {
  return new AdmissionGate("previews", new Places({ all, ofUser: 2 }));
}

Deno.test("admission: who gives way is told why, and when to come back", async () => {
  const gate = gateOf(2);
  const slow = silent();
  const former = gate.enter("anna", slow);
  gate.enter("anna", silent());
  const newcomer = gate.enter("berta", silent());
  const problem = refusalProblem(slow.ended.reason);
  assert(problem);
  assert.equal(problem.status, 503);
  assert.match(problem.detail, /All places are taken, .* this file came at [\d,]+ bytes a second/);
  assert.equal(problem.headers["retry-after"], "5");
  former.leave();
  await within(60_000, newcomer.ready());
});

Deno.test("admission: what has come whole is waited for, not broken off", async () => {
  const gate = gateOf(2);
  const arrivals = [await whole(), await whole()];
  const [former] = arrivals.map((arrival) => gate.enter("anna", arrival));
  const newcomer = gate.enter("berta", silent());
  assert.ok(arrivals.every(({ ended }) => !ended.aborted));
  former!.leave();
  await within(60_000, newcomer.ready());
});

/** Two lines of 20 KB/s and two drips have the places for previews when a fifth body comes. */
function fifthBesideDrips(wereSlow: boolean) {
  const admission = openAdmission({ uploads: 4, previews: 2 });
  const enter = (userId: string, arrival: IncomingBody) => {
    admission.previews.enter(userId, arrival);
    return arrival;
  };
  const steady = () => enter("honest", new IncomingBody({ rate: startingAt(20_000) }));
  const honest = [steady(), steady()];
  const drips = ["anna", "berta"].map((user) => {
    if (wereSlow) admission.rates.note(user, { isWhole: false, bytesPerS: 100 });
    return enter(user, arrive(admission, user).arrival);
  });
  enter("carla", arrive(admission, "carla").arrival);
  return { honest, drips };
}

Deno.test("admission: no steady line gives way to who comes again and again", () => {
  const { honest, drips } = fifthBesideDrips(true);
  assert.ok(honest.every(({ ended }) => !ended.aborted));
  assert.equal(drips.filter(({ ended }) => ended.aborted).length, 1);
});

Deno.test("admission, negative twin: beside who seems new, the user with two gives one", () => {
  const { honest } = fifthBesideDrips(false);
  assert.equal(honest.filter(({ ended }) => ended.aborted).length, 1);
});
