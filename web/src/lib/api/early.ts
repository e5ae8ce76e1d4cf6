/**
 * What the document has asked for while the app's scripts were on their way (app.html). Each answer is
 * for whoever asks for it first, as long as the page is new.
 */
declare global {
  /** by path, from the API's root */
  var askedEarly: Map<string, Promise<Response>> | undefined;
}

/** A slow connection has brought the scripts by then. */
const NEW_MS = 15_000;

/** The answer, where there is one to be used: a refusal is asked for again, which tells why. */
export async function takeEarly(path: string): Promise<Response | null> {
  const asked = globalThis.askedEarly?.get(path);
  if (!asked) return null;
  globalThis.askedEarly!.delete(path);
  if (performance.now() > NEW_MS) return null;
  const response = await asked.catch(() => null);
  // That nobody is signed in is an answer to who is.
  return response?.ok || response?.status === 401 && path === "/auth/me" ? response : null;
}
