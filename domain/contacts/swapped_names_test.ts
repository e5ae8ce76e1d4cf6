import assert from "node:assert/strict";
import { namesSeemSwapped } from "./swapped_names.ts";

const people = (...rows: [first: string, last: string, email: string][]) =>
  rows.map(([first, last, email]) => ({ first, last, email }));

Deno.test("swapped names: addresses made the other way round tell it", () => {
  const swapped = people(
    ["Lee", "Ann", "ann.lee@example.com"],
    ["Groß", "Jürgen", "juergen.gross@example.org"],
    ["May", "Bob", "bmay@example.net"],
    ["Ray", "Cyd", "info@example.com"],
  );
  assert.deepEqual(namesSeemSwapped(swapped), { swapped: 3, told: 3 });
});

Deno.test("swapped names: names in their order are not, and few addresses say nothing", () => {
  const straight = people(
    ["Ann", "Lee", "ann.lee@example.com"],
    ["Bob", "May", "bmay@example.net"],
    ["Cyd", "Ray", "cyd@example.com"],
  );
  assert.deepEqual(namesSeemSwapped(straight), { swapped: 0, told: 3 });
  const two = people(["Lee", "Ann", "alee@example.com"], ["May", "Bob", "b.may@example.com"]);
  assert.deepEqual(namesSeemSwapped(two), { swapped: 0, told: 2 });
});

Deno.test("swapped names: a house that writes last names first is one that tells, a provider's people are many", () => {
  const ofHouse = people(
    ["Ann", "Lee", "lee.ann@example.com"],
    ["Bob", "May", "may.bob@example.com"],
    ["Cyd", "Ray", "ray.cyd@example.com"],
  );
  assert.deepEqual(namesSeemSwapped(ofHouse), { swapped: 0, told: 1 });
  const ofProvider = ofHouse.map((one) => ({
    ...one,
    email: one.email.replace("example.com", "gmail.com"),
  }));
  assert.deepEqual(namesSeemSwapped(ofProvider), { swapped: 3, told: 3 });
});

Deno.test("swapped names: of addresses that disagree nothing is said", () => {
  const mixed = people(
    ["Lee", "Ann", "alee@example.com"],
    ["May", "Bob", "bmay@example.com"],
    ["Cyd", "Ray", "cray@example.com"],
    ["Dan", "Fox", "dan.fox@example.com"],
  );
  assert.deepEqual(namesSeemSwapped(mixed), { swapped: 0, told: 4 });
});
