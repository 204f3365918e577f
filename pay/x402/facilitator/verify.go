package facilitator

import (
	"context"
	"fmt"
	"slices"

	"aidollar/pay/evmsig"
	"aidollar/pay/x402"
	"aidollar/pay/x402/channel"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// secondsLeftMin is how long a payment must still be valid, which is about what
// it takes to get a transaction into a block.
const secondsLeftMin = 6

// refusal is why a payment is no good; empty if it is.
type refusal struct{ Reason, Message string }

func refuse(reason, format string, arguments ...any) refusal {
	return refusal{reason, fmt.Sprintf(format, arguments...)}
}

// Verdict is the judgement of a payment. All below Payer is set for a good one, but
// for one that moves no tokens: of a voucher there are Digest, Funds and Channel.
type Verdict struct {
	Reason  string // a stable code, "" for a good payment
	Message string // for people
	Payer   common.Address

	// Key is the same for all payments of which the chain will carry out one: it
	// covers chain, contract, payer and nonce, and not what the payment is for.
	Key      common.Hash
	Amount   uint256.Int // smallest units: to be paid, with upto at most
	Deadline uint64      // Unix seconds: from then on it cannot be settled
	Digest   common.Hash // what the payer signed
	Funds    uint256.Int // smallest units: what the payer had of the token when it was asked

	// Channel is what the escrow knew of the channel of a batch-settlement payment,
	// before a deposit that the payment makes.
	Channel channel.State

	// Deployment, if not nil, has to be called first for the payer's account to
	// exist. Permit, if not nil, goes along with a settlement by Permit2.
	Deployment *Call
	Permit     *SignedPermit
	Sender     common.Address // who sends the settlement; with upto no other can

	// ByCode says that the payer's code vouches for the payment, on this chain, and
	// not the payer's own key, which would on every chain.
	ByCode bool

	channelID common.Hash
	signature []byte // without a wrapper
	byAccount bool   // it is for the account's code to judge
	asset     common.Address
}

// Valid tells whether the payment is good.
func (v *Verdict) Valid() bool { return v.Reason == "" }

// Wire is the answer to /verify.
func (v *Verdict) Wire() x402.Verification {
	w := x402.Verification{Valid: v.Valid(), InvalidReason: v.Reason, InvalidMessage: v.Message}
	if v.Payer != (common.Address{}) {
		w.Payer = v.Payer.Hex()
	}
	if v.channelID != (common.Hash{}) {
		state := x402.ChannelState{Channel: v.channelID, State: v.Channel}
		w.Extra = state.JSON()
	}
	return w
}

// Verify judges a payment by the seller's terms (never by the copy of them in
// the payment) at a time in Unix seconds. An error means that a fact is unknown,
// so that nothing is decided.
func (v *Verifier) Verify(ctx context.Context, p *x402.Payment, terms *x402.Terms, now uint64) (*Verdict, error) {
	verdict := &Verdict{Payer: p.Payload.Payer(), Amount: terms.Amount, signature: p.Payload.Signature, asset: terms.Asset}
	chain, bad := v.claims(p, terms)
	if bad.Reason == "" {
		switch {
		case terms.Scheme == x402.SchemeBatch && p.Payload.Method() == "":
			bad = verdict.voucher(p, terms)
		case terms.Scheme == x402.SchemeBatch:
			bad = verdict.deposit(p, terms, now)
		case terms.Method == x402.MethodPermit2:
			bad = verdict.permit2(p, terms, chain, now)
		default:
			bad = verdict.transfer(p, terms, now)
		}
	}
	if bad.Reason == "" {
		var err error
		if bad, err = verdict.asked(ctx, chain, p, terms); err != nil {
			return nil, err
		}
	}
	if bad.Reason != "" {
		return &Verdict{Reason: bad.Reason, Message: bad.Message, Payer: verdict.Payer}, nil
	}
	return verdict, nil
}

// asked puts the payment to the chain.
func (v *Verdict) asked(ctx context.Context, chain *Chain, p *x402.Payment, terms *x402.Terms) (refusal, error) {
	about := Question{Asset: terms.Asset, Payer: v.Payer, Nonce: p.Payload.Nonce(), Permit2: terms.Method == x402.MethodPermit2}
	if c := p.Payload.Channel; c != nil {
		about.Channel, v.channelID = c.Voucher.Channel, c.Voucher.Channel
	}
	state, err := chain.Facts.State(ctx, about)
	if err != nil {
		return refusal{}, err
	}
	v.Funds, v.Channel = state.Balance, state.Channel
	if p.Payload.Vouches() {
		return v.newer(ctx, chain, p.Payload.Channel, terms, &state)
	}
	if bad, err := v.signed(ctx, chain, terms, state.Code); err != nil || bad.Reason != "" {
		return bad, err
	}
	if c := p.Payload.Channel; c != nil {
		if bad, err := v.vouched(ctx, chain, c, terms.ChainID, state.Code); err != nil || bad.Reason != "" {
			return bad, err
		}
	}
	if bad := v.funded(&state, terms); bad.Reason != "" {
		return bad, nil
	}
	if c := p.Payload.Channel; c != nil {
		if bad := covered(&state.Channel, &c.Voucher, &v.Amount, false); bad.Reason != "" {
			return bad, nil
		}
	}
	return v.tried(ctx, chain, p, terms)
}

// claims compares what the payment says it is for, before anything is computed.
func (v *Verifier) claims(p *x402.Payment, terms *x402.Terms) (*Chain, refusal) {
	scheme, network, method := ReasonScheme, ReasonNetwork, ReasonPayloadType
	switch terms.Scheme {
	case x402.SchemeUpto:
		scheme, network = ReasonUptoScheme, ReasonUptoNetwork
	case x402.SchemeBatch:
		scheme, network, method = channel.ReasonScheme, channel.ReasonNetwork, methodReason(p, terms)
	}
	chain := v.Chains[terms.ChainID]
	switch {
	case p.Accepted.Scheme != terms.Scheme:
		return nil, refuse(scheme, "the payment is of the scheme %q, %q is asked for", p.Accepted.Scheme, terms.Scheme)
	case p.Accepted.Network != terms.Network:
		return nil, refuse(network, "the payment is on %q, %q is asked for", p.Accepted.Network, terms.Network)
	case p.Payload.Method() != terms.Method && !p.Payload.Vouches():
		return nil, refuse(method, "the payment is by %s, %s is asked for", p.Payload.Method(), terms.Method)
	case chain == nil:
		return nil, refuse(ReasonChainNotServed, "nothing is settled on chain %d here", terms.ChainID)
	}
	asset, allowed := chain.asset(terms.Asset)
	switch {
	case !allowed:
		return nil, refuse(ReasonAssetNotAllowed, "payments in the token %s are not settled here", terms.Asset)
	case asset.Name != "" && terms.Name != "" && asset.Name != terms.Name:
		return nil, refuse(ReasonTokenName, "the token signs as %q, the seller asks for %q", asset.Name, terms.Name)
	case asset.Version != "" && terms.Version != "" && asset.Version != terms.Version:
		return nil, refuse(ReasonTokenVersion, "the token signs as version %q, the seller asks for %q", asset.Version, terms.Version)
	}
	if slices.Contains(chain.Closed, terms.PayTo) {
		return nil, refuse(ReasonPayeeClosed, "payments to %s are not settled for others", terms.PayTo)
	}
	return chain, refusal{}
}

// transfer holds an authorization of EIP-3009 against the terms.
func (v *Verdict) transfer(p *x402.Payment, terms *x402.Terms, now uint64) refusal {
	a := p.Payload.Transfer
	reasonValue := ReasonValue
	if p.Version == 1 {
		reasonValue = ReasonValueV1
	}
	switch {
	case a.To != terms.PayTo:
		return refuse(ReasonRecipient, "the payment goes to %s, %s is asked for", a.To, terms.PayTo)
	case a.ValidBefore.LtUint64(now + secondsLeftMin):
		return refuse(ReasonValidBefore, "the payment is valid before %s; it is %d and %d seconds are needed", a.ValidBefore.Dec(), now, secondsLeftMin)
	case a.ValidAfter.GtUint64(now):
		return refuse(ReasonValidAfter, "the payment is valid after %s; it is %d", a.ValidAfter.Dec(), now)
	case a.Value.Cmp(&terms.Amount) != 0:
		return refuse(reasonValue, "the payment is of %s, exactly %s is asked for", a.Value.Dec(), terms.Amount.Dec())
	}
	v.Digest = a.TransferDigest(terms.Separator)
	v.Deadline = seconds(&a.ValidBefore)
	v.Key = Key(p, terms)
	return refusal{}
}

// permit2 holds a permit of Permit2 against the terms.
func (v *Verdict) permit2(p *x402.Payment, terms *x402.Terms, chain *Chain, now uint64) (bad refusal) {
	t := p.Payload.Permit2
	proxy := evmsig.ExactProxy
	if terms.Scheme == x402.SchemeUpto {
		proxy = evmsig.UptoProxy
	}
	switch {
	case t.Spender != proxy:
		return refuse(ReasonPermit2Spender, "the permit lets %s take the tokens, which must be %s", t.Spender, proxy)
	case t.To != terms.PayTo:
		return refuse(ReasonPermit2Recipient, "the payment goes to %s, %s is asked for", t.To, terms.PayTo)
	case terms.Scheme == x402.SchemeUpto && (t.Facilitator != terms.Facilitator || !chain.settles(t.Facilitator)):
		return refuse(ReasonUptoFacilitator, "the payer lets %s settle; %s is asked for, and must be one of this facilitator's", t.Facilitator, terms.Facilitator)
	case t.Deadline.LtUint64(now + secondsLeftMin):
		return refuse(ReasonPermit2Deadline, "the permit ends at %s; it is %d and %d seconds are needed", t.Deadline.Dec(), now, secondsLeftMin)
	case t.ValidAfter.GtUint64(now):
		return refuse(ReasonPermit2NotYet, "the permit is valid from %s; it is %d", t.ValidAfter.Dec(), now)
	case t.Amount.Cmp(&terms.Amount) != 0:
		return refuse(ReasonPermit2Amount, "the permit is of %s, exactly %s is asked for", t.Amount.Dec(), terms.Amount.Dec())
	case t.Token != terms.Asset:
		return refuse(ReasonPermit2Token, "the permit is for the token %s, %s is asked for", t.Token, terms.Asset)
	}
	if v.Permit, bad = signedPermit(p, t.From, &t.Amount, terms, now); bad.Reason != "" {
		return bad
	}
	if terms.Scheme == x402.SchemeUpto {
		v.Digest = t.UptoDigest(terms.Separator)
	} else {
		v.Digest = t.ExactDigest(terms.Separator)
	}
	v.Deadline = seconds(&t.Deadline)
	v.Key = Key(p, terms)
	return refusal{}
}

func (c *Chain) settles(address common.Address) bool {
	for _, s := range c.Settlers {
		if s == address {
			return true
		}
	}
	return false
}

// seconds is a time of the message, as late as it can be told.
func seconds(t *uint256.Int) uint64 {
	if !t.IsUint64() {
		return ^uint64(0)
	}
	return t.Uint64()
}

// Key is the hash of what the contract burns when it carries a payment out: see
// Verdict.Key. It can be told of a payment that is yet to be judged, so that one
// that is known is not judged anew.
func Key(p *x402.Payment, terms *x402.Terms) common.Hash {
	contract, payer, nonce := terms.Asset, p.Payload.Payer(), p.Payload.Nonce()
	if p.Payload.Method() == x402.MethodPermit2 {
		contract = evmsig.Permit2
	}
	return Burned(terms.ChainID, contract, payer, nonce)
}
