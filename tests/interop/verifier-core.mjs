// Verifies with the verifier of the Digital Credentials Consortium, and signs with the libraries it is made of.

import { publish } from "./memory.mjs";
import { DataIntegrityProof } from "@digitalcredentials/data-integrity";
import * as Ed25519Multikey from "@digitalcredentials/ed25519-multikey";
import { Ed25519Signature2020 } from "@digitalcredentials/ed25519-signature-2020";
import { cryptosuite } from "@digitalcredentials/eddsa-rdfc-2022-cryptosuite";
import { securityLoader } from "@digitalcredentials/security-document-loader";
import * as vc from "@digitalcredentials/vc";
import { verifyCredential } from "@digitalcredentials/verifier-core";
import { answerAll } from "./batch.mjs";

await answerAll(({ documents, registries }) => {
  publish(documents);
  const documentLoader = securityLoader().build();
  const suiteOf = {
    "eddsa-rdfc-2022": (signer, date) => new DataIntegrityProof({ signer, date, cryptosuite }),
    Ed25519Signature2020: (signer, date) => new Ed25519Signature2020({ signer, date }),
  };
  return {
    async sign({ credential, key, suite, created }) {
      const signer = (await Ed25519Multikey.from(key)).signer();
      return vc.issue({ credential, suite: suiteOf[suite](signer, new Date(created)), documentLoader });
    },

    /** How each step ended, by its name, and the names of what went wrong. */
    async verify({ credential }) {
      const { log = [], errors = [] } = await verifyCredential({ credential, knownDIDRegistries: registries });
      return {
        errors: errors.map(({ name, message }) => `${name}: ${message}`),
        steps: Object.fromEntries(log.map(({ id, valid, error }) => [id, valid ?? `${error?.name}: ${error?.message}`])),
        known: log.flatMap(({ matchingIssuers = [] }) => matchingIssuers.map(nameOf)),
      };
    },
  };
});

function nameOf({ issuer }) {
  return issuer.federation_entity.organization_name;
}
