// Verifies offers and receipts that were signed elsewhere, and signs some for
// others to verify, with the stock extension. It reads them from its environment.
import { privateKeyToAccount } from 'viem/accounts';
import {
  createOfferEIP712, createOfferJWS, createReceiptEIP712, createReceiptJWS, extractOffersFromPaymentRequired, extractReceiptFromResponse,
  findAcceptsObjectFromSignedOffer, verifyOfferSignatureEIP712, verifyOfferSignatureJWS, verifyReceiptMatchesOffer,
  verifyReceiptSignatureEIP712, verifyReceiptSignatureJWS,
} from '@x402/extensions/offer-receipt';
import { decodePaymentRequiredHeader } from '@x402/core/http';

const { X402_STATEMENTS, X402_KEY, X402_PAYER: payer, X402_SEED } = process.env;
const account = privateKeyToAccount(X402_KEY);

const verified = [];
for (const { required, result } of JSON.parse(X402_STATEMENTS)) {
  const { accepts, extensions } = decodePaymentRequiredHeader(required);
  const receipt = extractReceiptFromResponse(new Response('', { headers: { 'PAYMENT-RESPONSE': result } }));
  for (const [i, offer] of extractOffersFromPaymentRequired({ extensions }).entries()) {
    const jws = offer.format === 'jws';
    const by = jws ? { payload: await verifyOfferSignatureJWS(offer) } : await verifyOfferSignatureEIP712(offer);
    const from = jws ? { payload: await verifyReceiptSignatureJWS(receipt) } : await verifyReceiptSignatureEIP712(receipt);
    verified.push({
      format: offer.format, offer: by.payload, receipt: from.payload, seller: by.signer ?? null, same: by.signer === from.signer,
      way: findAcceptsObjectFromSignedOffer(offer, accepts) === accepts[i], matches: verifyReceiptMatchesOffer(receipt, by.payload, [payer]),
    });
  }
}

const seed = await crypto.subtle.importKey('pkcs8', Buffer.from(X402_SEED, 'base64'), 'Ed25519', false, ['sign']);
const jws = {
  format: 'jws', algorithm: 'EdDSA', kid: process.env.X402_KID,
  sign: async (bytes) => Buffer.from(await crypto.subtle.sign('Ed25519', seed, bytes)).toString('base64url'),
};
const typed = (data) => account.signTypedData(data);
const way = { acceptIndex: 0, scheme: 'exact', network: 'eip155:8453', asset: '0xa', payTo: '0xb', amount: '7', offerValiditySeconds: 60 };
const url = 'https://seller.example/"ü"?a=<b>&c';
const receipt = { resourceUrl: url, payer, network: 'eip155:8453', transaction: '0x12' };
console.log(JSON.stringify({
  verified, account: account.address,
  offers: [await createOfferJWS(url, way, jws), await createOfferEIP712(url, way, typed)],
  receipts: [await createReceiptJWS(receipt, jws), await createReceiptEIP712(receipt, typed)],
}));
