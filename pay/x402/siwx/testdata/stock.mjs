// Writes what the stock library challenges, signs and refuses, for the tests to
// compare with:
//
//	npm install @x402/extensions@2.27.0 viem@2.57.20 && node stock.mjs > stock.json
//
// Clock and chance are fixed first, so a second run writes the same.
import { keccak256, stringToBytes, hexToBytes, hashMessage } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'

const NOW = 1_790_000_000_123
const RealDate = Date
globalThis.Date = class extends RealDate {
  constructor(...a) { super(...(a.length ? a : [NOW])) }
  static now() { return NOW }
}
let counter = 0
const word = () => keccak256(stringToBytes(`aidollar siwx ${counter++}`))
globalThis.crypto.getRandomValues = (into) => { into.set(hexToBytes(word()).slice(0, into.length)); return into }

const siwx = await import('@x402/extensions/sign-in-with-x')
const account = privateKeyToAccount(word())
const origin = 'https://api.example.com'
const uri = `${origin}/x402/session`
const at = (seconds) => new RealDate(NOW + seconds * 1000).toISOString()

const server = siwx.createSIWxResourceServerExtension({ origin, storage: new siwx.InMemorySIWxStorage() })
const declared = (options) => siwx.declareSIWxExtension(options)[siwx.SIGN_IN_WITH_X]
const context = { resourceInfo: { url: 'http://10.0.0.1:8080/x402/session' }, requirements: [{ network: 'eip155:84532' }, { network: 'eip155:8453' }, { network: 'eip155:84532' }] }
const challenges = []
for (const options of [{}, { statement: 'Sign in to see your balance.', expirationSeconds: 300 }]) {
  challenges.push({ statement: options.statement ?? '', seconds: options.expirationSeconds ?? 0, wire: await server.enrichPaymentRequiredResponse(declared(options), context) })
}

const base = { domain: 'api.example.com', uri, version: '1', chainId: 'eip155:84532', type: 'eip191', nonce: 'f00dfeedf00dfeed', issuedAt: at(-1) }
const variants = {
  plain: {},
  statement: { statement: "Sign in: (see) your balance, it's #1 [of 2] & more?" },
  statement_empty: { statement: '' },
  expiration: { expirationTime: at(300) },
  expiration_empty: { expirationTime: '' },
  not_before: { notBefore: '2026-09-21T16:13:20+02:00' },
  request: { requestId: 'request-1:a@b' },
  request_empty: { requestId: '' },
  resources: { resources: [uri, 'urn:example:thing', 'https://example.org/?a=b#c'] },
  resources_none: { resources: [] },
  all: { statement: 'All of it.', expirationTime: at(300), notBefore: at(-2), requestId: 'r.1', resources: [uri], chainId: 'eip155:1', issuedAt: '2026-09-21T14:13:19.5Z' },
  hint: { signatureScheme: 'eip1271' },
  large_chain: { chainId: 'eip155:9007199254740991' },
}
const messages = []
for (const [name, more] of Object.entries(variants)) {
  const info = { ...base, ...more }
  const payload = await siwx.createSIWxPayload(info, account, uri)
  const text = siwx.formatSIWEMessage(info, account.address)
  const verified = await siwx.verifySIWxSignature(payload)
  if (!verified.isValid) throw new Error(name)
  messages.push({ name, header: siwx.encodeSIWxHeader(payload), text, digest: hashMessage(text), signature: payload.signature })
}
// An address without its checksum is signed for with it.
const small = { ...(await siwx.createSIWxPayload(base, account, uri)), address: account.address.toLowerCase() }
messages.push({ name: 'small letters', header: siwx.encodeSIWxHeader(small), text: siwx.formatSIWEMessage(base, small.address), digest: hashMessage(siwx.formatSIWEMessage(base, small.address)), signature: small.signature })

// What the library says of a message that differs in one thing.
const changed = {
  good: {},
  other_domain: { domain: 'evil.example' }, domain_port: { domain: 'api.example.com:443' }, domain_case: { domain: 'API.example.com' },
  other_uri: { uri: 'https://evil.example/x402/session' }, uri_scheme: { uri: 'http://api.example.com/x402/session' },
  uri_port: { uri: 'https://api.example.com:443/x402/session' }, uri_other_port: { uri: 'https://api.example.com:8443/' },
  uri_case: { uri: 'https://API.example.com/' }, uri_bare: { uri: 'https://api.example.com' }, no_uri: { uri: 'api.example.com' },
  issued_never: { issuedAt: 'yesterday' }, issued_nowhere: { issuedAt: '2026-13-01T00:00:00Z' },
  old: { issuedAt: at(-300.001) }, just_not_old: { issuedAt: at(-300) }, future: { issuedAt: at(0.001) }, now: { issuedAt: at(0) },
  offset: { issuedAt: '2026-09-21T16:13:19+02:00' }, offset_west: { issuedAt: '2026-09-21T11:43:19.25-02:30' }, fine: { issuedAt: '2026-09-21T14:13:20.1229999Z' },
  expiration_never: { expirationTime: 'tomorrow' }, expired: { expirationTime: at(-0.001) }, just_not_expired: { expirationTime: at(0) },
  before_never: { notBefore: 'never' }, early: { notBefore: at(0.001) }, just_not_early: { notBefore: at(0) },
  nonce: { nonce: 'deadbeefdeadbeef' },
}
const verdicts = []
for (const [name, more] of Object.entries(changed)) {
  const message = { ...base, ...more, address: account.address, signature: '0x' + '11'.repeat(65) }
  const verdict = await siwx.validateSIWxMessage(message, new URL(origin), { checkNonce: (nonce) => nonce === base.nonce })
  verdicts.push({ name, header: siwx.encodeSIWxHeader(message), reason: verdict.invalidReason ?? '' })
}

// What it says of signatures and chains.
const signed = await siwx.createSIWxPayload(base, account, uri)
const other = await siwx.createSIWxPayload({ ...base, nonce: 'f00dfeedf00dfeee' }, account, uri)
const bits = hexToBytes(signed.signature)
const zero = '0x' + Buffer.from([...bits.slice(0, 64), bits[64] - 27]).toString('hex')
const forged = {
  good: {}, v_from_zero: { signature: zero },
  of_another_message: { signature: other.signature }, of_another_account: { address: '0x209693Bc6afc0C5328bA36FaF03C514EF312287C' },
  empty: { signature: '0x' }, short: { signature: signed.signature.slice(0, -2) },
  other_chain: { chainId: 'eip155:8453' }, cosmos: { chainId: 'cosmos:cosmoshub-4' }, no_number: { chainId: 'eip155:base' },
}
const signatures = []
for (const [name, more] of Object.entries(forged)) {
  const payload = { ...signed, ...more }
  const verdict = await siwx.verifySIWxSignature(payload)
  signatures.push({ name, header: siwx.encodeSIWxHeader(payload), reason: verdict.invalidReason ?? '' })
}

console.log(JSON.stringify({ now: NOW, address: account.address, origin, challenges, messages, verdicts, signatures }, null, 1))
