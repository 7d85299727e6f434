// One process for many tasks: a line of JSON with what all of them share, then a task a line; an answer a line comes out.

// Some packages print what they meet; only answers may stand on standard output.
console.log = console.error;

/** Answers every task on standard input by the handler that it names in `do`; what a handler throws is an answer too. */
export async function answerAll(handlersFor) {
  const chunks = [];
  for await (const chunk of process.stdin) {
    chunks.push(chunk);
  }
  const [shared, ...tasks] = Buffer.concat(chunks).toString("utf8").trimEnd().split("\n").map((line) => JSON.parse(line));
  const handlers = await handlersFor(shared);
  for (const task of tasks) {
    const answer = await answerOne(handlers[task.do], task);
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
}

async function answerOne(handler, task) {
  try {
    return { value: await handler(task) };
  } catch (error) {
    return { error: sentences(error) };
  }
}

/** What an error and those inside it say. */
export function sentences(error) {
  const inside = [error.cause, ...(Array.isArray(error.errors) ? error.errors : [])].filter(Boolean);
  return [error.message, ...inside.map(sentences)].join(" | ");
}
