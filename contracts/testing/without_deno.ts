/** Loads the contracts as a browser would: without Deno, without Node's globals. */
const print = console.log;
for (const name of ["Deno", "process", "Buffer", "global"]) {
  Reflect.deleteProperty(globalThis, name);
}
const { published, formatRowSet } = await import("../mod.ts");
print(`${published.length} contracts, ${formatRowSet([1, 2, 3, 4, 5, 7])}`);
