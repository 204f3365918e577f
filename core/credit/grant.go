package credit

import (
	"slices"
	"strings"
	"unicode/utf8"

	"aidollar/core/ledger"
	"aidollar/core/money"
)

// The bounds of grants.
const (
	GrantsMax        = 1 << 22
	GrantsPartyMax   = 256 // good at once of one party
	GrantSellersMax  = 32
	GrantModelsMax   = 64
	GrantNameMax     = 128 // bytes of a name, a model or a prefix of one
	grantAgain       = nanosecondDay
	grantPriorityMax = 1000
)

// Grant is credit that was paid in beforehand. Calls and pushed usage of its party
// use it up before money: of several the one with the lower priority first, then the
// one that expires sooner, then the one that was given sooner.
type Grant struct {
	ID       ledger.ID // chosen by the caller
	Number   uint32    // counts from one
	Party    ledger.ID
	Account  ledger.ID // of its own, which has what is left of it
	Asset    ledger.AssetID
	Amount   money.Amount
	Name     string
	Priority uint16      // 0 to 1,000
	Expires  int64       // Unix nanoseconds; zero: never
	Sellers  []ledger.ID // whose sales it pays; none: everybody's
	Models   []string    // that it pays, or prefixes that end in *; none: every one, and pushed usage
	From     ledger.ID   // the account that paid for it
	Back     ledger.ID   // the account that the rest goes to at its end
	At       int64       // when it was given, Unix nanoseconds

	Ended  int64        // when it expired or was ended, Unix nanoseconds; zero while it is good
	Lapsed money.Amount // went to Back

	next int64 // when something changes by time alone; zero: never
}

// pays reports whether a grant may pay for a model of a seller. Pushed usage has no
// model.
func (g *Grant) pays(asset ledger.AssetID, seller ledger.ID, model string) bool {
	if g.Asset != asset || (len(g.Sellers) > 0 && !slices.Contains(g.Sellers, seller)) {
		return false
	}
	if len(g.Models) == 0 {
		return true
	}
	for _, allowed := range g.Models {
		prefix, open := strings.CutSuffix(allowed, "*")
		if model != "" && (model == allowed || (open && strings.HasPrefix(model, prefix))) {
			return true
		}
	}
	return false
}

// refusal checks what a grant says by itself.
func (g *Grant) refusal(now int64) Refusal {
	switch {
	case g.ID.IsZero() || g.Amount.IsZero() || !nameValid(g.Name) || g.Priority > grantPriorityMax,
		len(g.Sellers) > GrantSellersMax, len(g.Models) > GrantModelsMax, g.Expires != 0 && g.Expires <= now:
		return GrantInvalid
	}
	for _, model := range g.Models {
		if !nameValid(model) {
			return GrantInvalid
		}
	}
	return ""
}

func nameValid(name string) bool {
	return name != "" && len(name) <= GrantNameMax && utf8.ValidString(name)
}

// same reports whether a grant is the one that is asked for.
func (g *Grant) same(other *Grant) bool {
	return g.Party == other.Party && g.Asset == other.Asset && g.Amount == other.Amount && g.Name == other.Name && g.Priority == other.Priority &&
		g.Expires == other.Expires && g.From == other.From && g.Back == other.Back &&
		slices.Equal(g.Sellers, other.Sellers) && slices.Equal(g.Models, other.Models)
}

// before is the order in which grants are used up.
func (g *Grant) before(other *Grant) bool {
	switch {
	case g.Priority != other.Priority:
		return g.Priority < other.Priority
	case g.Expires != other.Expires:
		return g.Expires != 0 && (other.Expires == 0 || g.Expires < other.Expires)
	}
	return g.Number < other.Number
}
