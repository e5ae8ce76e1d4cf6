/** What the upload service is made of; main.ts puts it together. */
import type { EventStore } from "@rollcall/event-store";
import type { RetentionConfig } from "@rollcall/platform/accounts/retention.ts";
import type { AuthOptions } from "@rollcall/platform/auth.ts";
import type { FilesOf } from "@rollcall/platform/files.ts";
import type { Log } from "@rollcall/platform/log.ts";
import type { SecurityLog } from "@rollcall/platform/security_log/security_log.ts";
import type { MinimumRate } from "@rollcall/platform/body_rate.ts";
import type { JWTVerifyGetKey } from "jose";
import type { PlacesPerUser } from "./admission.ts";
import type { Quotas } from "./quotas.ts";
import type { VirusScanner } from "./virus_scanner.ts";

export type UploadParts = {
  log: Log;
  auth: AuthOptions;
  keys?: JWTVerifyGetKey;
  store: EventStore;
  objects: FilesOf<"upload">;
  security: SecurityLog;
  /** Our own proxies between the client and us, see client_address.ts. */
  proxyHops: number;
  maxBytes: number;
  /** Uploads and previews that one user may have on their way at once. */
  perUser: PlacesPerUser;
  quotas: Quotas;
  /** looks at each file before it is stored, if there is one */
  scanner?: VirusScanner | undefined;
  retention: RetentionConfig;
  /** How long one upload may take. */
  deadlineMs: number;
  /** How its bytes have to come; the runtime's own where left out. */
  rate?: MinimumRate;
};
