// The stock server of batch-settlement for a benchmark: a paid handler that answers
// at once, or with X402_UPSTREAM hands the request on to that address, and channels that
// are known and funded already, in memory. It prints its address in a line and serves
// until it is ended.
import fs from 'node:fs';
import express from 'express';
import { paymentMiddleware } from '@x402/express';
import { x402ResourceServer } from '@x402/core/server';
import { BatchSettlementEvmScheme, InMemoryChannelStorage } from '@x402/evm/batch-settlement/server';

const { X402_CHANNELS, X402_NETWORK: network, X402_ASSET: asset, X402_PAY_TO: payTo, X402_AUTHORIZER, X402_AMOUNT: amount, X402_DELAY, X402_UPSTREAM } = process.env;
const storage = new InMemoryChannelStorage();
for (const { id, config } of JSON.parse(fs.readFileSync(X402_CHANNELS, 'utf8'))) {
  await storage.updateChannel(id, () => ({
    channelId: id, channelConfig: config, chargedCumulativeAmount: '0', signedMaxClaimable: '0', signature: '0x', balance: '1000000000000',
    totalClaimed: '0', withdrawRequestedAt: 0, refundNonce: 0, onchainSyncedAt: Date.now(), lastRequestTimestamp: Date.now(),
  }));
}
const nobody = () => Promise.reject(new Error('no facilitator is asked for a voucher'));
const facilitator = {
  getSupported: async () => ({ kinds: [{ x402Version: 2, scheme: 'batch-settlement', network }], extensions: [], signers: {} }),
  verify: nobody, settle: nobody,
};
const scheme = new BatchSettlementEvmScheme(payTo, { storage, receiverAuthorizerSigner: { address: X402_AUTHORIZER, signTypedData: nobody }, withdrawDelay: Number(X402_DELAY) });
const server = new x402ResourceServer(facilitator).register(network, scheme);
const routes = {
  'POST /v1/chat/completions': {
    accepts: { scheme: 'batch-settlement', network, payTo, maxTimeoutSeconds: 600, price: { amount, asset, extra: { name: 'USD Coin', version: '2' } } },
    description: 'bench',
  },
};
const app = express();
app.use(express.text({ type: '*/*' }));
app.use(paymentMiddleware(routes, server));
const answer = { choices: [{ message: { role: 'assistant', content: 'ok' } }], usage: { prompt_tokens: 1, completion_tokens: 1 } };
app.post('/v1/chat/completions', async (req, res) => {
  if (!X402_UPSTREAM) return res.json(answer);
  const answered = await fetch(`${X402_UPSTREAM}/v1/chat/completions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: req.body });
  return res.status(answered.status).type('json').send(await answered.text());
});
const listener = app.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ url: `http://127.0.0.1:${listener.address().port}` })));
