// Signs and verifies compact signed texts with jose.

import { CompactSign, importJWK, jwtVerify } from "jose";
import { answerAll } from "./batch.mjs";

await answerAll(({ now }) => ({
  async sign({ payload, header, jwk }) {
    const key = await importJWK(jwk, header.alg);
    return new CompactSign(new TextEncoder().encode(JSON.stringify(payload))).setProtectedHeader(header).sign(key);
  },

  async verify({ text, algorithm, jwk }) {
    const key = await importJWK(jwk, algorithm);
    const { payload, protectedHeader } = await jwtVerify(text, key, { algorithms: [algorithm], currentDate: new Date(now) });
    return { payload, header: protectedHeader };
  },
}));
