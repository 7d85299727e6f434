// Documents that JSON-LD libraries may read: the ones they are given, by address, and nothing from the network.

const MULTIKEY_CONTEXT = "https://w3id.org/security/multikey/v1";

export function loaderOf(documents) {
  return async (url) => {
    const [base, fragment] = url.split("#");
    const document = documents[url] ?? documents[base];
    if (document === undefined) {
      throw new Error(`The test does not provide ${url}`);
    }
    const found = fragment && documents[url] === undefined ? methodOf(document, url) : document;
    // Nothing changes here, so what is made of a context may be kept.
    return { contextUrl: null, documentUrl: url, document: found, tag: "static" };
  };
}

function methodOf(document, id) {
  const method = (document.verificationMethod ?? []).find((candidate) => candidate.id === id);
  if (method === undefined) {
    throw new Error(`${document.id} does not publish ${id}`);
  }
  return { "@context": MULTIKEY_CONTEXT, ...method };
}
