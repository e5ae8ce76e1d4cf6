import assert from "node:assert/strict";
import { isThisMachine, openElsewhere } from "./this_machine.ts";

Deno.test("this machine: its own names lead here, with any port; no other name does", () => {
  for (const name of ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"]) {
    assert.ok(isThisMachine(`http://${name}:5173`), name);
    assert.ok(isThisMachine(`https://${name}`), name);
  }
  for (const name of ["localhost.evil.example", "127.0.0.1.nip.io", "0.0.0.0", "192.168.1.7"]) {
    assert.ok(!isThisMachine(`http://${name}`), name);
  }
  assert.ok(!isThisMachine("http://localhost@evil.example"));
  assert.ok(!isThisMachine("localhost"));
});

Deno.test("this machine: one origin for people elsewhere is enough, wherever it stands", () => {
  const here = ["http://localhost:5173", "http://localhost:8000"];
  assert.equal(openElsewhere(here), undefined);
  assert.equal(openElsewhere([...here, "https://rollcall.example"]), "https://rollcall.example");
});
