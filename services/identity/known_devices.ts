/**
 * Where an account was signed in to before: devices, by a token that a browser keeps in a cookie, and
 * networks. Who comes from there is let try whatever strangers do (attempt_limit.ts). Knowing a
 * device is no proof of anything else: the password is asked all the same.
 */
import { createHash, randomBytes } from "node:crypto";
import type { Sql } from "@rollcall/event-store";
import { networkOf } from "@rollcall/platform/client_address.ts";

export interface SignInPlace {
  /** the token of a device; undefined if it has none */
  device: string | undefined;
  address: string;
}

export interface KnownDevices {
  /** Which of both the account knows. */
  known(
    userId: string,
    place: SignInPlace,
  ): Promise<{ isKnownDevice: boolean; isKnownNetwork: boolean }>;
  /** Remembers a place after signing in there. */
  remember(userId: string, place: SignInPlace): Promise<void>;
}

/** A device or network from which nobody signed in for this long is forgotten. */
export const KNOWN_DAYS = 90;
/** Of one account; those not seen for longest are forgotten. */
const PLACES = 100;

export function newDevice(): string {
  return randomBytes(32).toString("base64url");
}

export function openKnownDevices(sql: Sql): KnownDevices {
  return {
    known: async (userId, place) => {
      const [device, network] = keysOf(place);
      const rows = await sql<{ key: string }[]>`
        select key from identity.known_device
         where user_id = ${userId} and key = any(${[device, network].filter(Boolean) as string[]})
           and seen_at > now() - ${KNOWN_DAYS} * interval '1 day'`;
      const keys = rows.map(({ key }) => key);
      return {
        isKnownDevice: device !== undefined && keys.includes(device),
        isKnownNetwork: keys.includes(network),
      };
    },
    remember: async (userId, place) => {
      const keys = keysOf(place).filter((key) => key !== undefined).sort();
      await sql`
        insert into identity.known_device (user_id, key)
        select ${userId}::uuid, key from unnest(${keys}::text[]) as k (key)
            on conflict (user_id, key) do update set seen_at = now()`;
      await sql`
        delete from identity.known_device d using (
          select user_id, key from identity.known_device where user_id = ${userId}
           order by seen_at desc offset ${PLACES} for update skip locked) as old
         where d.user_id = old.user_id and d.key = old.key`;
    },
  };
}

/** Hashes: neither a token nor an address is stored. */
function keysOf({ device, address }: SignInPlace): [string | undefined, string] {
  const hash = (...of: string[]) =>
    createHash("sha256").update(JSON.stringify(of)).digest("base64url");
  return [device && hash("device", device), hash("network", networkOf(address))];
}
