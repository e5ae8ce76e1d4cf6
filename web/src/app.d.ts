declare global {
  /** The size above which the page refuses a file before sending it; the build puts it in. */
  const __MAX_UPLOAD_BYTES__: number;
  /** The one language that a built app comes in; undefined in development and in tests. */
  const __LOCALE__: string | undefined;
}

export {};
