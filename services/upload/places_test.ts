import assert from "node:assert/strict";
import { type Place, Places } from "./places.ts";

function leaveOf(place: Place): () => void {
  assert(place.outcome === "taken");
  return place.leave;
}

Deno.test("places: a user has some of them, and never those of the others", () => {
  const places = new Places({ all: 3, ofUser: 2 });
  const leave = leaveOf(places.take("anna"));
  leaveOf(places.take("anna"));
  assert.deepEqual(places.take("anna"), { outcome: "full", by: "user" });
  leaveOf(places.take("berta"));
  assert.deepEqual(places.take("carla"), { outcome: "full", by: "all" });
  leave();
  leave();
  leaveOf(places.take("carla"));
  assert.deepEqual(places.take("dora"), { outcome: "full", by: "all" });
});
