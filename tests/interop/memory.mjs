// A network that has what the test publishes and nothing else. Imported first, so that no package keeps the real one.

const published = new Map();

/** Publishes documents by address: JSON, or a text as it is. */
export function publish(documents) {
  for (const [url, document] of Object.entries(documents)) {
    published.set(url, document);
  }
}

globalThis.fetch = async (input) => {
  const url = typeof input === "string" ? input : (input.url ?? input.href);
  const document = published.get(url) ?? published.get(decodeURI(url));
  if (document === undefined) {
    return new Response("{}", { status: 404, headers: { "content-type": "application/json" } });
  }
  const body = typeof document === "string" ? document : JSON.stringify(document);
  return new Response(body, { status: 200, headers: { "content-type": "application/json" } });
};
