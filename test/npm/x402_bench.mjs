// Measures how many payments a second the stock facilitator verifies, given the
// bodies that a server sends it, one in each line of a file. The chain answers at
// once and without a wire, which is the best that can happen to it.
import fs from 'node:fs';
import { x402Facilitator } from '@x402/core/facilitator';
import { ExactEvmScheme } from '@x402/evm/exact/facilitator';

const { X402_BODIES, X402_NETWORK: network, X402_SETTLER } = process.env;
const bodies = fs.readFileSync(X402_BODIES, 'utf8').trim().split('\n');
const payer = JSON.parse(bodies[0]).paymentPayload.payload.authorization.from.toLowerCase();

const signer = {
  getAddresses: () => [X402_SETTLER],
  getCode: async ({ address }) => (address.toLowerCase() === payer ? undefined : '0x60'),
  readContract: async () => undefined, // the transfer is tried and does not revert
};
const facilitator = new x402Facilitator();
facilitator.register(network, new ExactEvmScheme(signer));

const verify = async (body) => {
  const { paymentPayload, paymentRequirements } = JSON.parse(body);
  const answer = await facilitator.verify(paymentPayload, paymentRequirements);
  if (!answer.isValid) throw new Error(JSON.stringify(answer));
  return JSON.stringify(answer);
};
for (const body of bodies.slice(0, bodies.length / 4)) await verify(body); // so that what runs often is compiled
const begin = process.hrtime.bigint();
for (const body of bodies) await verify(body);
console.log(JSON.stringify({ rate: (bodies.length * 1e9) / Number(process.hrtime.bigint() - begin) }));
