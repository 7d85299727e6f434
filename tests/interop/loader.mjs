// Documents that Digital Bazaar's library may read: the ones it is given, by address, and nothing from the network.

const MULTIKEY_CONTEXT = "https://w3id.org/security/multikey/v1";

export function loaderOf(documents) {
  return async (url) => {
    const [base, fragment] = url.split("#");
    const document = documents[url] ?? documents[base];
    if (document === undefined) {
      throw new Error(`The test does not provide ${url}`);
    }
    const found = fragment && documents[url] === undefined ? methodOf(document, url) : document;
    return { contextUrl: null, documentUrl: url, document: found };
  };
}

function methodOf(document, id) {
  const method = (document.verificationMethod ?? []).find((candidate) => candidate.id === id);
  if (method === undefined) {
    throw new Error(`${document.id} does not publish ${id}`);
  }
  return { "@context": MULTIKEY_CONTEXT, ...method };
}

export async function readInput() {
  const chunks = [];
  for await (const chunk of process.stdin) {
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}
