// Prints what the stock scheme batch-settlement makes: channels, what its client
// sends, what is signed and what its facilitator would send to the chain. Clock and
// chance are fixed first, so that a second run prints the same:
//
//	node x402_channels.mjs > ../../pay/x402/channel/testdata/vectors.json
import {
  encodeAbiParameters, encodeEventTopics, encodeFunctionData, encodeFunctionResult, hashTypedData, hexToBytes, keccak256, parseAbi,
  parseAbiItem, recoverTypedDataAddress, serializeErc6492Signature, stringToBytes, toFunctionSelector, zeroAddress, zeroHash,
} from 'viem';

const NOW = 1_790_000_000;
Date.now = () => NOW * 1000;
let counter = 0;
const word = () => keccak256(stringToBytes(`aidollar channel ${counter++}`));
const address = () => '0x' + word().slice(26);
crypto.getRandomValues = (into) => { into.set(hexToBytes(word()).slice(0, into.length)); return into; };

const { privateKeyToAccount } = await import('viem/accounts');
const core = await import('@x402/core/http');
const { x402Client } = await import('@x402/core/client');
const { BatchSettlementEvmScheme, InMemoryClientChannelStorage, computeChannelId } = await import('@x402/evm/batch-settlement/client');
const { BatchSettlementEvmScheme: Facilitator } = await import('@x402/evm/batch-settlement/facilitator');

const chainId = 84532, network = `eip155:${chainId}`;
const asset = '0x036CbD53842c5426634e7929541eC2318f3dCF7e';
const payer = privateKeyToAccount(word()), session = privateKeyToAccount(word()), authorizer = privateKeyToAccount(word());
const payTo = address();
const resource = { url: 'https://api.example.com/v1/answer', description: 'An answer' };
const way = (more) => ({
  scheme: 'batch-settlement', network, amount: '10000', asset, payTo, maxTimeoutSeconds: 60,
  extra: { name: 'USDC', version: '2', receiverAuthorizer: authorizer.address, withdrawDelay: 86400, minDeposit: '100000', ...more },
});

// What was signed, by digest, is kept beside what is sent.
const digests = [];
const signer = (account) => ({
  address: account.address,
  signTypedData: (data) => { digests.push({ type: data.primaryType, digest: hashTypedData(data) }); return account.signTypedData(data); },
});

const channels = [], payments = [];
const pay = async (name, accepted, options, known) => {
  const storage = new InMemoryClientChannelStorage();
  const scheme = new BatchSettlementEvmScheme(signer(payer), { storage, ...options });
  const config = scheme.buildChannelConfig(accepted);
  const id = computeChannelId(config, network);
  if (known) await storage.set(id, known);
  const client = x402Client.fromConfig({ schemes: [{ network: 'eip155:*', client: scheme }], spendControls: false });
  const required = { x402Version: 2, error: 'Payment required', resource, accepts: [accepted] };
  digests.length = 0;
  const payment = await client.createPaymentPayload(required);
  channels.push({ config, id });
  payments.push({ name, id, payment, accepted, signed: [...digests], required: core.encodePaymentRequiredHeader(required), header: core.encodePaymentSignatureHeader(payment) });
};
await pay('deposit', way(), {});
await pay('deposit by Permit2', way({ assetTransferMethod: 'permit2' }), { salt: word() });
await pay('deposit, vouchers by a session key', way(), { voucherSigner: signer(session), salt: word() });
await pay('deposit, vouchers by the payer alone', way({ withdrawDelay: 900 }), { payerAuthorizer: zeroAddress });
await pay('top-up', way(), {}, { balance: '25000', chargedCumulativeAmount: '20000' });
await pay('voucher', way(), {}, { balance: '100000', chargedCumulativeAmount: '7' });
await pay('voucher without a delay', way({ withdrawDelay: undefined, minDeposit: undefined }), {}, { balance: '100000', chargedCumulativeAmount: '0' });
for (let i = 0; i < 16; i++) {
  const config = { payer: address(), payerAuthorizer: i % 4 ? address() : zeroAddress, receiver: address(), receiverAuthorizer: address(), token: address(), withdrawDelay: 900 + i * 100_000, salt: i % 3 ? word() : zeroHash };
  channels.push({ config, id: computeChannelId(config, network) });
}

// The stock facilitator on a chain that says yes to everything.
let sent;
const abi = parseAbi(['function channels(bytes32) view returns (uint128,uint128)', 'function pendingWithdrawals(bytes32) view returns (uint128,uint40)',
  'function refundNonce(bytes32) view returns (uint256)', 'function balanceOf(address) view returns (uint256)']);
const values = { channels: [40_000n, 5n], pendingWithdrawals: [3n, 1_789_999_000], refundNonce: 6n, balanceOf: 10n ** 12n };
const chain = {
  getAddresses: () => [authorizer.address],
  getCode: async () => '0x',
  verifyTypedData: async (data) => (await recoverTypedDataAddress(data)) === data.address,
  readContract: async ({ functionName, args }) => {
    if (functionName === 'allowance') return 10n ** 12n;
    if (functionName === 'receivers') return [9n, 4n];
    if (functionName !== 'tryAggregate') return undefined;
    return args[1].map(({ callData }) => {
      const item = abi.find((f) => toFunctionSelector(f) === callData.slice(0, 10));
      return { success: true, returnData: encodeFunctionResult({ abi: [item], functionName: item.name, result: values[item.name] }) };
    });
  },
  writeContract: async (call) => {
    sent = call;
    if (call.functionName === 'deposit') values.channels[0] += call.args[1]; // the facilitator waits to see it
    if (call.functionName === 'refundWithSignature' || call.functionName === 'multicall') values.refundNonce++; // and this
    return word();
  },
  waitForTransactionReceipt: async () => ({ status: 'success', logs: [] }),
};
const facilitator = new Facilitator(chain, signer(authorizer));
const calls = [];
const settle = async (name, payload, accepted = way()) => {
  digests.length = 0;
  const result = await facilitator.settle({ x402Version: 2, accepted, payload }, accepted);
  if (!result.success) throw new Error(`${name}: ${JSON.stringify(result)}`);
  calls.push({
    name, payload, signed: [...digests], to: sent.address, data: encodeFunctionData(sent), result,
    request: JSON.stringify({ x402Version: 2, paymentPayload: { x402Version: 2, accepted, payload }, paymentRequirements: accepted }),
  });
};
for (const p of payments.filter((p) => p.payment.payload.type === 'deposit')) await settle(p.name, p.payment.payload, p.accepted);

const claims = [];
for (const { header } of payments.slice(0, 3)) {
  const { channelConfig: channel, voucher } = JSON.parse(atob(header)).payload;
  claims.push({ voucher: { channel, maxClaimableAmount: voucher.maxClaimableAmount }, signature: voucher.signature, totalClaimed: String(9000 + claims.length) });
}
claims.push({ ...claims[0], signature: '0x' + '07'.repeat(130) });
await settle('claim of four', { type: 'claim', claims });
await settle('claim of one', { type: 'claim', claims: claims.slice(1, 2) });
await settle('settle', { type: 'settle', receiver: payTo, token: asset });
const { channelConfig, voucher } = payments[0].payment.payload;
await settle('refund of all', { type: 'refund', channelConfig, voucher, amount: '30000', refundNonce: '6', claims: [] });
await settle('refund with a claim', { type: 'refund', channelConfig, voucher, amount: '300', refundNonce: '7', claims: claims.slice(0, 1) });
const permit = { value: 50n, deadline: 60n, v: 27, r: word(), s: word() };
for (const [functionName, args] of [
  ['claim', [claims.map((c) => ({ voucher: { channel: c.voucher.channel, maxClaimableAmount: BigInt(c.voucher.maxClaimableAmount) }, signature: c.signature, totalClaimed: BigInt(c.totalClaimed) }))]],
  ['refund', [channelConfig, 77n]], ['initiateWithdraw', [channelConfig, 78n]], ['finalizeWithdraw', [channelConfig]],
  ['channels', [payments[0].id]], ['pendingWithdrawals', [payments[0].id]], ['refundNonce', [payments[0].id]], ['receivers', [payTo, asset]],
]) calls.push({ name: functionName, data: encodeFunctionData({ abi: sent.abi, functionName, args }) });

const events = [
  ['event ChannelCreated(bytes32 indexed channelId, (address payer, address payerAuthorizer, address receiver, address receiverAuthorizer, address token, uint40 withdrawDelay, bytes32 salt) config)', channelConfig],
  ['event ChannelClosed(bytes32 indexed channelId, (address payer, address payerAuthorizer, address receiver, address receiverAuthorizer, address token, uint40 withdrawDelay, bytes32 salt) config)', channelConfig],
  ['event Deposited(bytes32 indexed channelId, address indexed sender, uint128 amount, uint128 newBalance)', 5n, 12n],
  ['event Claimed(bytes32 indexed channelId, address indexed sender, uint128 claimAmount, uint128 newTotalClaimed)', 6n, 13n],
  ['event Settled(address indexed receiver, address indexed token, address indexed sender, uint128 amount)', 7n],
  ['event Refunded(bytes32 indexed channelId, address indexed sender, uint128 amount)', 8n],
  ['event WithdrawInitiated(bytes32 indexed channelId, uint128 amount, uint40 finalizeAfter)', 9n, 1_790_000_900],
  ['event WithdrawFinalized(bytes32 indexed channelId, address indexed sender, uint128 amount)', 10n],
].map(([text, ...data]) => {
  const item = parseAbiItem(text);
  const args = { channelId: payments[0].id, sender: authorizer.address, receiver: payTo, token: asset };
  return {
    name: item.name, topics: encodeEventTopics({ abi: [item], eventName: item.name, args }),
    data: encodeAbiParameters(item.inputs.filter((i) => !i.indexed), data),
  };
});

const print = (key, value) => (typeof value === 'bigint' ? value.toString() : value);
console.log(JSON.stringify({
  now: NOW, chainId, payer: payer.address, session: session.address, authorizer: authorizer.address, payTo, asset, channels, payments, calls, events,
  settledABI: encodeEventTopics({ abi: sent.abi, eventName: 'Settled', args: { receiver: payTo, token: asset, sender: authorizer.address } }),
  permit: { ...permit, data: encodeAbiParameters([{ type: 'uint256' }, { type: 'uint256' }, { type: 'uint8' }, { type: 'bytes32' }, { type: 'bytes32' }], [permit.value, permit.deadline, permit.v, permit.r, permit.s]) },
  wrapped: serializeErc6492Signature({ address: payTo, data: '0x01', signature: '0x' + '07'.repeat(65) }),
}, print, 1));
