/**
 * Opens the stores that a service's manifest row needs, for long-running processes and Lambda
 * functions alike. A program passes only the modules that its row needs, so that it loads no
 * others: the AWS clients take a quarter of a second.
 */
import type { ConnectOptions, EventStore, MasterKey, Sql } from "@rollcall/event-store";
import type { BusClients } from "./bus/mod.ts";
import type { BusConfig, ObjectsConfig } from "./config_fields.ts";
import type { FilesOf } from "./files.ts";
import type { MasterKeyConfig } from "./master_key/mod.ts";
import type { FileUser, NeedOf, ReactingName, ServiceName } from "./manifest.ts";

interface AllModules {
  eventStore: typeof import("@rollcall/event-store");
  files: typeof import("./files.ts");
  bus: typeof import("./bus/mod.ts");
  masterKey: typeof import("./master_key/mod.ts");
  /** consumes the queue */
  reactions: typeof import("./reactions.ts");
}
interface AllStores<N extends FileUser> {
  sql: Sql;
  store: EventStore;
  objects: FilesOf<N>;
  bus: BusClients;
  masterKey: MasterKey;
}
/** Need → the module that opens it, and what it gives. */
interface Opened {
  "database": { module: "eventStore"; gives: "sql" | "store" };
  "objects": { module: "files"; gives: "objects" };
  "bus": { module: "bus"; gives: "bus" };
  "master key": { module: "masterKey"; gives: "masterKey" };
}
type OpenedFor<N extends ServiceName> = Opened[NeedOf<N> & keyof Opened];

/** The modules that a service's row needs, and the stores that they open. */
export type StoreModules<N extends ServiceName> = Pick<AllModules, OpenedFor<N>["module"]>;
export type Modules<N extends ServiceName> =
  & StoreModules<N>
  & Pick<AllModules, N extends ReactingName ? "reactions" : never>;
export type StoresOf<N extends ServiceName> = Pick<
  AllStores<Extract<N, FileUser>>,
  OpenedFor<N>["gives"]
>;
/** The same of any service. */
export type AnyModules = Partial<AllModules>;
export type AnyStores = Partial<AllStores<FileUser>>;
export type StoresConfig = Partial<
  ObjectsConfig & BusConfig & MasterKeyConfig & { DATABASE_URL: string }
>;

/** Connection options that differ from the defaults. */
export type Pool = Omit<ConnectOptions, "name">;

/** No store is contacted before its first use. */
export function openStores<N extends ServiceName>(
  name: N,
  modules: StoreModules<N>,
  config: StoresConfig,
  pool: Pool = {},
): StoresOf<N> {
  const { eventStore, files, bus, masterKey } = modules as AnyModules;
  const stores: AnyStores = {};
  if (masterKey) stores.masterKey = masterKey.openMasterKey(config as MasterKeyConfig);
  if (eventStore) {
    stores.sql = eventStore.connect(config.DATABASE_URL!, { ...pool, name: `rollcall-${name}` });
    // A service that opens nothing sealed has no key to open it with.
    stores.store = new eventStore.EventStore(stores.sql, stores.masterKey ?? "none");
  }
  if (files) stores.objects = files.openFiles(name as FileUser, config as ObjectsConfig);
  if (bus) stores.bus = bus.openBus(config as BusConfig);
  return stores as StoresOf<N>;
}
