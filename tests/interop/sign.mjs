// Signs a credential with Digital Bazaar's libraries: {credential, key, documents, created} on stdin, the signed one out.

import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import * as Ed25519Multikey from "@digitalbazaar/ed25519-multikey";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import * as vc from "@digitalbazaar/vc";
import { loaderOf, readInput } from "./loader.mjs";

const { credential, key, documents, created } = await readInput();
const pair = await Ed25519Multikey.from(key);
const signed = await vc.issue({
  credential,
  suite: new DataIntegrityProof({ signer: pair.signer(), cryptosuite, date: new Date(created) }),
  documentLoader: loaderOf(documents),
});
process.stdout.write(JSON.stringify(signed));
