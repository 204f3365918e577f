// Writes how the stock facilitator judges payments, good ones and bad ones, for
// the tests to judge alike. It reads stock.json, which stock.mjs has written:
//
//	npm install @x402/evm@2.27.0 @x402/core@2.27.0 viem@2.57.20 && node verdicts.mjs > verdicts.json
import fs from 'node:fs'
import { encodeAbiParameters, encodeFunctionResult, parseAbi, serializeErc6492Signature, toFunctionSelector } from 'viem'

const stock = JSON.parse(fs.readFileSync('stock.json'))
let clock = stock.now
Date.now = () => clock * 1000

const { ExactEvmScheme } = await import('@x402/evm/exact/facilitator')
const { UptoEvmScheme } = await import('@x402/evm/upto/facilitator')
const { ExactEvmSchemeV1 } = await import('@x402/evm/exact/v1/facilitator')

const SETTLER = '0x1111111254EEB25477B68fb85Ed929f73A960582'
const FACTORY = '0x00000000000000000000000000000000000000fa'
const RICH = 10 ** 12
const abi = parseAbi(['function balanceOf(address) view returns (uint256)', 'function allowance(address,address) view returns (uint256)',
  'function authorizationState(address,bytes32) view returns (bool)', 'function name() view returns (string)',
  'function version() view returns (string)', 'function PERMIT2() view returns (address)'])

// chain answers as a node would whose facts these are.
const chain = (facts, payer, amount) => {
  const values = { balanceOf: BigInt(facts.balance), allowance: BigInt(facts.allowance), authorizationState: facts.used, name: 'USDC', version: '2', PERMIT2: SETTLER }
  const transfer = (byPermit2) => {
    if (facts.revert) throw new Error(facts.revert)
    if (facts.used || facts.balance < amount || (byPermit2 && facts.allowance < amount)) throw new Error('execution reverted')
  }
  return {
    getAddresses: () => [SETTLER],
    getCode: async ({ address }) => address.toLowerCase() === payer.toLowerCase() ? facts.code : '0x60',
    readContract: async ({ functionName, args }) => {
      if (functionName === 'isValidSignature') return facts.byAccount ? '0x1626ba7e' : '0xffffffff'
      if (functionName === 'transferWithAuthorization') return transfer(false)
      if (functionName === 'settle') return transfer(true)
      if (functionName !== 'tryAggregate') return values[functionName]
      return args[1].map(({ callData }) => {
        const item = abi.find((f) => toFunctionSelector(f) === callData.slice(0, 10))
        if (item) return { success: true, returnData: encodeFunctionResult({ abi: [item], functionName: item.name, result: values[item.name] }) }
        try { transfer(false) } catch { return { success: false, returnData: '0x' } }
        return { success: true, returnData: '0x' }
      })
    },
  }
}

const amountOf = (r) => ('amount' in r ? 'amount' : 'maxAmountRequired')
const add = (r, n) => { r[amountOf(r)] = String(Number(r[amountOf(r)]) + n) }
const bytes = '0x' + '07'.repeat(200)
const changes = {
  nothing: () => {},
  'last second': (c) => { c.now += 54 },
  'a second too late': (c) => { c.now += 55 },
  'long expired': (c) => { c.now += 99999 },
  'before it is valid': (c) => { c.now -= 700 },
  payee: (c) => { c.terms.payTo = FACTORY },
  'more asked for': (c) => add(c.terms, 1),
  'less asked for': (c) => add(c.terms, -1),
  'another network': (c) => { c.terms.network = c.terms.network === 'base-sepolia' ? 'base' : 'eip155:8453' },
  'another signature': (c) => { c.payment.payload.signature = c.payment.payload.signature.replace(/^0x..../, '0xabcd') },
  'cut signature': (c) => { c.payment.payload.signature = c.payment.payload.signature.slice(0, -2) },
  'nonce used': (c) => { c.facts.used = true },
  'a unit short': (c) => { c.facts.balance = Number(c.terms[amountOf(c.terms)]) - 1 },
  'just enough': (c) => { c.facts.balance = Number(c.terms[amountOf(c.terms)]) },
  'no approval': (c) => { c.facts.allowance = 0 },
  'reverts for a reason unknown': (c) => { c.facts.revert = 'execution reverted' },
  'account with code accepts': (c) => { Object.assign(c.facts, { code: '0xef0100' + '11'.repeat(20), byAccount: true }) },
  'account with code refuses': (c) => { c.facts.code = '0x6001' },
  'account with code accepts its own signature': (c) => { c.payment.payload.signature = bytes; Object.assign(c.facts, { code: '0x6001', byAccount: true }) },
  'a long signature without code': (c) => { c.payment.payload.signature = bytes },
  'wrapped, factory unknown': (c) => wrap(c),
  'wrapped, factory known': (c) => { wrap(c); c.factories = [FACTORY] },
  'wrapped, deployed': (c) => { wrap(c); Object.assign(c.facts, { code: '0x6001', byAccount: true }) },
}
const wrap = (c) => {
  c.payment.payload.signature = serializeErc6492Signature({ address: FACTORY, data: encodeAbiParameters([{ type: 'uint256' }], [1n]), signature: bytes })
}

const verdicts = []
for (const p of stock.payments) {
  const required = JSON.parse(p.version === 1 ? p.required : atob(p.required))
  for (const [change, apply] of Object.entries(changes)) {
    const c = {
      now: stock.now, payment: JSON.parse(atob(p.payment)), terms: structuredClone(required.accepts[0]), factories: [],
      facts: { balance: RICH, allowance: RICH, used: false, code: '0x', byAccount: false, revert: '' },
    }
    apply(c)
    clock = c.now
    const signer = chain(c.facts, p.payer, Number(c.terms[amountOf(c.terms)]))
    const config = { eip6492AllowedFactories: c.factories }
    const facilitator = p.version === 1 ? new ExactEvmSchemeV1(signer, config)
      : c.terms.scheme === 'upto' ? new UptoEvmScheme(signer, config) : new ExactEvmScheme(signer, config)
    const verdict = await facilitator.verify(c.payment, c.terms)
    verdicts.push({ name: p.name, change, ...c, version: p.version, settler: SETTLER, valid: verdict.isValid, reason: verdict.invalidReason ?? '' })
  }
}
console.log(JSON.stringify(verdicts).replaceAll('},{"name"', '},\n{"name"'))
