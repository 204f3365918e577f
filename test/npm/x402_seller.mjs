// A stock server (@x402/express) whose facilitator is the one under test. It
// prints its address in a line, counts how often each handler runs, and serves
// until it is ended.
import express from 'express';
import { paymentMiddleware, setSettlementOverrides } from '@x402/express';
import { HTTPFacilitatorClient, x402ResourceServer } from '@x402/core/server';
import { ExactEvmScheme } from '@x402/evm/exact/server';
import { UptoEvmScheme } from '@x402/evm/upto/server';
import { declarePaymentIdentifierExtension } from '@x402/extensions/payment-identifier';

const { X402_FACILITATOR: url, X402_BEARER, X402_NETWORK: network, X402_ASSET: asset, X402_PAY_TO: payTo } = process.env;

const headers = { Authorization: `Bearer ${X402_BEARER}` };
const facilitator = new HTTPFacilitatorClient({ url, createAuthHeaders: async () => ({ verify: headers, settle: headers, supported: headers }) });
const server = new x402ResourceServer(facilitator).register(network, new ExactEvmScheme()).register(network, new UptoEvmScheme());

const way = (scheme, amount, more) => ({
  accepts: { scheme, network, payTo, maxTimeoutSeconds: 60, price: { amount, asset, extra: { name: 'USD Coin', version: '2', ...more } } },
  description: 'An answer',
  extensions: { 'payment-identifier': declarePaymentIdentifierExtension() },
});
const routes = {
  'GET /exact': way('exact', '10000'),
  'POST /exact': way('exact', '10000'),
  'GET /permit2': way('exact', '20000', { assetTransferMethod: 'permit2' }),
  'GET /upto': way('upto', '50000'),
  'GET /upto/nothing': way('upto', '50000'),
  'GET /upfront': way('exact', '30000', { paymentFlow: 'upfront' }),
  'GET /fails': way('exact', '10000'),
};

const app = express();
const runs = {};
app.get('/runs', (_, res) => res.json(runs));
app.use(express.text());
app.use(paymentMiddleware(routes, server));
const answer = (path, serve) => app.all(path, async (req, res) => {
  runs[path] = (runs[path] ?? 0) + 1;
  await new Promise((resume) => setTimeout(resume, 50)); // time for others to come in between
  await serve(req, res);
});
for (const path of ['/exact', '/permit2', '/upfront']) answer(path, (req, res) => res.json({ answer: 42, asked: req.body ?? null }));
answer('/upto', (_, res) => {
  setSettlementOverrides(res, { amount: '1234' });
  res.json({ answer: 42 });
});
answer('/upto/nothing', (_, res) => {
  setSettlementOverrides(res, { amount: '0' });
  res.json({ answer: 0 });
});
answer('/fails', (_, res) => res.status(500).json({ error: 'the model is down' }));

const listener = app.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ url: `http://127.0.0.1:${listener.address().port}` })));
