package api

import (
	"context"
	"errors"

	"aidollar/core/ledger"
)

// Proofs makes and keeps proofs of what the house owes as this package needs it.
type Proofs interface {
	// Make signs a statement of what is owed now in an asset, once for a period:
	// again is true when there is one of the period already, which stays.
	// ErrProofsFull says that no more are kept.
	Make(ctx context.Context, period ledger.ID, asset ledger.AssetID) (p Proof, again bool, err error)
	// Proof gives that of a period; ok is false when there is none.
	Proof(period ledger.ID) (p Proof, ok bool, err error)
	// Periods lists them, the newest first.
	Periods() []ledger.ID
	// Inclusion proves that what a party is owed is counted in a period's
	// statement; ok is false when nothing was owed to it.
	Inclusion(period, party ledger.ID) (p ProofInclusion, ok bool, err error)
}

// ErrProofsFull says that no more proofs are kept.
var ErrProofsFull = errors.New("api: there are as many proofs as are kept")

// Proof is a signed statement of what a house owes and holds.
type Proof struct {
	Period    string        `json:"period" schema:"id"`
	Asset     string        `json:"asset"`
	Number    uint64        `json:"number" about:"among the asset's statements, from one"`
	Time      string        `json:"timestamp" schema:"time" about:"when it was made"`
	Next      string        `json:"next,omitempty" schema:"time" about:"when the following one is due; missing when none is promised"`
	Owed      string        `json:"owed" schema:"amount" about:"the sum of all leaves"`
	Held      string        `json:"held,omitempty" schema:"amount" about:"what is held against that, of tokens no more than their chains had; missing when a comparison with a chain is too old to count"`
	Ratio     string        `json:"ratio,omitempty" about:"held for each unit that is owed, with four decimals, rounded down; missing when nothing is owed"`
	Leaves    int           `json:"leaves" about:"how many are owed something, the house's own accounts for others included"`
	Root      string        `json:"root" about:"the tree's hash, SHA-256 in 64 hexadecimal digits"`
	KeyID     string        `json:"key_id" about:"of the key that signed it, one of GET /receipts/keys"`
	Digest    string        `json:"digest" about:"SHA-256 of the statement's text, which the next statement names"`
	OnChain   *ProofOnChain `json:"on_chain,omitempty" about:"where the root is put on a chain; missing when it is put on none"`
	Statement string        `json:"statement" about:"all of it as a JSON Web Signature, by a key of GET /receipts/keys"`
}

// ProofOnChain is how a root stands on its chain.
type ProofOnChain struct {
	Registry string `json:"registry" about:"the contract, CAIP-10"`
	House    string `json:"house" about:"the address that publishes"`
	State    string `json:"state" about:"waiting, sent, included (in a block that may still be undone), final or failed"`
	Tx       string `json:"transaction,omitempty"`
	Block    uint64 `json:"block,omitempty"`
	Reason   string `json:"reason,omitempty" about:"why it failed"`
}

// ProofPage is a page of proofs.
type ProofPage struct {
	Items []Proof `json:"items"`
	Next  string  `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
}

// ProofInclusion proves one leaf of a statement. It is what aidollar verify reads.
type ProofInclusion struct {
	Form      string      `json:"form" about:"aidollar.inclusion/1"`
	Period    string      `json:"period" schema:"id"`
	Party     string      `json:"party" schema:"id"`
	Amount    string      `json:"amount" schema:"amount" about:"what the party is owed"`
	Salt      string      `json:"salt" about:"64 hexadecimal digits, of this party and period alone"`
	Path      []ProofStep `json:"path" about:"what stands beside the way to the root, from the leaf up"`
	Statement string      `json:"statement" about:"the period's, as it was signed"`
}

// ProofStep is what stands beside the way to the root.
type ProofStep struct {
	Side string `json:"side" about:"left or right"`
	Sum  string `json:"sum" schema:"amount"`
	Hash string `json:"hash" about:"SHA-256 in 64 hexadecimal digits"`
}

var proofForm = form{name: "ProofRequest", about: "A proof of what the house owes, to make.", fields: []field{
	{name: "id", kind: fieldID, about: "the period's, chosen by the caller; else it follows from the Idempotency-Key, or is new"},
	{name: "asset", kind: fieldText, about: "USD when missing"},
}}

func proofRoutes() []route {
	return []route{
		post("/proofs", "createProof", "Signs what the house owes now, party by party in a Merkle sum tree, beside what it holds.", &proofForm, Proof{}, createProof),
		get("/proofs", "listProofs", "Lists the signed statements of what the house owes and holds, the newest first.", accessOwn, ProofPage{}, listProofs, pageParams...),
		get("/proofs/{period}", "getProof", "Shows the signed statement of a period.", accessOwn, Proof{}, getProof),
		get("/proofs/{period}/inclusion", "getInclusion", "Proves that what a party is owed is counted in the statement of a period.", accessRead, ProofInclusion{}, getInclusion,
			param{name: "party", kind: fieldID, about: "whose; the key's own when missing"}),
	}
}

// proofs is what keeps them.
func (q *request) proofs() (Proofs, error) {
	if q.api.deps.Proofs == nil {
		return nil, refuse("proofs_off", "")
	}
	return q.api.deps.Proofs, nil
}

func createProof(q *request) (any, error) {
	proofs, err := q.proofs()
	if err != nil {
		return nil, err
	}
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	period := o.id("id")
	number, _ := q.asset(o, "asset")
	if err := f.err(); err != nil {
		return nil, err
	}
	p, again, err := proofs.Make(q.Context(), q.thingID(period), number)
	if errors.Is(err, ErrProofsFull) {
		return nil, refuse("proofs_full", "")
	}
	q.replay = again
	return &p, err
}

func listProofs(q *request) (any, error) {
	proofs, err := q.proofs()
	if err != nil {
		return nil, err
	}
	page, err := q.page()
	if err != nil {
		return nil, err
	}
	// The cursor is the place from the oldest, so that a new proof moves no page.
	periods := proofs.Periods()
	from := 0
	if page.after != 0 {
		from = max(0, len(periods)-int(min(page.after, uint64(len(periods)))))
	}
	out := &ProofPage{Items: []Proof{}}
	for at := from; at < len(periods); at++ {
		if len(out.Items) == page.limit {
			out.Next = printCursor(uint64(len(periods) - at))
			break
		}
		p, ok, err := proofs.Proof(periods[at])
		if err != nil {
			return nil, err
		}
		if ok {
			out.Items = append(out.Items, p)
		}
	}
	return out, nil
}

func getProof(q *request) (any, error) {
	proofs, err := q.proofs()
	if err != nil {
		return nil, err
	}
	period, err := q.pathID("period")
	if err != nil {
		return nil, err
	}
	p, ok, err := proofs.Proof(period)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, refuse("proof_unknown", "there is no proof of period %s", period)
	}
	return &p, nil
}

func getInclusion(q *request) (any, error) {
	period, err := q.pathID("period")
	if err != nil {
		return nil, err
	}
	party, err := q.queryID("party")
	if err != nil {
		return nil, err
	}
	if party.IsZero() {
		party = q.key.Party
	}
	if party.IsZero() {
		return nil, badParam("party", "field_missing", "an operator's key has no party; say whose inclusion it is")
	}
	if err := q.mine(party); err != nil {
		return nil, err
	}
	if _, err := getProof(q); err != nil {
		return nil, err
	}
	i, ok, err := q.api.deps.Proofs.Inclusion(period, party)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, refuse("proof_leaf_none", "nothing was owed to party %s in period %s", party, period)
	}
	return &i, nil
}
