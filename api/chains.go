package api

import (
	"context"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/settlement"
)

// ChainBooks is the part of the books that follows chains. Lists are newest first;
// those of a party's batches have its own items alone.
type ChainBooks interface {
	ChannelBooks
	Payments(ctx context.Context, query PaymentQuery) (PaymentList, error)
	Payment(ctx context.Context, id ledger.ID) (p Payment, steps []Step, ok bool, err error)
	Arrivals(ctx context.Context, query ArrivalQuery) (ArrivalList, error)
	Arrival(ctx context.Context, id ledger.ID) (a Arrival, steps []Step, ok bool, err error)
	Payouts(ctx context.Context, query PayoutQuery) (PayoutList, error)
	Payout(ctx context.Context, id ledger.ID) (p Payout, steps []Step, ok bool, err error)
	// Payees lists the addresses that a party ever entered.
	Payees(ctx context.Context, party ledger.ID, after string, limit int) (PayeeList, error)
	// Comparisons lists those that found a difference, and unless only they are
	// wanted the last of each hour of the others.
	Comparisons(ctx context.Context, token uint32, differing bool, after string, limit int) (ComparisonList, error)
	Pegs(ctx context.Context, token uint32, after string, limit int) (PegList, error)
}

// Step is when a payment, an arrival or a batch came to a state.
type Step struct {
	State uint8 // of its kind
	Seq   uint64
	At    int64 // Unix nanoseconds
}

// PayeeList is a page of addresses. Next continues it; empty at its end.
type PayeeList struct {
	Payees []settlement.Payee
	Next   string
}

// PegRecord is how a token stood to its peg, when that changed.
type PegRecord struct {
	Token   uint32
	Seq     uint64
	At      int64  // Unix nanoseconds
	Trouble string // why nothing was taken in it; empty while it was
	settlement.Peg
}

// PegList is a page of them, the newest first. Next continues it; empty at its end.
type PegList struct {
	Pegs []PegRecord
	Next string
}

// Comparison is what a token's ledger and its chain had in a final block.
type Comparison struct {
	Token uint32
	Seq   uint64 // of its record in the log
	settlement.Comparison
}

// ComparisonList is a page of comparisons. Next continues it; empty at its end.
type ComparisonList struct {
	Comparisons []Comparison
	Next        string
}

// StepAnswer is when something came to a state.
type StepAnswer struct {
	State    string `json:"state"`
	At       string `json:"timestamp" schema:"time"`
	Sequence uint64 `json:"sequence" about:"record of the log"`
}

func stepsAnswer(steps []Step, name func(uint8) string) []StepAnswer {
	var list []StepAnswer
	for _, s := range steps {
		list = append(list, StepAnswer{name(s.State), printTime(s.At), s.Seq})
	}
	return list
}

// The words for the states of arrivals and batches, by their numbers.
var (
	arrivalKinds  = []string{"transfer", "deposit", "fetched", "left"}
	arrivalStates = []string{"", "seen", "final", "dropped"}
	payoutStates  = []string{"", "opened", "seen", "closed"}
	paymentStates = []string{"", "held", "due", "arrived", "final", "released", "unneeded", "failed"}
)

func wordOf(words []string) func(uint8) string {
	return func(n uint8) string {
		if int(n) < len(words) {
			return words[n]
		}
		return "unknown"
	}
}

// queryWord reads a parameter that is one of some words, as its place; zero when
// it is missing. Words that are none were refused before.
func (q *request) queryWord(name string, words []string) uint8 {
	text := q.URL.Query().Get(name)
	for i, w := range words {
		if i > 0 && w == text {
			return uint8(i)
		}
	}
	return 0
}

// queryToken reads the number of a token; zero when it is missing.
func (q *request) queryToken() (uint32, error) {
	if !q.URL.Query().Has("token") {
		return 0, nil
	}
	n, err := strconv.ParseUint(q.URL.Query().Get("token"), 10, 32)
	if err != nil || n == 0 {
		return 0, badParam("token", "number_invalid", strconv.Quote(clip(q.URL.Query().Get("token")))+" is no number of a token; GET "+Prefix+"/tokens lists them")
	}
	return uint32(n), nil
}

// queryParty is the party whose things are listed: the one that is named, else the
// key's own; zero, everybody, for operators alone.
func (q *request) queryParty() (ledger.ID, error) {
	party, err := q.queryID("party")
	if err != nil || q.admin() {
		return party, err
	}
	if party.IsZero() {
		party = q.key.Party
	}
	return party, q.mine(party)
}

// queryHash reads the hash of a transaction; zero when it is missing.
func (q *request) queryHash(name string) (h settlement.Hash, err error) {
	text := q.URL.Query().Get(name)
	if !q.URL.Query().Has(name) {
		return h, nil
	}
	digits, ok := strings.CutPrefix(text, "0x")
	raw, err := hex.DecodeString(digits)
	if !ok || err != nil || len(raw) != len(h) {
		return h, badParam(name, "hash_invalid", strconv.Quote(clip(text))+" is no hash of a transaction: 0x and 64 hexadecimal digits")
	}
	return settlement.Hash(raw), nil
}

func printHash(h settlement.Hash) string {
	if h == (settlement.Hash{}) {
		return ""
	}
	return "0x" + hex.EncodeToString(h[:])
}

func printChannel(id payment.ChannelID) string { return printHash(settlement.Hash(id)) }

// address prints an address, with its checksum where the server can make one.
func (q *request) address(a settlement.Address) string {
	if q.api.deps.Checksum != nil {
		return q.api.deps.Checksum(a)
	}
	return "0x" + hex.EncodeToString(a[:])
}

// chainAddress reads an address of an EVM chain. One that mixes upper and lower case
// says its checksum that way (EIP-55), which must be right: it is what keeps a slip
// from sending money to nobody.
func (o *object) chainAddress(q *request, name string) (a settlement.Address) {
	v, ok := o.take(name, kindText)
	if !ok {
		return a
	}
	digits, ok := strings.CutPrefix(v.text, "0x")
	raw, err := hex.DecodeString(digits)
	if !ok || err != nil || len(raw) != len(a) {
		o.fault(name, "address_invalid", "%q is no address: 0x and 40 hexadecimal digits", clip(v.text))
		return a
	}
	a = settlement.Address(raw)
	mixed := strings.ToLower(digits) != digits && strings.ToUpper(digits) != digits
	switch {
	case mixed && q.api.deps.Checksum == nil:
		o.fault(name, "address_checksum", "this server cannot check the address's capital letters (EIP-55); write it in small ones")
	case mixed && q.api.deps.Checksum(a) != v.text:
		o.fault(name, "address_checksum", "the capital letters of %s do not fit it (EIP-55): a digit is wrong somewhere; copy it again", clip(v.text))
	}
	return a
}

// chainToken is a token with the words for it.
type chainToken struct {
	settlement.TokenState
	asset money.Asset
	name  string // CAIP-19
}

// token finds a token by its number.
func (q *request) token(number uint32) (t chainToken, ok bool) {
	q.api.deps.Node.View(func(m *clearing.Machine) {
		t.TokenState, ok = m.Settlement().Token(number)
		t.asset, _ = m.Asset(t.Token.Asset)
	})
	t.name = q.tokenName(&t.Token)
	return t, ok
}

func (q *request) tokenName(t *settlement.Token) string {
	return fmt.Sprintf("eip155:%d/erc20:%s", t.ChainID, q.address(t.Contract))
}

// tokens remembers those that a page names.
type tokens struct {
	q     *request
	known map[uint32]chainToken
}

func (q *request) tokens() *tokens { return &tokens{q, map[uint32]chainToken{}} }

func (s *tokens) of(number uint32) chainToken {
	t, ok := s.known[number]
	if !ok {
		t, _ = s.q.token(number)
		s.known[number] = t
	}
	return t
}

// print writes an amount of ledger units.
func (t *chainToken) print(a money.Amount) string { return a.Decimal(t.asset.Scale) }

// tokenAmount reads a decimal with at most the token's decimals, in ledger units.
func (o *object) tokenAmount(name string, t *chainToken) money.Amount {
	a := o.amount(name, money.Asset{Scale: t.Token.Decimals})
	units, ok := a.Mul64(t.Unit)
	if !ok {
		o.fault(name, "amount_overflow", "the amount is larger than the ledger counts")
	}
	return units
}
