// Pays a server from a channel by the stock client, and prints what came of it as
// JSON: deposit, vouchers, top-up, a state that was lost, and the rest given back.
import { createPublicClient, defineChain, http } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { decodePaymentResponseHeader, wrapFetchWithPayment, x402Client } from '@x402/fetch';
import { BatchSettlementEvmScheme, InMemoryClientChannelStorage } from '@x402/evm/batch-settlement/client';

const { X402_SELLER: seller, X402_RPC: rpc, X402_CHAIN: id, X402_KEY } = process.env;
const account = privateKeyToAccount(X402_KEY), session = privateKeyToAccount('0x' + '5e'.repeat(32));
const chain = defineChain({ id: Number(id), name: 'test', nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 }, rpcUrls: { default: { http: [rpc] } } });
const node = createPublicClient({ chain, transport: http(rpc) });
const signer = { address: account.address, signTypedData: (data) => account.signTypedData(data), readContract: (call) => node.readContract(call) };

const buyer = (options) => {
  const storage = new InMemoryClientChannelStorage();
  const scheme = new BatchSettlementEvmScheme(signer, { storage, depositPolicy: { depositMultiplier: 3 }, ...options });
  const client = x402Client.fromConfig({ schemes: [{ network: 'eip155:*', client: scheme }], spendControls: false });
  return { storage, scheme, pay: wrapFetchWithPayment(fetch, client) };
};
const told = async (response) => {
  const header = response.headers.get('payment-response');
  return { status: response.status, body: await response.text(), settlement: header ? decodePaymentResponseHeader(header) : null };
};
const post = async (path) => (await fetch(seller + path, { method: 'POST' })).json();

const out = {};
const one = buyer();
out.answers = [];
for (let i = 0; i < 12; i++) out.answers.push(await told(await one.pay(`${seller}/answer`)));
out.metered = await told(await one.pay(`${seller}/metered`));
out.fails = await told(await one.pay(`${seller}/fails`));
out.afterFailure = await told(await one.pay(`${seller}/answer`));
// A client that has lost everything finds its place again, by the 402 that corrects it.
out.lost = await told(await buyer().pay(`${seller}/answer`));
out.claims = await post('/claim');
out.nothing = await post('/settle');
out.refund = await one.scheme.refund(`${seller}/answer`, { amount: '5000' });
out.refundAll = await one.scheme.refund(`${seller}/answer`);
// By Permit2, with vouchers by a key of their own.
const two = buyer({ voucherSigner: session, salt: '0x' + '01'.repeat(32) });
out.permit2 = [await told(await two.pay(`${seller}/permit2`)), await told(await two.pay(`${seller}/permit2`))];
out.given = await post('/refund');
out.runs = await (await fetch(`${seller}/runs`)).json();
console.log(JSON.stringify(out));
process.exit(0);
