/**
 * Personal data that is parsed on first access. A large text costs more to take apart than
 * to unseal, and some readers pass it on as it is.
 */

/** Texts below this are parsed at once: a property that is defined for each would cost more. */
const SMALL_CHARS = 4_096;

const texts = new WeakMap<object, string>();

/**
 * Adds `personal` to an event.
 * @param json null if there is none, or it was erased
 * @param deferred whether it is parsed on first access only, if it is large
 */
export function withPersonal<T extends object>(
  event: T,
  json: string | null,
  deferred: boolean,
): T & { personal: unknown } {
  if (json === null || !deferred || json.length < SMALL_CHARS) {
    return Object.assign(event, { personal: json === null ? null : JSON.parse(json) });
  }
  const settle = (value: unknown) => {
    texts.delete(event);
    define(event, { value, writable: true });
  };
  texts.set(event, json);
  define(event, {
    get() {
      const value: unknown = JSON.parse(json);
      settle(value);
      return value;
    },
    set: settle,
  });
  return event as T & { personal: unknown };
}

/**
 * The JSON of an event's personal data as it was sealed, while nobody has looked at `personal`;
 * undefined otherwise, and if it is small.
 *
 * ```ts
 * const id = newId(), stream = `account-${id}`, long = "Anna called. ".repeat(1_000);
 * await transaction(sql, (tx) => new Keyring(sql).create(tx, id));
 * await store.append([{ stream, expectedVersion: 0, events: [noted(id, long)] }]);
 * const [event] = await store.readLog(0, { deferred: true });
 * assert.ok(unparsedPersonal(event).includes(long));
 * assert.ok(JSON.stringify(event.personal).includes(long));
 * assert.equal(unparsedPersonal(event), undefined);
 * ```
 */
export function unparsedPersonal(event: object): string | undefined {
  return texts.get(event);
}

function define(event: object, how: PropertyDescriptor): void {
  Object.defineProperty(event, "personal", { enumerable: true, configurable: true, ...how });
}
