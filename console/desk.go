package console

import (
	"context"

	"aidollar/core/attest"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/licence"
	"aidollar/core/money"
	"aidollar/core/policy/ruling"
)

// RuleDesk is the part of a Source by which rules, what they are asked of and what they
// count are changed. It is for the house alone. What cannot be done is a *Refusal.
type RuleDesk interface {
	// ShippedPacks lists the packs that come with the program, by name.
	ShippedPacks(ctx context.Context) ([]ruling.Pack, error)
	// MustSign reports whether a set of rules needs a signature, which no form makes.
	MustSign() bool
	// CompareRules says what of the rules and facts in force at a time, Unix nanoseconds,
	// is otherwise in shipped packs.
	CompareRules(ctx context.Context, packs []string, at int64) (RulesDifference, error)
	// InstallRules brings shipped packs into force at a time, or at once where it is past.
	InstallRules(ctx context.Context, packs []string, from int64, note string) error
	// CancelRules takes a set back that is to come.
	CancelRules(ctx context.Context, number uint32) error

	// Facts lists entities with facts that the house entered, by name.
	Facts(ctx context.Context, kind, cursor string, limit int) (FactPage, error)
	// FactsText is what is entered of an entity as RegisterFacts reads it; empty for nothing.
	FactsText(ctx context.Context, entity string) (string, error)
	// RegisterFacts enters facts in YAML, all or none.
	RegisterFacts(ctx context.Context, text []byte) (entities int, mistakes []Mistake, err error)
	// RemoveFacts takes away what was entered of an entity.
	RemoveFacts(ctx context.Context, entity string) error

	// SetQuota enters a quota or changes one; EndQuota ends it.
	SetQuota(ctx context.Context, q licence.Quota) error
	EndQuota(ctx context.Context, name string) error
	// QuotaSteps lists what became of a quota, and QuotaDraws what sales and counts took
	// from it, the newest first.
	QuotaSteps(ctx context.Context, name string) ([]QuotaStep, error)
	QuotaDraws(ctx context.Context, name string, limit int) ([]QuotaDraw, error)

	// TrustAuditor has an auditor's key trusted; DistrustAuditor ends that for good.
	TrustAuditor(ctx context.Context, a attest.Auditor) error
	DistrustAuditor(ctx context.Context, key [32]byte, reason string) error

	// Sales lists what was sold by itself, the newest first; Sale finds one, or
	// ErrNotFound.
	Sales(ctx context.Context, cursor string, limit int) (SalePage, error)
	Sale(ctx context.Context, id ledger.ID) (Sale, error)
}

// RulesDifference is what one set of rules has otherwise than another. Rules are by id.
type RulesDifference struct {
	Set            uint32 // the number of the set compared with; zero for none
	Digest         string // of the new rules, in hexadecimal
	Rules          uint64 // that they are
	Added, Removed []RuleName
	Changed        []RuleName // in what they say or when they hold
	Facts          uint64     // that come with one of the two and not with the other, or say something else
}

// Same reports whether nothing is otherwise.
func (d RulesDifference) Same() bool {
	return len(d.Added)+len(d.Removed)+len(d.Changed) == 0 && d.Facts == 0
}

// RuleName is a rule with what it is called.
type RuleName struct{ ID, Title string }

// FactPage is a part of a list of entities. Next continues it; empty at its end.
type FactPage struct {
	Rows  []EntityFacts
	Kinds []string // of all entities with facts
	Next  string
}

// EntityFacts is what the house entered of an entity.
type EntityFacts struct {
	Entity   string         // Type/id
	Party    clearing.Party // that it is; zero for none
	Versions []FactVersion  // by their dates
}

// FactVersion is an entity as it is between two times, in seconds; until is zero for open.
type FactVersion struct {
	In          []string
	From, Until int64
	Source      string
	Attributes  string // JSON
}

// QuotaStep is what became of a quota, with what was counted by then.
type QuotaStep struct {
	At         int64 // Unix nanoseconds
	State      clearing.QuotaState
	Quota      licence.Quota
	Used, Held money.Amount
}

// QuotaDraw is what a sale or a count took from a quota.
type QuotaDraw struct {
	ID                      ledger.ID
	At                      int64
	Units, Used             money.Amount
	State                   clearing.DrawState
	Holder, Customer, Goods string
	OfSale                  bool // the id is the sale's
}

// Sale is something that was sold by itself, with what the rules asked of it.
type Sale struct {
	ID            ledger.ID
	At            int64 // Unix nanoseconds
	Buyer, Seller clearing.Party
	Asset         money.Asset
	Amount        money.Amount
	Action        string
	Goods         string
	Decision      uint64 // its number; zero: no rules were in force
	Levies        []clearing.LevyPaid
	Used          []licence.Line

	Deciding []ruling.Cited // of a single sale: the rules that decided
	Set      uint32
}

// SalePage is a part of a list of sales. Next continues it; empty at its end.
type SalePage struct {
	Sales []Sale
	Next  string
}

// deskRoutes are the pages on which rules and what belongs to them are changed.
func (c *Console) deskRoutes() {
	c.page("GET /console/packs/install", houseOnly(c.askForPacks))
	c.form("POST /console/packs/install", formSizeMax, houseOnly(c.installPacks))
	c.page("GET /console/packs/{number}/cancel", houseOnly(c.askToCancel))
	c.form("POST /console/packs/{number}/cancel", formSizeMax, houseOnly(c.cancelRules))
	c.page("GET /console/facts", houseOnly(c.facts))
	c.page("GET /console/facts/enter", houseOnly(c.askForFacts))
	c.form("POST /console/facts/enter", factsSizeMax, houseOnly(c.enterFacts))
	c.page("GET /console/facts/remove", houseOnly(c.askToRemove))
	c.form("POST /console/facts/remove", formSizeMax, houseOnly(c.removeFacts))
	c.page("GET /console/quotas/new", houseOnly(c.askForQuota))
	c.form("POST /console/quotas/new", factsSizeMax, houseOnly(c.setQuota))
	c.page("GET /console/quotas/{name}/end", houseOnly(c.askToEnd))
	c.form("POST /console/quotas/{name}/end", formSizeMax, houseOnly(c.endQuota))
	c.page("GET /console/auditors/new", houseOnly(c.askForAuditor))
	c.form("POST /console/auditors/new", formSizeMax, houseOnly(c.trustAuditor))
	c.page("GET /console/auditors/{key}/distrust", houseOnly(c.askToDistrust))
	c.form("POST /console/auditors/{key}/distrust", formSizeMax, houseOnly(c.distrustAuditor))
	c.page("GET /console/sales", houseOnly(c.sales))
	c.page("GET /console/sales/{id}", houseOnly(c.sale))
}
