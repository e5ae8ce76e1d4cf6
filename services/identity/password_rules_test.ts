import assert from "node:assert/strict";
import { weakness } from "./password_rules.ts";

const anna = { email: "anna.berg@acme.example.com", name: "Anna Berg" };

Deno.test("passwords: what leaked, and what is made of it, is refused and says so", () => {
  const leaked = [
    "iloveyou1",
    "ILoveYou1",
    "iloveyou1234",
    "1234iloveyou!!",
    "password1234",
    "Password2026!",
    "passwordpassword",
    "letmeinletmein1",
    "1qaz2wsx3edc",
    "qwertyuiop12",
    "\uff50\uff41\uff53\uff53\uff57\uff4f\uff52\uff441234",
  ];
  for (const password of leaked) {
    assert.match(weakness(password, anna) ?? "", /lists of leaked passwords/, password);
  }
});

Deno.test("passwords: runs and repetitions are refused", () => {
  for (
    const password of [
      "aaaaaaaaaaaa",
      "abababababab",
      "123456789012",
      "abcdefghijkl",
      "246802468024",
    ]
  ) {
    assert.match(weakness(password, anna) ?? "", /run or repetition/, password);
  }
});

Deno.test("passwords: one's own name and address are refused, with a few signs too", () => {
  for (
    const password of [
      anna.email,
      "anna.berg2026",
      "Anna Berg 26",
      "rollcall2026!",
      "acme.example.com1",
    ]
  ) {
    assert.match(weakness(password, anna) ?? "", /made of your name or address/, password);
  }
});

Deno.test("passwords: any others pass, whatever kinds of characters they have", () => {
  for (
    const password of [
      "correct horse",
      "seven green bottles",
      "kx7#Qm2!pZvb",
      "839201746650",
      "anna likes long walks",
      "rollcall is on every Monday",
      "пароль из пяти слов",
      crypto.randomUUID(),
    ]
  ) {
    assert.equal(weakness(password, anna), undefined, password);
  }
});
