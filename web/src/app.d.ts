/** What the build puts in: the size above which the page refuses a file before sending it. */
declare global {
  const __MAX_UPLOAD_BYTES__: number;
}

export {};
