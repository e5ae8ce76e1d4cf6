/** The messages of a local stack, from its outbox. */
import { until } from "./until.ts";

interface Message {
  to: string;
  subject: string;
  link?: string;
}

/** The newest link that was sent to an address with this subject, once it is there. */
export async function linkTo(apiUrl: string, email: string, subject: RegExp): Promise<string> {
  return await until(`a message to ${email}`, async () => {
    const response = await fetch(`${apiUrl}/auth/mail`, {
      headers: { accept: "application/json" },
    });
    const messages: Message[] = await response.json();
    return messages.find((message) => message.to === email && subject.test(message.subject))?.link;
  });
}
