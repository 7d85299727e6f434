// Issues, presents and verifies SD-JWT VCs with the library of the OpenWallet Foundation.

import { createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import { digest, ES256, generateSalt } from "@sd-jwt/crypto-nodejs";
import { SDJwtVcInstance } from "@sd-jwt/sd-jwt-vc";
import { answerAll } from "./batch.mjs";

// Their package for Node.js has no Ed25519; what signs is a function that one brings oneself.
const EdDSA = {
  getSigner(jwk) {
    const key = createPrivateKey({ key: jwk, format: "jwk" });
    return (data) => sign(null, Buffer.from(data), key).toString("base64url");
  },
  getVerifier(jwk) {
    const key = createPublicKey({ key: jwk, format: "jwk" });
    return (data, signature) => verify(null, Buffer.from(data), key, Buffer.from(signature, "base64url"));
  },
};
const ALGORITHMS = { EdDSA, ES256 };
const HASHES = { hasher: digest, hashAlg: "sha-256", saltGenerator: generateSalt };

await answerAll(({ now }) => ({
  async issue({ payload, frame, header, alg, jwk }) {
    const signer = await ALGORITHMS[alg].getSigner(jwk);
    return new SDJwtVcInstance({ ...HASHES, signAlg: alg, signer }).issue(payload, frame, { header });
  },

  async present({ text, frame, keyBinding, alg, jwk }) {
    const kbSigner = await ALGORITHMS[alg].getSigner(jwk);
    return new SDJwtVcInstance({ ...HASHES, kbSignAlg: alg, kbSigner }).present(text, frame, { kb: { payload: keyBinding } });
  },

  async verify({ text, alg, jwk, nonce, holder }) {
    const instance = new SDJwtVcInstance({
      ...HASHES,
      verifier: await ALGORITHMS[alg].getVerifier(jwk),
      // The holder's key is the one in the credential; which algorithm goes with it, its kind says.
      kbVerifier: async (data, signature, { cnf }) =>
        (await ALGORITHMS[holder].getVerifier(cnf.jwk))(data, signature),
    });
    const currentDate = Math.floor(Date.parse(now) / 1000);
    const { payload, header, kb } = await instance.verify(text, { currentDate, keyBindingNonce: nonce });
    return { payload, header, keyBinding: kb?.payload };
  },
}));
