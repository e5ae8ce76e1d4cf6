/** The letters of a local stack, from its outbox. */
import { until } from "./until.ts";

interface Letter {
  to: string;
  subject: string;
  link?: string;
}

/** The newest link that was sent to an address with this subject, once it is there. */
export async function linkTo(apiUrl: string, email: string, subject: RegExp): Promise<string> {
  return await until(`a letter to ${email}`, async () => {
    const response = await fetch(`${apiUrl}/auth/mail`, {
      headers: { accept: "application/json" },
    });
    const letters: Letter[] = await response.json();
    return letters.find((letter) => letter.to === email && subject.test(letter.subject))?.link;
  });
}
