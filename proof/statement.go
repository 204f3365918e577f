package proof

import (
	"time"

	"aidollar/core/money"
)

// StatementForm names what a statement is and by which rules it is read.
const StatementForm = "aidollar.proof/1"

// TokensMax bounds the tokens in a statement.
const TokensMax = 1024

// Statement is what a house says it owes and holds at one moment. Amounts are
// decimals in the asset, times RFC 3339 in UTC, hashes small hexadecimal digits.
type Statement struct {
	Form     string    `json:"form"`
	Period   string    `json:"period"`
	Number   uint64    `json:"number"`             // among the asset's, from one
	Previous string    `json:"previous,omitempty"` // Digest of the one before it; missing on the first
	Asset    Asset     `json:"asset"`
	Time     string    `json:"time"`
	Next     string    `json:"next,omitempty"` // when the following one is due; missing when none is promised
	Log      Log       `json:"log"`
	Root     Root      `json:"root"`
	Leaves   int       `json:"leaves"`
	Custody  Custody   `json:"custody"`
	Registry *Registry `json:"registry,omitempty"` // missing when the root is put on no chain
}

// Registry is where the house promises to put each root, so that it cannot show one
// to some and another one to others.
type Registry struct {
	Contract string `json:"contract"` // CAIP-10
	House    string `json:"house"`    // the address that it publishes from
}

// Asset is what the amounts are in.
type Asset struct {
	Code  string `json:"code"`
	Scale uint8  `json:"scale"` // decimals
}

// Log is the record of the house's log up to which everything is counted, so
// that an auditor who has the log can build the tree again.
type Log struct {
	Sequence uint64 `json:"sequence"`
	Hash     string `json:"hash"` // of the chain up to it
}

// Root is the tree's.
type Root struct {
	Hash string `json:"hash"`
	Sum  string `json:"sum"` // all that is owed
}

// Custody is what the house holds for others.
type Custody struct {
	OffChain   string  `json:"off_chain"`
	Receivable string  `json:"receivable"` // what customers owe the house, such as on credit: nobody but the house says so
	Tokens     []Token `json:"tokens"`
}

// Token is what the house holds in a token on a chain.
type Token struct {
	Token    string      `json:"token"`              // CAIP-19
	House    string      `json:"house"`              // the address that anybody can ask the chain about
	Custody  string      `json:"custody"`            // at the house's address in final blocks, by the ledger
	Escrow   string      `json:"escrow"`             // in channels to the house, likewise
	Arriving string      `json:"arriving"`           // credited, and not in a final block
	Compared *Comparison `json:"compared,omitempty"` // missing before the first
}

// Comparison is what the chain had in a final block, at the house's address and in
// channels to it, and what the ledger said then.
type Comparison struct {
	Block          uint64 `json:"block"`
	Hash           string `json:"hash"`
	Time           string `json:"time"`
	OnChain        string `json:"on_chain"`
	InLedger       string `json:"in_ledger"`
	EscrowOnChain  string `json:"escrow_on_chain"`
	EscrowInLedger string `json:"escrow_in_ledger"`
}

// Terms are what a reader asks of a statement.
type Terms struct {
	Now      time.Time
	AgeMax   time.Duration // of the statement
	Arriving bool          // whether what is arriving counts as held
	// Receivable is whether what customers owe counts as held: it is not there, and
	// comes when they pay.
	Receivable bool
}

const (
	skewMax = 5 * time.Minute  // that the house's clock may be ahead of the reader's
	lateMax = 30 * time.Minute // that the next statement may come behind its time
	// apartMax is how much older than its statement a comparison may be: what was
	// on the chain long before does not cover what is owed now. Blocks become final
	// within minutes, or the chain is in trouble.
	apartMax = 2 * time.Hour
)

// Check holds what is owed against what is held. The statement is one that
// Verify gave. The error is a *Wrong, the first thing that does not hold.
func (s *Statement) Check(t Terms) error {
	owed, err := s.amount("sum", s.Root.Sum)
	if err != nil {
		return err
	}
	held, err := s.Held(t)
	if err != nil {
		return err
	}
	if held.Less(owed) {
		return wrong("custody_short", "%s is owed, and %s is held", s.Root.Sum, held.Decimal(s.Asset.Scale))
	}
	return nil
}

// Fresh checks that the statement is not an old one that is shown as the newest:
// its age, and that the next one is not due yet by its own word. The error is a
// *Wrong.
func (s *Statement) Fresh(t Terms) error {
	at, err := timeOf("statement", s.Time)
	if err != nil {
		return err
	}
	switch age := t.Now.Sub(at); {
	case age > t.AgeMax:
		return wrong("stale", "the statement is of %s, %s ago; at most %s is accepted", s.Time, age.Round(time.Second), t.AgeMax)
	case age < -skewMax:
		return wrong("time_ahead", "the statement is of %s, which is yet to come", s.Time)
	}
	if s.Next == "" {
		return nil
	}
	next, err := timeOf("next statement", s.Next)
	if err != nil {
		return err
	}
	if late := t.Now.Sub(next); late > lateMax {
		return wrong("superseded", "the next statement was due at %s, %s ago: this one, number %d, is not the newest, or the house has stopped making them",
			s.Next, late.Round(time.Second), s.Number)
	}
	return nil
}

// Held adds up what is held, by the reader's terms. Of a token no more counts
// than the chain had at the last comparison. The error is a *Wrong.
func (s *Statement) Held(t Terms) (sum money.Amount, err error) {
	if sum, err = s.amount("off_chain", s.Custody.OffChain); err != nil {
		return sum, err
	}
	receivable, err := s.amount("receivable", s.Custody.Receivable)
	if err != nil {
		return sum, err
	}
	if t.Receivable {
		var ok bool
		if sum, ok = sum.Add(receivable); !ok {
			return sum, wrong("sum_overflow", "what is held and owed to the house is more than 128 bits hold")
		}
	}
	for i := range s.Custody.Tokens {
		held, err := s.heldIn(&s.Custody.Tokens[i], t)
		if err != nil {
			return sum, err
		}
		var ok bool
		if sum, ok = sum.Add(held); !ok {
			return sum, wrong("sum_overflow", "what is held is more than 128 bits hold")
		}
	}
	return sum, nil
}

func (s *Statement) heldIn(k *Token, t Terms) (held money.Amount, err error) {
	custody, err := s.amount("custody", k.Custody)
	if err != nil {
		return held, err
	}
	escrow, err := s.amount("escrow", k.Escrow)
	if err != nil {
		return held, err
	}
	arriving, err := s.amount("arriving", k.Arriving)
	if err != nil {
		return held, err
	}
	// Without a comparison nobody but the ledger says that the tokens are there.
	if k.Compared != nil && !(custody.IsZero() && escrow.IsZero()) {
		if held, err = s.compared(k, custody, escrow); err != nil {
			return held, err
		}
	}
	if !t.Arriving {
		return held, nil
	}
	sum, ok := held.Add(arriving)
	if !ok {
		return held, wrong("sum_overflow", "what is held and arriving in %s is more than 128 bits hold", k.Token)
	}
	return sum, nil
}

// compared is what counts of custody and escrow: no more than the chain had.
func (s *Statement) compared(k *Token, custody, escrow money.Amount) (held money.Amount, err error) {
	stated, err := timeOf("statement", s.Time)
	if err != nil {
		return held, err
	}
	at, err := timeOf("comparison of "+k.Token, k.Compared.Time)
	if err != nil {
		return held, err
	}
	if apart := stated.Sub(at); apart > apartMax || apart < -skewMax {
		return held, wrong("comparison_apart", "%s was compared with its chain at %s, and the statement is of %s; more than %s apart, it says nothing about it",
			k.Token, k.Compared.Time, s.Time, apartMax)
	}
	onChain, err := s.amount("on_chain", k.Compared.OnChain)
	if err != nil {
		return held, err
	}
	inEscrow, err := s.amount("escrow_on_chain", k.Compared.EscrowOnChain)
	if err != nil {
		return held, err
	}
	sum, ok := custody.Min(onChain).Add(escrow.Min(inEscrow))
	if !ok {
		return held, wrong("sum_overflow", "what is held in %s is more than 128 bits hold", k.Token)
	}
	return sum, nil
}

func timeOf(what, text string) (time.Time, error) {
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return at, wrong("time_malformed", "the time %q of the %s is not RFC 3339", text, what)
	}
	return at, nil
}

// amount reads a decimal in the statement's asset, in the one way to write it.
// A sign is none of it: a negative leaf would hide what others are owed.
func (s *Statement) amount(name, text string) (money.Amount, error) {
	a, err := money.ParseDecimal(text, s.Asset.Scale)
	if err != nil {
		return a, wrong("amount_malformed", "the %s: %v", name, err)
	}
	if a.Decimal(s.Asset.Scale) != text {
		return a, wrong("amount_malformed", "the %s %q is written %q", name, text, a.Decimal(s.Asset.Scale))
	}
	return a, nil
}
