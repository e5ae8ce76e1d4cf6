/** The most bytes of a file, unless the environment says otherwise; more is 413. 5 MiB. */
export const MAX_UPLOAD_BYTES = 5_242_880;
