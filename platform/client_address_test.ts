import assert from "node:assert/strict";
import fc from "fast-check";
import { clientAddress, networkOf, wideNetworkOf } from "./client_address.ts";
import { environment, parseConfig } from "./config.ts";
import { fieldsOf } from "./config_fields.ts";

Deno.test("client address: so many entries from the right are our proxies' words", () => {
  const rows: [header: string | null, hops: number, address: string][] = [
    [null, 0, "10.0.0.9"],
    [null, 2, "10.0.0.9"],
    ["", 1, "10.0.0.9"],
    ["1.1.1.1", 0, "10.0.0.9"],
    ["1.1.1.1", 1, "1.1.1.1"],
    ["6.6.6.6, 1.1.1.1", 1, "1.1.1.1"],
    ["6.6.6.6, 1.1.1.1, 10.0.0.1", 2, "1.1.1.1"],
    ["6.6.6.6,, 1.1.1.1 ,10.0.0.1", 2, "1.1.1.1"],
    ["1.1.1.1:5123", 1, "1.1.1.1"],
    ["[2001:DB8::1]:5123", 1, "2001:db8::1"],
    ["2001:db8::1", 1, "2001:db8::1"],
    ["::ffff:1.1.1.1", 1, "1.1.1.1"],
    ["unknown", 1, "10.0.0.9"],
    ["x".repeat(5_000), 1, "10.0.0.9"],
    ["999.1.1.1", 1, "10.0.0.9"],
    ["1.1.1.1' or 1=1", 1, "10.0.0.9"],
  ];
  for (const [header, hops, address] of rows) {
    assert.equal(clientAddress(header, "10.0.0.9", hops), address, `${header} by ${hops}`);
  }
});

Deno.test("client address: whatever a client says of itself changes nothing", () => {
  const forged = fc.string({ maxLength: 40 });
  fc.assert(fc.property(forged, fc.integer({ min: 0, max: 3 }), (words, hops) => {
    const added = ["1.1.1.1", "10.0.0.1", "10.0.0.2"].slice(0, hops);
    const header = [words, ...added].join(", ");
    assert.equal(clientAddress(header, "10.0.0.9", hops), [...added, "10.0.0.9"][0]);
  }));
});

Deno.test("client address: of IPv6 a network of 64 bits counts as one", () => {
  assert.equal(networkOf("1.1.1.1"), "1.1.1.1");
  assert.equal(networkOf("unknown"), "unknown");
  assert.equal(networkOf("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  assert.equal(networkOf("2001:db8:1:2::1"), networkOf("2001:db8:1:2:ffff::"));
  assert.notEqual(networkOf("2001:db8:1:2::1"), networkOf("2001:db8:1:3::1"));
  assert.equal(networkOf("::1"), "0:0:0:0::/64");
  assert.equal(networkOf("not:an:address"), "not:an:address");
});

Deno.test("client address: what is beside it counts as one network", () => {
  assert.equal(wideNetworkOf("192.0.2.7"), "192.0.2.0/24");
  assert.equal(wideNetworkOf("unknown"), "unknown");
  assert.equal(wideNetworkOf("2001:db8:1:2::1"), "2001:db8:1::/48");
  assert.equal(wideNetworkOf("2001:db8:1::9"), wideNetworkOf("2001:db8:1:ffff::"));
  assert.equal(wideNetworkOf("not:an:address"), "not:an:address");
});

Deno.test("client address: hops that are no number from 0 to 10 are refused by name", () => {
  for (const value of ["-1", "11", "two", "1.5"]) {
    const result = parseConfig(
      fieldsOf["gateway before it"],
      environment({ TRUSTED_PROXY_HOPS: value }),
    );
    assert.match(result.ok ? "" : result.problems[0]!, /^TRUSTED_PROXY_HOPS is wrong/, value);
  }
  const unset = parseConfig(fieldsOf["gateway before it"], environment({}));
  assert.deepEqual(unset.ok && unset.config, { TRUSTED_PROXY_HOPS: 1 });
});
