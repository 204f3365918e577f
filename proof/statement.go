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
	Form    string  `json:"form"`
	Period  string  `json:"period"`
	Asset   Asset   `json:"asset"`
	Time    string  `json:"time"`
	Log     Log     `json:"log"`
	Root    Root    `json:"root"`
	Leaves  int     `json:"leaves"`
	Custody Custody `json:"custody"`
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
	OffChain string  `json:"off_chain"`
	Tokens   []Token `json:"tokens"`
}

// Token is what the house holds in a token on a chain.
type Token struct {
	Token    string      `json:"token"`              // CAIP-19
	House    string      `json:"house"`              // the address that anybody can ask the chain about
	Custody  string      `json:"custody"`            // in final blocks, by the ledger
	Arriving string      `json:"arriving"`           // credited, and not in a final block
	Compared *Comparison `json:"compared,omitempty"` // missing before the first
}

// Comparison is what the chain had at the house's address in a final block.
type Comparison struct {
	Block    uint64 `json:"block"`
	Hash     string `json:"hash"`
	Time     string `json:"time"`
	OnChain  string `json:"on_chain"`
	InLedger string `json:"in_ledger"`
}

// Terms are what a reader asks of a statement.
type Terms struct {
	Now      time.Time
	AgeMax   time.Duration // of the statement and of each comparison it counts on
	Arriving bool          // whether what is arriving counts as held
}

// skewMax is how far the house's clock may be ahead of the reader's.
const skewMax = 5 * time.Minute

// Check holds what is owed against what is held. The statement is one that
// Verify gave. The error is a *Wrong, the first thing that does not hold.
func (s *Statement) Check(t Terms) error {
	if err := fresh("statement", s.Time, t); err != nil {
		return err
	}
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

// Held adds up what is held, by the reader's terms. Of a token no more counts
// than the chain had at the last comparison. The error is a *Wrong.
func (s *Statement) Held(t Terms) (sum money.Amount, err error) {
	if sum, err = s.amount("off_chain", s.Custody.OffChain); err != nil {
		return sum, err
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
	arriving, err := s.amount("arriving", k.Arriving)
	if err != nil {
		return held, err
	}
	// Without a comparison nobody but the ledger says that the tokens are there.
	if k.Compared != nil && !custody.IsZero() {
		if err := fresh("comparison of "+k.Token, k.Compared.Time, t); err != nil {
			return held, err
		}
		onChain, err := s.amount("on_chain", k.Compared.OnChain)
		if err != nil {
			return held, err
		}
		held = custody.Min(onChain)
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

func fresh(what, text string, t Terms) error {
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return wrong("time_malformed", "the time %q of the %s is not RFC 3339", text, what)
	}
	switch age := t.Now.Sub(at); {
	case age > t.AgeMax:
		return wrong("stale", "the %s is of %s, %s ago; at most %s is accepted", what, text, age.Round(time.Second), t.AgeMax)
	case age < -skewMax:
		return wrong("time_ahead", "the %s is of %s, which is yet to come", what, text)
	}
	return nil
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
