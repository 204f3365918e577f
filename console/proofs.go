package console

import (
	"context"
	"errors"
	"io"
	"net/url"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// Proofs is the part of a Source that is about what the house states that it owes.
// Hashes are texts of 64 hexadecimal digits.
type Proofs interface {
	// Proofs lists the statements, newest first.
	Proofs(ctx context.Context, cursor string, limit int) (ProofPage, error)
	// Proof finds the statement of a period; ErrNotFound when there is none.
	Proof(ctx context.Context, period ledger.ID) (Proof, error)
	// ProofCheck checks that a party is counted in a period's statement, and shows
	// how; ErrNotFound when nothing was owed to it.
	ProofCheck(ctx context.Context, period, party ledger.ID) (ProofCheck, error)
}

// Proof is a signed statement of what the house owes and holds.
type Proof struct {
	Period     ledger.ID
	Asset      money.Asset
	Number     uint64 // among the asset's, from one
	At         int64  // Unix nanoseconds
	Next       int64  // when the following one is due; zero when none is promised
	Owed       money.Amount
	Held       money.Amount // of tokens no more than their chains had
	HeldKnown  bool         // false when a comparison with a chain is too old to count
	Ratio      string       // held for each unit owed, rounded down; empty when nothing is owed
	Leaves     uint64
	Root       string
	KeyID      string
	Digest     string // of its text
	Previous   string // of the text before it; empty for the first
	Record     uint64 // of the log, up to which everything is counted
	LogHash    string
	OffChain   money.Amount
	Receivable money.Amount // what customers owe; it does not count as held
	Tokens     []ProofToken
	OnChain    *ProofOnChain // nil when the root is put on no chain
	Statement  string        // its text, a JSON Web Signature
}

// Covered reports whether what is held is at least what is owed.
func (p Proof) Covered() bool { return p.HeldKnown && !p.Held.Less(p.Owed) }

// Word is how the statement stands, in a word.
func (p Proof) Word() string {
	switch {
	case !p.HeldKnown:
		return "not compared"
	case p.Covered():
		return "covered"
	}
	return "short"
}

// ProofOnChain is how a root stands on its chain.
type ProofOnChain struct {
	Registry, House string // the contract, CAIP-10, and the address that publishes
	State           string // waiting, sent, included, final or failed
	Tx              string // empty: in no block
	Block           uint64
	Reason          string // why it failed
}

// ProofToken is what the house held in a token.
type ProofToken struct {
	Token, House              string // CAIP-19, and an address
	Custody, Escrow, Arriving money.Amount
	Compared                  bool // the rest is zero without
	Block                     uint64
	BlockHash                 string
	At                        int64 // Unix nanoseconds
	OnChain, EscrowOnChain    money.Amount
}

// ProofPage is a part of a list of statements. Next continues it; empty at its end.
type ProofPage struct {
	Proofs []Proof
	Next   string
}

// ProofCheck is a party's leaf and its way to the statement's root.
type ProofCheck struct {
	Party     clearing.Party
	Amount    money.Amount
	Salt      string
	Leaf      string // its hash
	Steps     []ProofStep
	Problem   string // what does not hold; empty when the leaf leads to the root
	Signature string // what is wrong with the statement's signature; empty when nothing is
	File      []byte // the inclusion, as aidollar verify reads it
}

// Good reports whether the party is counted in what the house signed.
func (c ProofCheck) Good() bool { return c.Problem == "" && c.Signature == "" }

// ProofStep joins what was reached with what stands beside it.
type ProofStep struct {
	Number  uint64 // from one, the leaf's first
	Left    bool   // what stands beside is on the left
	Sum     money.Amount
	Hash    string
	ToSum   money.Amount // of both
	ToHash  string
	Reached bool // false where something before does not hold
}

// proofRoutes are the pages about what the house owes to all.
func (c *Console) proofRoutes() {
	c.page("GET /console/proofs", c.proofs)
	c.page("GET /console/proofs/{period}", c.proof)
	c.page("GET /console/proofs/{period}/statement", c.proofStatement)
	c.page("GET /console/proofs/{period}/inclusion", c.proofInclusion)
}

func (c *Console) proofs(v *visit) error {
	cursor := v.URL.Query().Get("after")
	list, err := c.source.Proofs(v.Context(), cursor, rowsMax)
	if err != nil {
		return err
	}
	return v.show("proofs.html", "Proofs", "accounts", listPage[Proof]{Rows: list.Proofs, Next: list.Next, First: cursor == ""})
}

// proofPage is a statement, and whether somebody is counted in it.
type proofPage struct {
	Proof
	House bool
	Party string // whose inclusion is asked for
	Check *ProofCheck
	Fault string // why there is none
}

// Path is where the page is.
func (p proofPage) Path() string { return "/console/proofs/" + p.Period.String() }

// Query is the party as it stands in the address, for the house alone.
func (p proofPage) Query() string {
	if !p.House || p.Party == "" {
		return ""
	}
	return "?party=" + url.QueryEscape(p.Party)
}

// Rest is what is held beyond what is owed, or short of it.
func (p proofPage) Rest() signed {
	if p.Held.Less(p.Owed) {
		return signed{Negative: true, Amount: p.Owed.SubFloor(p.Held)}
	}
	return signed{Amount: p.Held.SubFloor(p.Owed)}
}

// statementOf finds the statement of the address, and checks the inclusion of the
// visitor, or of whom the house asks for.
func (v *visit) statementOf() (page proofPage, err error) {
	period, err := ledger.ParseID(v.PathValue("period"))
	if err != nil {
		return page, ErrNotFound
	}
	page.House = v.view.House
	if page.Proof, err = v.console.source.Proof(v.Context(), period); err != nil {
		return page, err
	}
	party := v.view.Party.ID
	if page.House {
		page.Party = v.URL.Query().Get("party")
		if page.Party == "" {
			return page, nil
		}
		if party, err = ledger.ParseID(page.Party); err != nil {
			page.Fault = "This is no party's id. Accounts shows them, and so does the search."
			return page, nil
		}
	}
	check, err := v.console.source.ProofCheck(v.Context(), period, party)
	switch {
	case err == nil:
		page.Check = &check
	case errors.Is(err, ErrNotFound):
		page.Fault = "Nothing was owed then."
	default:
		return page, err
	}
	return page, nil
}

func (c *Console) proof(v *visit) error {
	page, err := v.statementOf()
	if err != nil {
		return err
	}
	return v.show("proof.html", "Proof", "accounts", page)
}

// proofStatement sends what the house signed.
func (c *Console) proofStatement(v *visit) error {
	period, err := ledger.ParseID(v.PathValue("period"))
	if err != nil {
		return ErrNotFound
	}
	p, err := c.source.Proof(v.Context(), period)
	if err != nil {
		return err
	}
	v.attach("application/jose", "statement-"+period.String()+".jws")
	_, _ = io.WriteString(v.writer, p.Statement+"\n") // the visitor has hung up: nobody is left to tell
	return nil
}

// proofInclusion sends what proves that somebody is counted.
func (c *Console) proofInclusion(v *visit) error {
	page, err := v.statementOf()
	if err != nil {
		return err
	}
	if page.Check == nil {
		return ErrNotFound
	}
	v.attach("application/json", "inclusion-"+page.Period.String()+".json")
	_, _ = v.writer.Write(page.Check.File) // as above
	return nil
}
