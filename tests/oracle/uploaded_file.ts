/** A file as its person uploads it, with what he asks for. */

export interface UploadedFile {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
  mapping?: Record<string, string>;
  asked: Asked;
}

/** What its person asks for with it. */
export interface Asked {
  /** where phone numbers are at home that do not say so themselves */
  region: string | null;
  foldGmail: boolean;
  samePerson: "first" | "ask";
}

/** The same in a form. */
export const formOf = ({ asked: { region, foldGmail, samePerson } }: UploadedFile) => ({
  region: region ?? "",
  fold_gmail: String(foldGmail),
  same_person: samePerson,
});
