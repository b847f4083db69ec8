// Answers that a page could not send any more: any page of the same person sends them, and another person's are thrown away.
import { ask, renewToken } from "./doors.js";
import { Outbox } from "./outbox.js";

const SETTLED = new Set([200, 404, 409, 422]);

export async function sendAll(user) {
  const outbox = new Outbox();
  for (const entry of await outbox.of(user)) {
    const { attempt, question, fields, sequence, typed_at, check } = entry;
    const here = `/attempts/${attempt}`;
    const body = { fields, sequence, typed_at, check };
    let answer = await ask(`${here}/answers/${question}`, { body });
    if (answer.status === 400) {
      renewToken((await ask(`${here}/clock`)).token);
      answer = await ask(`${here}/answers/${question}`, { body });
    }
    if (SETTLED.has(answer.status)) await outbox.drop(entry);
  }
}
