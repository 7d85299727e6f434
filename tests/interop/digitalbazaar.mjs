// Signs, derives and verifies with Digital Bazaar's libraries, which see the documents they are given and no network.

import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import * as EcdsaMultikey from "@digitalbazaar/ecdsa-multikey";
import { cryptosuite as ecdsaRdfc2019 } from "@digitalbazaar/ecdsa-rdfc-2019-cryptosuite";
import * as ecdsaSd2023 from "@digitalbazaar/ecdsa-sd-2023-cryptosuite";
import * as Ed25519Multikey from "@digitalbazaar/ed25519-multikey";
import { cryptosuite as eddsaRdfc2022 } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import * as vc from "@digitalbazaar/vc";
import { answerAll, sentences } from "./batch.mjs";
import { loaderOf } from "./loader.mjs";

const SUITES = {
  "eddsa-rdfc-2022": { keys: Ed25519Multikey, sign: () => eddsaRdfc2022, verify: () => eddsaRdfc2022 },
  "ecdsa-rdfc-2019": { keys: EcdsaMultikey, sign: () => ecdsaRdfc2019, verify: () => ecdsaRdfc2019 },
  "ecdsa-sd-2023": {
    keys: EcdsaMultikey,
    sign: ({ mandatoryPointers }) => ecdsaSd2023.createSignCryptosuite({ mandatoryPointers }),
    verify: () => ecdsaSd2023.createVerifyCryptosuite(),
  },
};

await answerAll(({ documents, now }) => {
  const documentLoader = loaderOf(documents);
  return {
    async sign(task) {
      const { keys, sign } = SUITES[task.suite];
      const signer = (await keys.from(task.key)).signer();
      const suite = new DataIntegrityProof({ signer, cryptosuite: sign(task), date: new Date(task.created) });
      return vc.issue({ credential: task.credential, suite, documentLoader, now });
    },

    async derive({ credential, selectivePointers }) {
      const cryptosuite = ecdsaSd2023.createDiscloseCryptosuite({ selectivePointers });
      return vc.derive({ verifiableCredential: credential, suite: new DataIntegrityProof({ cryptosuite }), documentLoader });
    },

    /** What speaks against the credential; an empty text where it is verified. */
    async verify({ credential, suite }) {
      const cryptosuite = SUITES[suite].verify();
      const result = await vc.verifyCredential({
        credential,
        suite: new DataIntegrityProof({ cryptosuite }),
        documentLoader,
        now,
        // Their package leaves status to another one; what is compared here is form and signature.
        checkStatus: async () => ({ verified: true }),
      });
      return result.verified ? "" : sentences(result.error) || "refused";
    },
  };
});
