// Prints how the stock facilitator judges what goes with channels, good and bad,
// for the tests to judge alike. It reads what x402_channels.mjs has printed:
//
//	node x402_channel_verdicts.mjs > ../../pay/x402/channel/testdata/verdicts.json
import fs from 'node:fs';
import { encodeAbiParameters, encodeFunctionResult, parseAbi, recoverTypedDataAddress, serializeErc6492Signature, toFunctionSelector } from 'viem';

const stock = JSON.parse(fs.readFileSync('../../pay/x402/channel/testdata/vectors.json'));
let clock = stock.now;
Date.now = () => clock * 1000;

const { BatchSettlementEvmScheme } = await import('@x402/evm/batch-settlement/facilitator');

const FACTORY = '0x00000000000000000000000000000000000000fa';
const RICH = 10 ** 12;
const abi = parseAbi(['function channels(bytes32) view returns (uint128,uint128)', 'function pendingWithdrawals(bytes32) view returns (uint128,uint40)',
  'function refundNonce(bytes32) view returns (uint256)', 'function balanceOf(address) view returns (uint256)']);

// chain answers as a node would whose facts these are.
const chain = (facts, payer, deposit) => {
  const values = { channels: [BigInt(facts.deposited), BigInt(facts.claimed)], pendingWithdrawals: [0n, 0], refundNonce: 0n, balanceOf: BigInt(facts.balance) };
  const moves = () => {
    if (facts.revert) throw new Error(facts.revert);
    if (facts.used || facts.balance < deposit) throw new Error('execution reverted');
  };
  return {
    getAddresses: () => [stock.authorizer],
    getCode: async ({ address }) => (address.toLowerCase() === payer.toLowerCase() ? facts.code : '0x60'),
    verifyTypedData: async (data) => (await recoverTypedDataAddress(data)) === data.address,
    readContract: async ({ functionName, args }) => {
      if (functionName === 'isValidSignature') return facts.byAccount ? '0x1626ba7e' : '0xffffffff';
      if (functionName === 'allowance') return BigInt(facts.allowance);
      if (functionName === 'deposit') return moves();
      if (functionName !== 'tryAggregate') throw new Error(functionName);
      return args[1].map(({ callData }) => {
        const item = abi.find((f) => toFunctionSelector(f) === callData.slice(0, 10));
        if (item) return { success: true, returnData: encodeFunctionResult({ abi: [item], functionName: item.name, result: values[item.name] }) };
        try { moves(); } catch { return { success: false, returnData: '0x' }; }
        return { success: true, returnData: '0x' };
      });
    },
  };
};

const other = '0x1111111254EEB25477B68fb85Ed929f73A960582';
const bytes = '0x' + '07'.repeat(200);
const authorization = (c) => Object.values(c.payment.payload.deposit?.authorization ?? {})[0];
const spoil = (signature) => signature.replace(/^0x..../, '0xabcd');
const wrapped = () => serializeErc6492Signature({ address: FACTORY, data: encodeAbiParameters([{ type: 'uint256' }], [1n]), signature: bytes });
const payload = (c) => c.payment.payload;
const amount = (c) => Number(payload(c).voucher.maxClaimableAmount);
const deposit = (c) => Number(payload(c).deposit?.amount ?? 0);
const byPermit2 = (c) => Boolean(payload(c).deposit?.authorization.permit2Authorization);
const changes = {
  nothing: () => {},
  'another network': (c) => { c.terms.network = 'eip155:8453'; },
  payee: (c) => { c.terms.payTo = other; },
  authorizer: (c) => { c.terms.extra.receiverAuthorizer = other; },
  token: (c) => { c.terms.asset = other; },
  delay: (c) => { c.terms.extra.withdrawDelay = 901; },
  'no delay': (c) => { delete c.terms.extra.withdrawDelay; },
  salt: (c) => { payload(c).channelConfig.salt = '0x' + '01'.repeat(32); },
  'another channel': (c) => { payload(c).voucher.channelId = '0x' + '01'.repeat(32); },
  'voucher by another': (c) => { payload(c).voucher.signature = spoil(payload(c).voucher.signature); },
  'voucher of one more': (c) => { payload(c).voucher.maxClaimableAmount = String(amount(c) + 1); },
  'voucher cut': (c) => { payload(c).voucher.signature = payload(c).voucher.signature.slice(0, -2); },
  'just covered': (c) => { c.facts.deposited = Math.max(amount(c) - deposit(c), 0); },
  'not covered': (c) => { c.facts.deposited = amount(c) - deposit(c) - 1; if (c.facts.deposited < 0) return 'skip'; },
  'claimed already': (c) => { c.facts.claimed = amount(c); },
  'more claimed already': (c) => { c.facts.claimed = amount(c) + 1; },
  'nothing in it': (c) => { c.facts.deposited = 0; },
  'account with code accepts': (c) => { Object.assign(c.facts, { code: '0xef0100' + '11'.repeat(20), byAccount: true }); },
  'account with code refuses': (c) => { c.facts.code = '0x6001'; },
  'last second': (c) => { c.now += 54; },
  'a second too late': (c) => { c.now += 55; },
};
// Those of a deposit alone.
const ofDeposits = {
  'before it is valid': (c) => { if (byPermit2(c)) return 'skip'; authorization(c).validAfter = String(c.now + 1); },
  'deposit by another': (c) => { authorization(c).signature = spoil(authorization(c).signature); },
  'deposit cut': (c) => { authorization(c).signature = authorization(c).signature.slice(0, -2); },
  'deposit of one more': (c) => { payload(c).deposit.amount = String(deposit(c) + 1); },
  'nonce used': (c) => { c.facts.used = true; },
  'a unit short': (c) => { c.facts.balance = deposit(c) - 1; },
  'just enough': (c) => { c.facts.balance = deposit(c); },
  'no approval': (c) => { c.facts.allowance = 0; },
  'reverts': (c) => { c.facts.revert = 'execution reverted'; },
  'the other way': (c) => { c.terms.extra.assetTransferMethod = byPermit2(c) ? 'eip3009' : 'permit2'; },
  'no domain': (c) => { if (byPermit2(c)) { delete c.terms.extra.name; } else return 'skip'; },
  'wrapped, factory unknown': (c) => { authorization(c).signature = wrapped(); },
  'wrapped, factory known': (c) => { authorization(c).signature = wrapped(); c.factories = [FACTORY]; },
  'wrapped, deployed': (c) => { authorization(c).signature = wrapped(); Object.assign(c.facts, { code: '0x6001', byAccount: true }); },
  'permit by another': (c) => { if (!byPermit2(c)) return 'skip'; authorization(c).from = other; },
  'permit for another spender': (c) => { if (!byPermit2(c)) return 'skip'; authorization(c).spender = other; },
  'permit for another token': (c) => { if (!byPermit2(c)) return 'skip'; authorization(c).permitted.token = other; },
  'permit of another amount': (c) => { if (!byPermit2(c)) return 'skip'; authorization(c).permitted.amount = '1'; },
  'permit for another channel': (c) => { if (!byPermit2(c)) return 'skip'; authorization(c).witness.channelId = '0x' + '01'.repeat(32); },
};

const verdicts = [];
for (const p of stock.payments) {
  for (const type of p.payment.payload.type === 'voucher' ? ['voucher', 'refund'] : ['deposit']) {
    // Two deposits differ in every way; of the others a few verdicts will do.
    const all = Object.entries({ ...changes, ...(type === 'deposit' && ofDeposits) });
    const differs = ['nothing', 'voucher by another', 'just covered', 'not covered', 'claimed already', 'account with code accepts', 'wrapped, factory known', 'no delay'];
    for (const [change, apply] of ['deposit', 'deposit by Permit2', 'voucher'].includes(p.name) ? all : all.filter(([name]) => differs.includes(name))) {
      const c = {
        now: stock.now, payment: structuredClone(p.payment), terms: structuredClone(p.accepted), factories: [],
        facts: { balance: RICH, allowance: RICH, deposited: type === 'deposit' ? 25_000 : 100_000, claimed: 5, used: false, code: '0x', byAccount: false, revert: '' },
      };
      c.payment.payload.type = type;
      if (apply(c) === 'skip') continue;
      clock = c.now;
      const scheme = new BatchSettlementEvmScheme(chain(c.facts, p.payment.payload.channelConfig.payer, deposit(c)), undefined, { eip6492AllowedFactories: c.factories });
      const verdict = await scheme.verify(c.payment, c.terms);
      verdicts.push({ name: p.name, type, change, ...c, valid: verdict.isValid, reason: verdict.invalidReason ?? '', extra: verdict.extra ?? null });
    }
  }
}
console.log(JSON.stringify(verdicts).replaceAll('},{"name"', '},\n{"name"'));
