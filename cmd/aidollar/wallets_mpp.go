package main

import (
	"crypto/hkdf"
	"crypto/sha256"
	"net/http"
	"net/url"
	"time"

	"aidollar/pay/mpp"
	"aidollar/pay/x402"
	"aidollar/pay/x402/till"
)

// challengeKey is what binds MPP's challenges. It is made from the house's own key,
// so that whichever process of the house gets a credential knows its challenge, and
// changes with it: then a client is asked once more.
func (w *wallets) challengeKey() ([]byte, error) {
	return hkdf.Key(sha256.New, w.key().Seed(), nil, "aidollar mpp challenge", sha256.Size)
}

// charge is a way to pay as MPP asks for it; ok is false for one that MPP's clients
// do not know.
func charge(way *x402.Requirements) (request string, terms *x402.Terms, ok bool) {
	terms, err := way.Terms(2)
	if err != nil || terms.Scheme != x402.SchemeExact || terms.Method != x402.MethodEIP3009 {
		return "", nil, false
	}
	asked := mpp.Charge{ChainID: terms.ChainID, Currency: terms.Asset, Recipient: terms.PayTo, Amount: terms.Amount}
	request, err = asked.Request()
	return request, terms, err == nil
}

// challenges are the ways to pay as MPP asks for them: the values of WWW-Authenticate.
func (w *wallets) challenges(required *x402.Required) (values []string, err error) {
	for i := range required.Accepts {
		request, terms, ok := charge(&required.Accepts[i])
		if !ok {
			continue
		}
		value, err := w.challenge(required, mpp.IntentCharge, request, terms.TimeoutSeconds)
		if err != nil {
			return nil, err
		}
		if value != "" {
			values = append(values, value)
		}
	}
	return values, nil
}

// realm is the name of the host that asks, as its client knows it. The port is no part
// of it: mppx compares it with the name.
func realm(required *x402.Required) string {
	u, err := url.Parse(required.Resource.URL)
	if err != nil || u.Hostname() == "" {
		return "aidollar"
	}
	return u.Hostname()
}

// charged is a credential as the payment that the till judges: by x402's exact and
// EIP-3009 the payer signs the same message. What is asked for must be what the
// challenge asked for, at this price.
func (w *wallets) charged(c *mpp.Credential, required *x402.Required) (*x402.Payment, error) {
	key, err := w.challengeKey()
	if err != nil {
		return nil, err
	}
	said := &c.Challenge
	refuse := func(text string) (*x402.Payment, error) {
		return nil, &till.Refusal{Code: mpp.CodeChallenge, Text: text}
	}
	expires, unread := time.Parse(time.RFC3339, said.Expires)
	switch {
	case !said.Bound(key) || unread != nil:
		return refuse("the challenge was not made here, was changed, or is from before the house's key was; answer the one that is here")
	case !w.now().Before(expires):
		return refuse("the challenge expired at " + said.Expires + "; answer the one that is here")
	case !said.IsFor(required.Resource.URL):
		return refuse("the challenge is for something else than " + required.Resource.URL)
	case c.Transfer.Nonce != said.Nonce():
		return refuse("the authorization's nonce is not the challenge's: keccak256 of its id and realm is wanted")
	}
	for i := range required.Accepts {
		way := &required.Accepts[i]
		request, terms, ok := charge(way)
		if !ok || request != said.Request {
			continue
		}
		if !c.From(terms.ChainID) {
			return refuse("the source is not who pays: did:pkh, the chain and the payer's address are wanted")
		}
		return &x402.Payment{Version: 2, Accepted: *way, Payload: x402.Payload{Signature: c.Signature, Transfer: &c.Transfer}}, nil
	}
	return refuse("the challenge asks for what is not asked for now; the price may have changed, so answer the one that is here")
}

// receipt tells a client of MPP that it was served for its payment.
func (w *wallets) receipt(h http.Header, p *till.Presented, transaction string, served bool) {
	if !served {
		return
	}
	r := mpp.Receipt{Reference: transaction, Timestamp: w.now().UTC().Format(time.RFC3339)}
	if transaction == "" {
		r.Reference = p.ID.String() // it is collected later, or was paid for from what is here
	}
	value, err := r.Header()
	if err != nil {
		w.log.Error("a payment's receipt could not be written", "payment", p.ID, "error", err)
		return
	}
	h.Set(mpp.HeaderReceipt, value)
}
