// Signs and checks one credential many times with Digital Bazaar's libraries, a round for each line on stdin.
// First line: {credential, key, documents, created}. Then "N" asks for N of each; the answer is {sign, verify} in seconds.

import { createInterface } from "node:readline";
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import * as Ed25519Multikey from "@digitalbazaar/ed25519-multikey";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import * as vc from "@digitalbazaar/vc";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const { credential, key, documents, created } = JSON.parse((await lines.next()).value);
// `tag: static` lets their processor keep what it made of a context.
const documentLoader = async (url) => {
  if (!(url in documents)) throw new Error(`unknown document ${url}`);
  return { documentUrl: url, document: documents[url], contextUrl: null, tag: "static" };
};
const pair = await Ed25519Multikey.from(key);
const checkStatus = async () => ({ verified: true });

async function seconds(count, work) {
  const begun = process.hrtime.bigint();
  for (let each = 0; each < count; each += 1) await work();
  return Number(process.hrtime.bigint() - begun) / 1e9;
}

const sign = () =>
  vc.issue({
    credential: structuredClone(credential),
    suite: new DataIntegrityProof({ signer: pair.signer(), cryptosuite, date: new Date(created) }),
    documentLoader,
  });
const signed = await sign();
const verify = async () => {
  const answer = await vc.verifyCredential({
    credential: structuredClone(signed),
    suite: new DataIntegrityProof({ cryptosuite }),
    documentLoader,
    checkStatus,
  });
  if (!answer.verified) throw answer.error;
};

for await (const line of lines) {
  const count = Number(line);
  process.stdout.write(`${JSON.stringify({ sign: await seconds(count, sign), verify: await seconds(count, verify) })}\n`);
}
