package till

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"

	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/settlement"
	"aidollar/pay/x402"
	"aidollar/pay/x402/facilitator"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// Token is one that the house takes payments in.
type Token struct {
	Number        uint32         // in the ledger
	Currency      ledger.AssetID // that it is a token of
	ChainID       uint64
	Asset         common.Address
	House         common.Address // who is paid
	Settler       common.Address // who collects; with upto the payer signs for it
	Name, Version string         // of the token's EIP-712 domain
	Unit          uint64         // ledger units in the token's smallest unit

	// WithdrawDelay is that of channels to the house, in seconds; zero takes none.
	// DepositMin is what payers are asked to deposit at least, in ledger units; zero
	// leaves it to them.
	WithdrawDelay uint64
	DepositMin    money.Amount
}

// Till takes payments in some tokens. Any number of goroutines may use it.
type Till struct {
	tokens   []Token
	written  sync.Map // of x402.Terms for one unit: the ways to pay as they are written
	verifier *facilitator.Verifier
	offline  *facilitator.Verifier // takes every chain to be favourable
}

// New is a till over what judges payments. The verifier's chains must have the
// tokens among their assets.
func New(tokens []Token, verifier *facilitator.Verifier) (*Till, error) {
	for i := range tokens {
		t := &tokens[i]
		if t.Unit == 0 || t.Number == 0 || t.House == (common.Address{}) || t.Name == "" || t.Version == "" {
			return nil, fmt.Errorf("tokens[%d] has no number, no unit, no house or no domain", i)
		}
		if verifier.Chains[t.ChainID] == nil {
			return nil, fmt.Errorf("tokens[%d] is on chain %d, on which nothing is judged", i, t.ChainID)
		}
	}
	return &Till{tokens: append([]Token(nil), tokens...), verifier: verifier, offline: offline(verifier)}, nil
}

// Tokens are those that payments are taken in, in the order in which they are
// asked for. They are not to be changed.
func (t *Till) Tokens() []Token { return t.tokens }

// Price is what is asked for a thing.
type Price struct {
	Resource x402.Resource
	Amount   money.Amount // ledger units; at least one unit of each token is asked
	// Currency is the asset that Amount is in. Tokens of it are asked for first, and
	// those of others for what Quoted says and not at all without. Zero is each
	// token's own.
	Currency ledger.AssetID
	Quoted   []Quoted
	Metered  bool     // the actual price is known afterwards, and is at most Amount
	Advance  bool     // the money moves before anything is done
	Timeout  int64    // seconds that a payment must be good for
	Trouble  string   // why an earlier payment was not taken; a code or a sentence
	Scheme   string   // that is wanted, where a payment has chosen one; empty for all
	Off      []uint32 // numbers of tokens that are not asked for, but from channels where Kept has them, too
	Kept     []uint32
}

// Quoted is what a price comes to in a token of another currency. The same token may
// be there more than once: each amount is good.
type Quoted struct {
	Token  uint32
	Amount money.Amount // ledger units
}

// Ask says how a price can be paid, in version 2: by EIP-3009, by Permit2 and, if
// the actual price may be less, by Permit2 for that. An error means that the price
// cannot be expressed in a token.
func (t *Till) Ask(p *Price) (*x402.Required, error) {
	r := &x402.Required{Version: 2, Error: p.Trouble, Resource: p.Resource, Extensions: extensions()}
	for i := range t.tokens {
		if of := &t.tokens[i]; of.isOf(p.Currency) {
			if err := t.add(r, of, p, p.Amount); err != nil {
				return nil, err
			}
		}
	}
	for _, q := range p.Quoted {
		if of := t.numbered(q.Token); of != nil && !of.isOf(p.Currency) {
			if err := t.add(r, of, p, q.Amount); err != nil {
				return nil, err
			}
		}
	}
	return r, nil
}

func (p *Price) asksFor(of *Token, scheme string) bool {
	return !slices.Contains(p.Off, of.Number) || scheme == x402.SchemeBatch && slices.Contains(p.Kept, of.Number)
}

// isOf reports whether a price in an asset is asked for in the token as it is.
func (t *Token) isOf(currency ledger.AssetID) bool { return currency == 0 || t.Currency == currency }

func (t *Till) numbered(number uint32) *Token {
	for i := range t.tokens {
		if t.tokens[i].Number == number {
			return &t.tokens[i]
		}
	}
	return nil
}

func (t *Till) add(r *x402.Required, of *Token, p *Price, amount money.Amount) error {
	ways, err := t.ways(of, p, amount)
	r.Accepts = append(r.Accepts, ways...)
	return err
}

// Asked is what is asked for an amount of the token's currency, in ledger units: a
// whole number of the token's smallest units, at least one.
func (t *Token) Asked(amount money.Amount) money.Amount {
	units := t.smallest(amount)
	asked, _ := t.units(&units)
	return asked
}

// smallest is an amount in the token's smallest units, rounded up.
func (t *Token) smallest(amount money.Amount) uint256.Int {
	units, rest := amount.DivMod64(t.Unit)
	if rest > 0 || units.IsZero() {
		units, _ = units.Add(money.Units(1))
	}
	return uint256.Int{units.Lo, units.Hi, 0, 0}
}

func (t *Till) ways(of *Token, p *Price, amount money.Amount) (ways []x402.Requirements, err error) {
	for _, terms := range of.offers(p, amount) {
		if p.Scheme != "" && p.Scheme != terms.Scheme || !p.asksFor(of, terms.Scheme) {
			continue
		}
		way, err := t.way(terms)
		if err != nil {
			return nil, fmt.Errorf("asking for %s in %s on chain %d: %w", terms.Amount.Dec(), of.Asset, of.ChainID, err)
		}
		ways = append(ways, way)
	}
	return ways, nil
}

// way writes terms. Only the amount differs from call to call, so that the rest is
// written once.
func (t *Till) way(terms x402.Terms) (x402.Requirements, error) {
	amount := terms.Amount.Dec()
	terms.Amount.SetOne()
	if known, is := t.written.Load(terms); is {
		way := *known.(*x402.Requirements) //nolint:forcetypeassert // nothing else is stored
		way.Amount = amount
		return way, nil
	}
	written, err := terms.Requirements()
	if err != nil {
		return x402.Requirements{}, err
	}
	t.written.Store(terms, written)
	way := *written
	way.Amount = amount
	return way, nil
}

// offers are the terms by which a price can be paid in a token. Channels stay in the
// price's own currency.
func (t *Token) offers(p *Price, amount money.Amount) []x402.Terms {
	flow := x402.FlowAuthorization
	if p.Advance {
		flow = x402.FlowUpfront
	}
	base := x402.Terms{
		Scheme: x402.SchemeExact, ChainID: t.ChainID, Amount: t.smallest(amount), Asset: t.Asset, PayTo: t.House,
		TimeoutSeconds: p.Timeout, Method: x402.MethodEIP3009, Name: t.Name, Version: t.Version, Flow: flow,
	}
	offers := []x402.Terms{base}
	if p.Metered && !p.Advance {
		upto := base
		upto.Scheme, upto.Method, upto.Facilitator = x402.SchemeUpto, x402.MethodPermit2, t.Settler
		offers = append(offers, upto)
	}
	permit2 := base
	permit2.Method = x402.MethodPermit2
	offers = append(offers, permit2)
	if t.WithdrawDelay != 0 && t.isOf(p.Currency) {
		offers = append(offers, t.channelTerms(base))
	}
	return offers
}

// extensions are what a client may add to its payment: a name, and an approval of
// Permit2 that is sent along for payers who have no gas.
func extensions() json.RawMessage {
	const permit = `{"info":{"description":"An approval of Permit2 by EIP-2612 is sent along with the payment.","version":"1"},` +
		`"schema":{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object"}}`
	return json.RawMessage(`{"` + x402.ExtensionIdentifier + `":` + string(x402.IdentifierExtension(false)) +
		`,"` + facilitator.ExtensionPermit + `":` + permit + `}`)
}

// Refusal is why a payment is not taken. The code is one that clients know, or
// one of x402's mistakes.
type Refusal struct{ Code, Text string }

func (r *Refusal) Error() string { return r.Code + ": " + r.Text }

// Presented is a payment that was judged to be good.
type Presented struct {
	ID      ledger.ID
	Token   *Token
	Payer   common.Address
	Wallet  Wallet       // whose money it is
	Network x402.Network // as the payer's version writes it
	Version int
	Scheme  settlement.Scheme
	Signed  money.Amount // ledger units
	Until   int64        // Unix seconds, exclusive
	Payload []byte       // for Collect
	Funds   money.Amount // ledger units that the payer had when it was asked
}

// presented is a payment on its way through the judgement.
type presented struct {
	payment *x402.Payment
	terms   *x402.Terms
	verdict *facilitator.Verdict
}

func (p *presented) upto() bool { return p.terms.Scheme == x402.SchemeUpto }

// codeNoMatch is the stock servers' word for a payment by none of the ways that
// are offered.
const codeNoMatch = "no_matching_requirements"

// codeResource refuses a payment that says that it is for something else.
const codeResource = "resource_mismatch"

// Judge holds a payment against what is asked at a time in Unix seconds. A
// *Refusal says why it is not taken; any other error that it is not known.
func (t *Till) Judge(ctx context.Context, payment *x402.Payment, asked *x402.Required, now uint64) (*Presented, error) {
	return t.judge(ctx, t.verifier, payment, asked, now)
}

func (t *Till) judge(ctx context.Context, by *facilitator.Verifier, payment *x402.Payment, asked *x402.Required, now uint64) (*Presented, error) {
	terms, err := chosen(payment, asked)
	if err != nil {
		return nil, err
	}
	p := &presented{payment: payment, terms: terms}
	if p.verdict, err = by.Verify(ctx, payment, p.terms, now); err != nil {
		return nil, err
	}
	if !p.verdict.Valid() {
		return nil, &Refusal{p.verdict.Reason, p.verdict.Message}
	}
	return t.present(p)
}

// chosen are the terms that a payment is by, among those that are asked for.
func chosen(payment *x402.Payment, asked *x402.Required) (*x402.Terms, error) {
	offered, err := offers(payment, asked)
	if err != nil {
		return nil, err
	}
	way := x402.Match(offered.Accepts, payment)
	if way < 0 {
		return nil, &Refusal{codeNoMatch, "the payment is by none of the ways that are offered now; its terms may have changed, so pay what is asked here"}
	}
	if err := x402.Echoes(offered.Extensions, payment); err != nil {
		return nil, mistaken(err)
	}
	if of := payment.Resource; of != nil && of.URL != asked.Resource.URL {
		return nil, &Refusal{codeResource, fmt.Sprintf("the payment is for %s, and this is %s", of.URL, asked.Resource.URL)}
	}
	terms, err := offered.Accepts[way].Terms(payment.Version)
	if err != nil {
		return nil, mistaken(err)
	}
	return terms, nil
}

// offers are the ways to pay as the payment's version writes them.
func offers(payment *x402.Payment, asked *x402.Required) (*x402.Required, error) {
	if payment.Version != 1 {
		return asked, nil
	}
	old, ok := asked.V1()
	if !ok {
		return nil, &Refusal{x402.CodeVersion, "nothing that is offered can be paid with version 1 of x402: use version 2"}
	}
	return &old, nil
}

func (t *Till) present(p *presented) (*Presented, error) {
	token := t.token(p.terms)
	if token == nil {
		return nil, fmt.Errorf("the token %s on chain %d was asked for and is not the till's", p.terms.Asset, p.terms.ChainID)
	}
	payload, err := collection(p)
	if err != nil {
		return nil, err
	}
	signed, ok := token.units(&p.verdict.Amount)
	if !ok {
		return nil, &Refusal{x402.CodeAmount, "the amount is larger than any that is kept here"}
	}
	out := &Presented{
		ID: paymentID(p.verdict.Key), Token: token, Payer: p.verdict.Payer, Wallet: Wallet{Address: p.verdict.Payer}, Network: p.terms.Network, Version: p.payment.Version,
		Scheme: settlement.Exact, Signed: signed, Until: int64(min(p.verdict.Deadline, 1<<62)), Payload: payload,
	}
	switch p.terms.Scheme {
	case x402.SchemeUpto:
		out.Scheme = settlement.Upto
	case x402.SchemeBatch:
		out.Scheme = settlement.Deposit
	}
	if p.verdict.ByCode {
		out.Wallet.ChainID = token.ChainID
	}
	if out.Funds, ok = token.units(&p.verdict.Funds); !ok {
		out.Funds = money.Amount{Hi: 1<<64 - 1, Lo: 1<<64 - 1} // more than can be counted is enough
	}
	return out, nil
}

// units is an amount of the token in ledger units.
func (t *Token) units(a *uint256.Int) (money.Amount, bool) {
	amount, ok := money.Amount{Lo: a[0], Hi: a[1]}.Mul64(t.Unit)
	return amount, ok && a[2]|a[3] == 0
}

func (t *Till) token(terms *x402.Terms) *Token {
	for i := range t.tokens {
		if t.tokens[i].ChainID == terms.ChainID && t.tokens[i].Asset == terms.Asset {
			return &t.tokens[i]
		}
	}
	return nil
}

func mistaken(err error) error {
	var m *x402.Mistake
	if errors.As(err, &m) {
		return &Refusal{m.Reason(), m.Error()}
	}
	return err
}

// Result is what the client is told of a payment that was taken. The amount is in
// ledger units; nil is not known yet. transaction is empty where none was needed,
// or is yet to be sent.
func (p *Presented) Result(amount *money.Amount, transaction string) *x402.Settlement {
	s := &x402.Settlement{Success: true, Payer: p.Payer.Hex(), Transaction: transaction, Network: p.Network}
	if amount != nil {
		units, _ := amount.DivMod64(p.Token.Unit)
		s.Amount = (&uint256.Int{units.Lo, units.Hi, 0, 0}).Dec()
	}
	return s
}
