import assert from "node:assert/strict";
import { deviceName } from "./device-name.ts";

Deno.test("a session's device is called by browser and system, a program by its name", () => {
  const mozilla = "Mozilla/5.0";
  const table: [string | null, string][] = [
    [
      `${mozilla} (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0`,
      "Firefox on Windows",
    ],
    [
      `${mozilla} (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36`,
      "Chrome on Linux",
    ],
    [
      `${mozilla} (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0`,
      "Edge on Windows",
    ],
    [
      `${mozilla} (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1`,
      "Safari on iPhone",
    ],
    [
      `${mozilla} (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36`,
      "Chrome on Android",
    ],
    ["curl/8.5.0", "curl"],
    ["Deno/2.9.6", "Deno"],
    ["", "Unknown device"],
    [null, "Unknown device"],
  ];
  for (const [userAgent, name] of table) assert.equal(deviceName(userAgent), name);
});
