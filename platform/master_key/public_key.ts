/**
 * The master keys of compose.yaml and `.env.example`, there so that the system can be tried without
 * any setting. Everybody can read them, so they keep nobody out.
 */
const PUBLIC_KEYS = [
  "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
  "Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA=",
];

/**
 * Whether everybody has the key that wraps. One that unwraps only may stand behind it: that is how an
 * installation gets away from it.
 *
 * @param masterKey the value of `MASTER_KEY`
 */
export function isPublicKey(masterKey: string): boolean {
  const [first = ""] = masterKey.split(",");
  return PUBLIC_KEYS.includes(first.slice(first.indexOf(":") + 1));
}
