/**
 * The emulator's process: SNS, SQS and S3 by fauxqs on one port. State is stored in EMULATOR_DIR
 * and survives a kill; without EMULATOR_DIR it is in memory only.
 */
import { storePorts } from "../../platform/manifest.ts";
import { Server } from "node:net";
import { startFauxqs } from "fauxqs";

const host = Deno.env.get("HOST") ?? "127.0.0.1";
const port = Number(Deno.env.get("PORT") ?? storePorts.emulator.port);
const dir = Deno.env.get("EMULATOR_DIR") || undefined;

stayOn(host);
if (dir) Deno.mkdirSync(`${dir}/objects`, { recursive: true });
const emulator = await startFauxqs({
  port,
  host,
  logger: false,
  ...(dir ? { dataDir: dir, s3StorageDir: `${dir}/objects` } : {}),
});
console.log(`SNS, SQS and S3 at http://${host}:${port}`);

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  Deno.addSignalListener(signal, () => {
    emulator.stop().finally(() => Deno.exit(0));
  });
}

/**
 * fauxqs listens on every network interface; restrict it to this one, as uploads hold personal
 * data.
 */
function stayOn(address: string): void {
  Server.prototype.listen = new Proxy(Server.prototype.listen, {
    apply(listen, server, [options, ...rest]) {
      const narrowed = typeof options === "object" && options !== null && "port" in options
        ? { ...options, host: address }
        : options;
      return Reflect.apply(listen, server, [narrowed, ...rest]);
    },
  });
}
