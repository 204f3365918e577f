// Pays a seller with the stock clients and prints what came of each request, as
// JSON, for the test that looks at the chain.
import axios from 'axios';
import { createWalletClient, http } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { baseSepolia } from 'viem/chains';
import { decodePaymentResponseHeader, wrapFetchWithPayment, x402Client, x402HTTPClient } from '@x402/fetch';
import { wrapAxiosWithPayment } from '@x402/axios';
import { ExactEvmScheme } from '@x402/evm/exact/client';
import { UptoEvmScheme } from '@x402/evm/upto/client';
import { ExactEvmSchemeV1 } from '@x402/evm/v1';
import { HTTPFacilitatorClient } from '@x402/core/server';
import { withBazaar } from '@x402/extensions/bazaar';
import { wrapFetchWithPayment as wrapLegacy } from 'x402-fetch';
import { createPaymentHeader } from 'x402/client';
import { useFacilitator } from 'x402/verify';

const { X402_SELLER: seller, X402_SELLER_V1: sellerV1, X402_KEY, X402_FACILITATOR: facilitator, X402_BEARER } = process.env;
const account = privateKeyToAccount(X402_KEY);
const client = x402Client.fromConfig({
  schemes: [{ network: 'eip155:*', client: new ExactEvmScheme(account) }, { network: 'eip155:*', client: new UptoEvmScheme(account) }],
  spendControls: false,
});
client.registerV1('base-sepolia', new ExactEvmSchemeV1(account));
const paying = wrapFetchWithPayment(fetch, client);

const told = async (response) => {
  const header = response.headers.get('payment-response') ?? response.headers.get('x-payment-response');
  return { status: response.status, body: await response.text(), settlement: header ? decodePaymentResponseHeader(header) : null };
};

const out = {};
for (const path of ['/exact', '/permit2', '/upto', '/upto/nothing', '/upfront', '/fails']) out[path] = await told(await paying(seller + path));

const viaAxios = await wrapAxiosWithPayment(axios.create(), client).get(`${seller}/exact`);
const axiosHeader = viaAxios.headers['payment-response'];
out.axios = { status: viaAxios.status, body: JSON.stringify(viaAxios.data), settlement: axiosHeader ? decodePaymentResponseHeader(axiosHeader) : null };

// Ten requests with one payment, under each flow.
const payment = async (path) => {
  const refused = await fetch(seller + path);
  const httpClient = new x402HTTPClient(client);
  const required = httpClient.getPaymentRequiredResponse((name) => refused.headers.get(name), undefined);
  return httpClient.encodePaymentSignatureHeader(await client.createPaymentPayload(required));
};
for (const path of ['/exact', '/upfront']) {
  const headers = await payment(path);
  out[`ten of ${path}`] = await Promise.all(Array.from({ length: 10 }, async () => told(await fetch(seller + path, { headers }))));
}

out.v1 = await told(await paying(`${sellerV1}/answer`));
const legacy = createWalletClient({ account, chain: baseSepolia, transport: http('http://127.0.0.1:1') });
out.legacy = await told(await wrapLegacy(fetch, legacy, 100000n)(`${sellerV1}/answer`));

// As the servers of version 1 ask a facilitator.
const [way] = (await (await fetch(`${sellerV1}/answer`)).json()).accepts;
const old = JSON.parse(Buffer.from(await createPaymentHeader(legacy, 1, way), 'base64').toString());
const headers = { Authorization: `Bearer ${X402_BEARER}` };
const legacyFacilitator = useFacilitator({ url: facilitator, createAuthHeaders: async () => ({ verify: headers, settle: headers, supported: {} }) });
out.servers = { kinds: (await legacyFacilitator.supported()).kinds, verified: await legacyFacilitator.verify(old, way), settled: await legacyFacilitator.settle(old, way) };

const bazaar = withBazaar(new HTTPFacilitatorClient({ url: facilitator })).extensions.bazaar;
out.listed = await bazaar.listResources({ type: 'http', limit: 2, offset: 1 });
out.found = await bazaar.search({ query: 'answer', limit: 1 });
out.runs = await (await fetch(`${seller}/runs`)).json();
console.log(JSON.stringify(out));
