// Writes what the stock library makes of messages of all kinds, well and badly written,
// and what viem signs for sessions, for the tests to read:
//
//	npm install --legacy-peer-deps mppx@0.11.0 viem@2.57.20 ox@0.14.67 && node vectors.mjs > vectors.json
//
// Keys are fixed, so a second run writes the same.
import { Base64, Json } from 'ox'
import { encodeAbiParameters, hashTypedData, hexToBytes, keccak256, stringToBytes } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { Challenge, Credential, Receipt } from 'mppx'

// The library does not export how it writes the events of streams.
const { formatNeedVoucherEvent, formatReceiptEvent } = await import(
  new URL('./node_modules/mppx/dist/tempo/session/precompile/Protocol.js', import.meta.url))

const secretKey = 'aidollar vectors'
const attempt = (f) => { try { return f() } catch { return undefined } }

// Canonical JSON (RFC 8785). Inputs are JSON texts.
const canonical = [
  '{}', '[]', ' { "a" : [ ] } ', '{"z":1,"m":2,"a":3,"A":4,"10":5,"2":6,"":7}', '{"b":{"d":1,"c":[2,{"f":3,"e":4}]},"a":[3,{"z":4,"y":5}]}',
  '{"\\ue000":1,"\\ud800\\udc00":2,"\\uffff":3,"\\ud7ff":4}', '{"yes":true,"no":false,"none":null}',
  '{"text":"a <b> & \'c\'"}', '{"text":"x\\u2028y\\u2029z"}', '{"text":"\\b\\f\\n\\r\\t"}', '{"text":"\\u0000\\u0001\\u001f"}', '{"text":"a\\/b\\u007f"}',
  '{"text":"she said \\"no\\" \\\\ left"}', '{"text":"caf\\u00e9 あ 😀"}', '{"text":"\\ud83d\\ude00"}',
  '{"a":36028797018963968,"b":1234567890123456789,"c":9007199254740991,"d":9007199254740993}',
  '{"a":9.223372036854776e18,"b":-9.223372036854776e18,"c":1e21,"d":-1e21,"e":1e100}',
  '{"a":1e-6,"b":1e-7,"c":1e-10,"d":1e20,"e":1e21,"f":5e-324,"g":1.7976931348623157e308}', '{"a":0,"b":-0,"c":0.0,"d":-0.0}',
  '{"a":1.0,"b":1e0,"c":1.000e3,"d":0.1,"e":-4.35,"f":1.0000000000000002}', '"alone"', '7',
  '{"recipient":"0xB","currency":"0xA","amount":"20000","methodDetails":{"credentialTypes":["authorization"],"chainId":84532}}',
  '{"amount":"3","unitType":"request","suggestedDeposit":"5000","currency":"0xA","recipient":"0xB","methodDetails":{"escrowContract":"0xE","chainId":8453,"feePayer":true}}',
  '{"tier":"gold & silver","order":36028797018963968,"note":"she said \\"no\\""}',
].map((input) => ({ input, canonical: Json.canonicalize(JSON.parse(input)) }))
const notCanonical = ['{"a":', '', 'nothing', '{"a":1}{"b":2}', '{"a":01}', '{"a":NaN}', "{'a':1}"]

// base64url. The library itself is lenient, so these are what it writes.
const base64url = ['', '00', 'fffe', 'fffefd', '68656c6c6f', 'fbffbf03efff', Buffer.from('{"amount":"100"}').toString('hex')].map((hex) =>
  ({ hex, text: Base64.fromBytes(hexToBytes(`0x${hex}`), { pad: false, url: true }) }))

// Headers that the library writes and reads.
const request = { amount: '20000', currency: '0xA', methodDetails: { chainId: 84532 }, recipient: '0xB' }
const base = { realm: 'api.example.com', method: 'evm', intent: 'charge', request }
const headers = Object.entries({
  least: {}, session: { intent: 'session' },
  every: { expires: '2026-09-21T14:33:20Z', digest: 'sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:', description: 'a thing', meta: { order: '123' } },
  quote: { realm: 'api "quoted" example', description: 'say "hi"' }, backslash: { realm: 'a\\b\\\\c' },
  separators: { realm: 'one, two=three', description: 'Payment id="other"' }, tab: { realm: 'tab\there' },
  latin: { description: 'caf\u00e9 \u00fcber' }, wide: { description: 'あ 😀 \u2014' }, elsewhere: { header: 'Payment-Authorization' },
}).map(([name, more]) => {
  const challenge = Challenge.from({ secretKey, ...base, ...more })
  const header = Challenge.serialize(challenge)
  const { request: _, meta, ...texts } = Challenge.deserialize(header)
  return { name, header, challenge: texts }
})

// Lists, as fetch joins headers, and what the library finds in each.
const one = (id, intent = 'charge') => `Payment id="${id}", realm="r", method="evm", intent="${intent}", request="e30"`
const lists = {
  two: `${one('a')}, ${one('b', 'session')}`, 'no space': `${one('a')},${one('b')}`, 'empty elements': `${one('a')} , , ${one('b')}`,
  'other schemes': `Basic realm="x", ${one('a')}, Digest realm="y", intent="no", ${one('b')}`, 'inside quotes': 'Payment id="a,b", realm="Payment id=c", method="evm", intent="charge", request="e30"',
  'any case': 'payment ID="a", Realm="r", METHOD="evm", intent="charge", ReQuEsT="e30"', 'bare tokens': 'Payment id=a, realm=r, method=evm, intent=charge, request=e30',
  'spaces around': 'Payment  id = "a" ,  realm = "r", method="evm", intent="charge", request="e30"', 'further parameters': `${one('a')}, later="x"`,
  twice: `${one('a')}, id="b"`, incomplete: `Payment id="a", realm="r", ${one('b')}`, 'none of ours': 'Basic realm="x"', 'only incomplete': 'Payment id="a", realm="r"',
  'open quote': 'Payment id="a, realm="r"', 'capital method': 'Payment id="a", realm="r", method="EVM", intent="charge", request="e30"', nothing: '', 'a word': 'Payment',
}
const found = Object.entries(lists).map(([name, header]) =>
  ({ name, header, ids: attempt(() => Challenge.deserializeList(header).map((c) => c.id)) ?? null }))

// Ids: what the MAC covers.
const ids = Object.entries({
  least: {}, every: { expires: '2026-03-15T12:05:00Z', digest: 'sha-256=:X48E9q:', description: 'is not covered', meta: { order: '123' } },
  expires: { expires: '2026-03-15T12:05:00Z' }, digest: { digest: 'sha-256=:2026-03-15T12:05:00Z:' }, elsewhere: { header: 'Payment-Authorization' },
}).map(([name, more]) => {
  const challenge = Challenge.from({ secretKey, ...base, ...more })
  return { name, header: Challenge.serialize(challenge), id: challenge.id }
})

// Credentials for sessions and what is none. The library takes any payload.
const account = privateKeyToAccount(keccak256(stringToBytes('aidollar vectors payer')))
const word = (text) => keccak256(stringToBytes(`aidollar vectors ${text}`))
const address = (text) => `0x${word(text).slice(26)}`
const chainId = 84532
const escrow = address('escrow')
const zero = `0x${'0'.repeat(40)}`
const domain = { name: 'EVM Payment Channel', version: '1', chainId, verifyingContract: escrow }
const voucherTypes = { Voucher: [{ name: 'channelId', type: 'bytes32' }, { name: 'cumulativeAmount', type: 'uint128' }] }
const order = (name) => ({ [name]: [
  { name: 'channelId', type: 'bytes32' }, { name: 'cumulativeAmount', type: 'uint128' }, { name: 'nonce', type: 'uint256' }, { name: 'deadline', type: 'uint256' }] })
const tokenDomain = { name: 'USD Coin', version: '2', chainId, verifyingContract: address('token') }
const receive = { ReceiveWithAuthorization: ['from:address', 'to:address', 'value:uint256', 'validAfter:uint256', 'validBefore:uint256', 'nonce:bytes32'].map((f) => {
  const [name, type] = f.split(':')
  return { name, type }
}) }
const hash = (types, values) => keccak256(encodeAbiParameters(types.map((type) => ({ type })), values))
const sessions = await Promise.all([[zero, 0n], [address('signer'), 250_000n], [zero, 2n ** 128n - 1n]].map(async ([signer, amount], i) => {
  const salt = word(`salt ${i}`)
  const payee = address('payee')
  const token = tokenDomain.verifyingContract
  const channel = hash(['address', 'address', 'address', 'bytes32', 'address', 'address', 'uint256'], [account.address, payee, token, salt, signer, escrow, BigInt(chainId)])
  const voucher = { domain, types: voucherTypes, primaryType: 'Voucher', message: { channelId: channel, cumulativeAmount: amount } }
  const openNonce = hash(['address', 'address', 'address', 'bytes32', 'address'], [account.address, payee, token, salt, signer])
  const topUpNonce = hash(['bytes32', 'uint128', 'address', 'bytes32'], [channel, amount, account.address, salt])
  const authorization = { from: account.address, to: escrow, value: 5_000_000n, validAfter: 0n, validBefore: 1_790_000_300n, nonce: openNonce }
  const relayed = { channelId: channel, cumulativeAmount: amount, nonce: 7n, deadline: 1_790_000_300n }
  return {
    payer: account.address, payee, token, salt, signer, escrow, chainId, channel, openNonce, topUpNonce, amount: String(amount),
    voucher: hashTypedData(voucher), signature: await account.signTypedData(voucher),
    deposit: await account.signTypedData({ domain: tokenDomain, types: receive, primaryType: 'ReceiveWithAuthorization', message: authorization }),
    settle: hashTypedData({ domain, types: order('SettleAuthorization'), primaryType: 'SettleAuthorization', message: relayed }),
    close: hashTypedData({ domain, types: order('CloseAuthorization'), primaryType: 'CloseAuthorization', message: relayed }),
  }
}))
const s = sessions[0]
const asked = Challenge.from({ secretKey, ...base, intent: 'session', expires: '2026-09-21T14:33:20Z', description: 'Q&A', meta: { order: '123' },
  request: { amount: '300', currency: s.token, methodDetails: { chainId, escrowContract: escrow, feePayer: true }, recipient: s.payee } })
const authorization = { from: s.payer, to: escrow, value: '5000000', validAfter: '0', validBefore: '1790000300', nonce: s.openNonce }
const payloads = {
  open: { action: 'open', type: 'authorization', channelId: s.channel, authorization, signature: s.deposit, cumulativeAmount: '0', voucherSignature: s.signature, salt: s.salt },
  'open by an earlier draft': { action: 'open', type: 'transaction', channelId: s.channel, authorization: { type: 'eip-3009', ...authorization }, signature: s.deposit, cumulativeAmount: '0', voucherSignature: s.signature, authorizedSigner: zero, salt: s.salt },
  'open by hash': { action: 'open', type: 'hash', channelId: s.channel, hash: word('hash'), cumulativeAmount: '0', signature: s.signature, salt: s.salt },
  topUp: { action: 'topUp', type: 'authorization', channelId: s.channel, salt: s.salt, authorization, signature: s.deposit, additionalDeposit: '5000000' },
  voucher: { action: 'voucher', channelId: s.channel, cumulativeAmount: '250000', signature: s.signature },
  'voucher that tops up': { action: 'voucher', channelId: s.channel, cumulativeAmount: '250000', signature: s.signature,
    deposit: { action: 'topUp', type: 'authorization', salt: s.salt, authorization, signature: s.deposit } },
  close: { action: 'close', channelId: s.channel, cumulativeAmount: '250000', signature: s.signature },
}
const credentials = Object.entries(payloads).map(([name, payload]) => ({
  name, payload, header: Credential.serialize(Credential.from({ challenge: asked, payload, source: `did:pkh:eip155:${chainId}:${s.payer}` })),
}))
const wire = (value) => `Payment ${Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')}`
const { request: _request, meta: _meta, ...askedTexts } = asked
const challenge = { ...askedTexts, request: 'e30' }
const noCredentials = Object.entries({
  'another scheme': 'Bearer abc123', 'nothing behind': 'Payment ', 'no base64url': 'Payment !!!', 'trailing bits': 'Payment AB', 'no JSON': wire('{oops}'),
  'no id': wire({ challenge: { ...challenge, id: undefined }, payload: {} }), 'no realm': wire({ challenge: { ...challenge, realm: undefined }, payload: {} }),
  'no request': wire({ challenge: { ...challenge, request: undefined }, payload: {} }), 'no payload': wire({ challenge }), 'no challenge': wire({ payload: {} }), 'an array': wire([1]),
}).map(([name, header]) => ({ name, header }))

// Receipts and what streams say between their events.
const receipts = [
  { method: 'evm', reference: '0xabc', status: 'success', timestamp: '2026-03-10T21:00:00Z' },
  { method: 'evm', reference: s.channel, status: 'success', timestamp: '2026-03-10T21:00:00Z', intent: 'session', challengeId: asked.id, channelId: s.channel, chainId,
    acceptedCumulative: '250000', spent: '237500', units: 500 },
  { method: 'evm', reference: s.channel, status: 'success', timestamp: '2026-03-10T21:00:00Z', intent: 'session', challengeId: asked.id, channelId: s.channel, chainId,
    acceptedCumulative: String(2n ** 128n - 1n), spent: String(2n ** 128n - 1n), txHash: word('hash') },
].map((receipt) => ({ receipt, header: Receipt.serialize(receipt), event: formatReceiptEvent(receipt) }))
const needs = [['250025', '250000', '500000'], [String(2n ** 128n - 1n), '0', '0']].map(([requiredCumulative, acceptedCumulative, deposit]) => {
  const need = { channelId: s.channel, requiredCumulative, acceptedCumulative, deposit }
  return { need, event: formatNeedVoucherEvent(need) }
})

console.log(JSON.stringify({ secretKey, canonical, notCanonical, base64url, headers, lists: found, ids, sessions, credentials, noCredentials, receipts, needs }, null, 1))
