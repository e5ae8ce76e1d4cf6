import assert from "node:assert/strict";
import { freePort, takenPort } from "./ports.ts";

const want = (port: number, name = "gateway", portVariable = "API_PORT") => ({
  name,
  host: "127.0.0.1",
  port,
  portVariable,
});

Deno.test("a taken port is one sentence with the port and the variable that changes it", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const sentence = await takenPort([want(freePort(), "upload", "UPLOAD_PORT"), want(port)]);
  listener.close();
  assert.match(
    sentence ?? "",
    new RegExp(`^Port ${port} for gateway is taken.*set API_PORT to a free port\\.$`),
  );
});

Deno.test("free ports say nothing", async () => {
  assert.equal(await takenPort([want(freePort())]), undefined);
});

Deno.test("a port that two processes ask for is named with both variables", async () => {
  const port = freePort();
  const sentence = await takenPort([want(port), want(port, "upload", "UPLOAD_PORT")]);
  assert.match(sentence ?? "", /asked for twice, by API_PORT and by UPLOAD_PORT/);
});
