/** The one cipher of the store, and the sizes of its parts in bytes. */
export const ALGORITHM = "aes-256-gcm";
export const KEY_BYTES = 32;
export const IV_BYTES = 12;
export const TAG_BYTES = 16;
