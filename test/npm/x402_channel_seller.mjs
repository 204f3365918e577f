// A stock server (@x402/express) that is paid from channels and has the facilitator
// under test do everything on chain. It prints its address in a line, counts how
// often each handler runs, and serves until it is ended.
import express from 'express';
import { privateKeyToAccount } from 'viem/accounts';
import { paymentMiddleware, setSettlementOverrides } from '@x402/express';
import { HTTPFacilitatorClient, x402ResourceServer } from '@x402/core/server';
import { BatchSettlementEvmScheme } from '@x402/evm/batch-settlement/server';

const { X402_FACILITATOR: url, X402_BEARER, X402_NETWORK: network, X402_ASSET: asset, X402_PAY_TO: payTo, X402_AUTHORIZER } = process.env;

const headers = { Authorization: `Bearer ${X402_BEARER}` };
const facilitator = new HTTPFacilitatorClient({ url, createAuthHeaders: async () => ({ verify: headers, settle: headers, supported: headers }) });
const scheme = new BatchSettlementEvmScheme(payTo, { receiverAuthorizerSigner: privateKeyToAccount(X402_AUTHORIZER), withdrawDelay: 900 });
const manager = scheme.createChannelManager(facilitator, network, asset);
const server = new x402ResourceServer(facilitator).register(network, scheme);

const way = (amount, more) => ({
  accepts: { scheme: 'batch-settlement', network, payTo, maxTimeoutSeconds: 60, price: { amount, asset, extra: { name: 'USD Coin', version: '2', ...more } } },
  description: 'An answer',
});
const routes = {
  'GET /answer': way('10000'),
  'GET /metered': way('50000'),
  'GET /permit2': way('20000', { assetTransferMethod: 'permit2' }),
  'GET /fails': way('10000'),
};

const app = express();
const runs = {};
app.get('/runs', (_, res) => res.json(runs));
app.post('/forget', async (_, res) => {
  for (const { channelId } of await scheme.getStorage().list()) await scheme.getStorage().updateChannel(channelId, () => undefined);
  res.json({});
});
app.get('/channels', async (_, res) => res.json(await scheme.getStorage().list()));
const told = (work) => async (_, res) => {
  try { res.json(await work()); } catch (error) { res.status(500).json({ error: String(error) }); }
};
app.post('/claim', told(() => manager.claimAndSettle()));
app.post('/settle', told(() => manager.settle()));
app.post('/refund', told(() => manager.refund()));
app.use(paymentMiddleware(routes, server));
const answer = (path, serve) => app.get(path, (req, res) => {
  runs[path] = (runs[path] ?? 0) + 1;
  serve(req, res);
});
answer('/answer', (_, res) => res.json({ answer: 42 }));
answer('/permit2', (_, res) => res.json({ answer: 43 }));
answer('/metered', (_, res) => {
  setSettlementOverrides(res, { amount: '1234' });
  res.json({ answer: 44 });
});
answer('/fails', (_, res) => res.status(500).json({ error: 'the model is down' }));

const listener = app.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ url: `http://127.0.0.1:${listener.address().port}` })));
