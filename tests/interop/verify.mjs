// Verifies a credential with Digital Bazaar's libraries: {credential, documents} on stdin, {verified, error} on stdout.

import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import * as vc from "@digitalbazaar/vc";
import { loaderOf, readInput } from "./loader.mjs";

const { credential, documents } = await readInput();
const result = await vc.verifyCredential({
  credential,
  suite: new DataIntegrityProof({ cryptosuite }),
  documentLoader: loaderOf(documents),
  // Their package leaves status to another one; what is compared here is form and signature.
  checkStatus: async () => ({ verified: true }),
});
const reasons = [result.error, ...(result.error?.errors ?? [])].filter(Boolean).map((error) => error.message);
process.stdout.write(JSON.stringify({ verified: result.verified, error: reasons.join(" | ") }));
