package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"time"

	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/gateway"
	"aidollar/pay/evmsig"
	"aidollar/pay/mpp"
	"aidollar/pay/x402"
	"aidollar/pay/x402/facilitator"
	"aidollar/pay/x402/till"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// sessionToken is a token in which sessions are sold.
type sessionToken struct {
	till.Token
	Escrow common.Address
	Grace  time.Duration
	Facts  facilitator.Facts // of its chain
}

// sessionTokens are those of the configuration.
func (c *chains) sessionTokens(all []till.Token) (list []sessionToken) {
	verifier := c.verifier()
	for i := range c.known {
		t := &c.known[i]
		if escrow := common.Address(t.Channels.Sessions); escrow != (common.Address{}) {
			list = append(list, sessionToken{Token: all[i], Escrow: escrow, Grace: t.Channels.SessionGrace, Facts: verifier.Chains[t.ChainID].Facts})
		}
	}
	return list
}

// sessionIn finds the token of an offer; nil where none is sold in it.
func (w *wallets) sessionIn(chainID uint64, asset common.Address) *sessionToken {
	for i := range w.sessions {
		if t := &w.sessions[i]; t.ChainID == chainID && t.Asset == asset {
			return t
		}
	}
	return nil
}

// least is an amount in the token's smallest units, rounded up.
func (t *sessionToken) least(amount money.Amount) uint256.Int {
	units, rest := amount.DivMod64(t.Unit)
	if rest > 0 {
		units, _ = units.Add(money.Units(1))
	}
	return uint256.Int{units.Lo, units.Hi, 0, 0}
}

// offerSessions asks for payment from channels, where MPP's clients may pay from them:
// for a stream that can be paid for in parts the first part is asked for.
func (w *wallets) offerSessions(required *x402.Required, first map[common.Address]uint256.Int) (values []string, err error) {
	for i := range required.Accepts {
		_, terms, ok := charge(&required.Accepts[i])
		if !ok {
			continue
		}
		t := w.sessionIn(terms.ChainID, terms.Asset)
		if t == nil {
			continue
		}
		asked := mpp.Session{
			ChainID: t.ChainID, Escrow: t.Escrow, Currency: t.Asset, Recipient: t.House, Amount: terms.Amount, Unit: "request",
			Suggested: t.least(t.DepositMin), FeePayer: true, Deposits: []string{mpp.DepositAuthorization, mpp.DepositHash},
		}
		if part, is := first[t.Asset]; is {
			asked.Amount, asked.Unit = part, "part"
		}
		request, err := asked.Request()
		if err != nil {
			return nil, err
		}
		value, err := w.challenge(required, mpp.IntentSession, request, terms.TimeoutSeconds)
		if err != nil {
			return nil, err
		}
		if value != "" {
			values = append(values, value)
		}
	}
	return values, nil
}

// firstParts are the prices of a stream's first part in each token; nil for a call that
// is paid for as a whole.
func (w *wallets) firstParts(r *http.Request, of *gateway.Reservation) (map[common.Address]uint256.Int, error) {
	if of == nil || of.First == nil || len(w.sessions) == 0 {
		return nil, nil
	}
	part := *of
	part.Limits = of.First
	required, _, err := w.asked(r, &part, nil, "")
	if err != nil {
		return nil, err
	}
	parts := map[common.Address]uint256.Int{}
	for i := range required.Accepts {
		if _, terms, ok := charge(&required.Accepts[i]); ok {
			parts[terms.Asset] = terms.Amount
		}
	}
	return parts, nil
}

// challenge writes one, bound to what is paid for; empty where the client's own name
// for the house is none.
func (w *wallets) challenge(required *x402.Required, intent, request string, seconds int64) (string, error) {
	key, err := w.challengeKey()
	if err != nil {
		return "", err
	}
	var salt [16]byte
	if _, err := rand.Read(salt[:]); err != nil {
		return "", err
	}
	c := mpp.Challenge{
		Realm: realm(required), Method: mpp.MethodEVM, Intent: intent, Request: request,
		Expires: w.now().Add(time.Duration(seconds) * time.Second).UTC().Format(time.RFC3339), Opaque: mpp.Opaque(salt, required.Resource.URL),
	}
	if !c.Bind(key) {
		return "", nil
	}
	return c.Header()
}

// turn is one credential of a session on its way: what it answers, and the channel that
// it is for.
type turn struct {
	*sessionToken
	asked     *mpp.Session
	challenge *mpp.Challenge
	act       *mpp.Act
	made      mpp.Channel
	id        payment.ChannelID
	wallet    till.Wallet
}

// sessionProblem refuses a session's credential as the draft has it. need is what the
// channel would have to have; nil where that says nothing.
func sessionProblem(p mpp.SessionProblem, need *mpp.Need, format string, arguments ...any) *gateway.Refusal {
	r := &gateway.Refusal{Kind: gateway.RefusalPayment, Code: sessionCodes[p], Detail: fmt.Sprintf(format, arguments...), Type: p.Type(), Status: p.Status()}
	if need != nil {
		r.Hint = need
	}
	return r
}

var sessionCodes = map[mpp.SessionProblem]string{
	mpp.ProblemSignature: "session_invalid_signature", mpp.ProblemSigner: "session_signer_mismatch", mpp.ProblemBeyond: "session_amount_exceeds_deposit",
	mpp.ProblemDelta: "session_delta_too_small", mpp.ProblemUnknown: "session_channel_not_found", mpp.ProblemFinalized: "session_channel_finalized",
	mpp.ProblemChallenge: "session_challenge_not_found", mpp.ProblemInsufficient: "session_insufficient_balance", mpp.ProblemReverted: "session_transaction_reverted",
}

// sessionTurn holds a credential against the challenge that it answers: made here, for
// this address, not too long ago, and by terms that are still the house's.
func (w *wallets) sessionTurn(r *http.Request, c *mpp.Credential) (*turn, error) {
	key, err := w.challengeKey()
	if err != nil {
		return nil, err
	}
	refuse := func(text string) (*turn, error) { return nil, sessionProblem(mpp.ProblemChallenge, nil, "%s", text) }
	expires, unread := time.Parse(time.RFC3339, c.Challenge.Expires)
	switch {
	case !c.Challenge.Bound(key) || unread != nil:
		return refuse("the challenge was not made here, was changed, or is from before the house's key was; answer the one that is here")
	case !w.now().Before(expires):
		return refuse("the challenge expired at " + c.Challenge.Expires + "; answer the one that is here")
	case !c.Challenge.IsFor(w.resourceURL(r)):
		return refuse("the challenge is for something else than " + w.resourceURL(r))
	}
	asked, err := c.Challenge.ReadSession()
	if err != nil {
		return nil, payRefusal(err)
	}
	token := w.sessionIn(asked.ChainID, asked.Currency)
	if token == nil || token.Escrow != asked.Escrow || token.House != asked.Recipient {
		return refuse("sessions are not sold any more on the challenge's terms; answer the one that is here")
	}
	t := &turn{sessionToken: token, asked: asked, challenge: &c.Challenge, act: c.Act, id: payment.ChannelID(c.Act.Channel)}
	return t, w.sessionChannel(t)
}

// sessionChannel finds the channel that a credential is for: one that is known, or that
// its deposit opens.
func (w *wallets) sessionChannel(t *turn) error {
	c, known := w.channelNow(t.id)
	switch d := t.act.Deposit; {
	case known:
		made, ok := mpp.DecodeChannel(c.Config)
		if c.Escrow != payment.EscrowSession || !ok || made.Escrow != t.Escrow || made.Token != t.Asset || made.ID(t.ChainID) != t.act.Channel {
			return sessionProblem(mpp.ProblemUnknown, nil, "the channel is not one of a session on the challenge's terms")
		}
		t.made = made
	case d != nil && d.Opens && d.Kind == mpp.DepositAuthorization:
		t.made = t.asked.Opened(d)
		if t.made.ID(t.ChainID) != t.act.Channel {
			return &gateway.Refusal{Kind: gateway.RefusalPayment, Code: mpp.CodeMalformed, Detail: fmt.Sprintf("payload.channelId is %s, and what the deposit says makes the channel %s", t.act.Channel, t.made.ID(t.ChainID))}
		}
	default:
		return sessionProblem(mpp.ProblemUnknown, nil, "no channel %s was opened here; open one, or wait until the block with yours is seen", t.act.Channel)
	}
	return nil
}

// vouched checks who signed a voucher: the key of whom the channel names, or else of its
// payer. An account's code is not asked: it could say yes now, and no when the house
// settles.
func (t *turn) vouched(ctx context.Context) error {
	if t.act.Voucher == nil {
		return nil
	}
	digest, signer := t.made.VoucherDigest(t.ChainID, &t.act.Voucher.Amount), t.made.VoucherSigner()
	who, unread := recovered(signer, digest, t.act.Voucher.Signature)
	if unread == nil && who == signer {
		return nil
	}
	state, err := t.Facts.State(ctx, facilitator.Question{Asset: t.Asset, Payer: signer})
	switch {
	case err != nil:
		return err
	case len(state.Code) > 0:
		return sessionProblem(mpp.ProblemSigner, nil,
			"the account %s did not sign by a key of its own. It has code, which could take its word back before the voucher is settled: open a channel that names a key in authorizedSigner, and have that sign", signer)
	case unread != nil:
		return sessionProblem(mpp.ProblemSignature, nil, "%v", unread)
	}
	return sessionProblem(mpp.ProblemSigner, nil, "%s signed, and the signature of %s is wanted", who, signer)
}

func recovered(account common.Address, digest common.Hash, signature []byte) (common.Address, error) {
	parsed, err := evmsig.ParseSignature(signature)
	if err != nil {
		return common.Address{}, err
	}
	return parsed.RecoverFrom(account, digest)
}

// signedBy checks a signature of an account; byKey says that its own key made it, and
// not its code took it.
func (t *turn) signedBy(ctx context.Context, account common.Address, digest common.Hash, signature []byte) (byKey bool, err error) {
	who, unread := recovered(account, digest, signature)
	if unread == nil && who == account {
		return true, nil
	}
	state, err := t.Facts.State(ctx, facilitator.Question{Asset: t.Asset, Payer: account})
	switch {
	case err != nil:
		return false, err
	case len(state.Code) > 0:
		valid, err := t.Facts.ValidSignature(ctx, account, digest, signature)
		if err == nil && !valid {
			err = sessionProblem(mpp.ProblemSignature, nil, "the account %s has code, and says that it did not sign", account)
		}
		return false, err
	case unread != nil:
		return false, sessionProblem(mpp.ProblemSignature, nil, "%v", unread)
	}
	return false, sessionProblem(mpp.ProblemSigner, nil, "%s signed, and the signature of %s is wanted", who, account)
}

// unitsOf is an amount of the token in ledger units.
func (t *sessionToken) unitsOf(a *uint256.Int) (money.Amount, error) {
	amount, ok := money.Amount{Lo: a[0], Hi: a[1]}.Mul64(t.Unit)
	if !ok || a[2]|a[3] != 0 {
		return amount, &gateway.Refusal{Kind: gateway.RefusalPayment, Code: x402.CodeAmount, Detail: "the amount is larger than any that is kept here"}
	}
	return amount, nil
}
