package clearing

import (
	"slices"
	"strings"
	"unicode/utf8"

	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// SpendLimits bound what a key or a project may spend on calls, in units of its
// party's first asset; AmountMax is no limit. Days and months are those of UTC.
// The zero value limits nothing.
type SpendLimits struct{ Day, Month, Total money.Amount }

// Unlimited is no limit at all, as the machine writes it.
func Unlimited() SpendLimits {
	return SpendLimits{Day: money.AmountMax, Month: money.AmountMax, Total: money.AmountMax}
}

// normal gives the zero value its one way to be written.
func (l SpendLimits) normal() SpendLimits {
	if l == (SpendLimits{}) {
		return Unlimited()
	}
	return l
}

// Limited reports whether anything is limited.
func (l SpendLimits) Limited() bool { return l.normal() != Unlimited() }

func (l SpendLimits) append(a *wire.Appender) {
	a.Amount(l.Day)
	a.Amount(l.Month)
	a.Amount(l.Total)
}

func readSpendLimits(r *wire.Reader) SpendLimits {
	return SpendLimits{Day: r.Amount(), Month: r.Amount(), Total: r.Amount()}.normal()
}

// Project groups keys of a buyer under common limits.
type Project struct {
	ID       ledger.ID
	Party    ledger.ID
	Name     string
	Limits   SpendLimits
	Since    int64 // Unix nanoseconds
	Archived int64 // Unix nanoseconds; zero while it is in use
}

// The bounds of a key's terms.
const (
	KeyModelsMax     = 256 // names or prefixes
	KeyNetworksMax   = 64  // prefixes
	NetworkLengthMax = 64  // bytes of one, such as 2001:db8::/32
)

// KeyTerms say what a key may do. The machine holds calls to the project, the
// expiry, the models and the limits; networks and rates are the gateway's, which
// sees addresses and time.
type KeyTerms struct {
	Project           ledger.ID // of the key's own party; zero is none
	Expires           int64     // Unix nanoseconds; zero is never
	Models            []string  // names, or prefixes that end in *; none: every model
	Networks          []string  // CIDR; none: from everywhere
	RequestsPerMinute uint32    // zero is no limit
	TokensPerMinute   uint32    // zero is no limit
	Limits            SpendLimits
}

// Allows reports whether the key may call a model.
func (t *KeyTerms) Allows(model string) bool {
	if len(t.Models) == 0 {
		return true
	}
	for _, allowed := range t.Models {
		prefix, open := strings.CutSuffix(allowed, "*")
		if model == allowed || (open && strings.HasPrefix(model, prefix)) {
			return true
		}
	}
	return false
}

// equal reports whether the terms are the same.
func (t *KeyTerms) equal(other *KeyTerms) bool {
	return t.Project == other.Project && t.Expires == other.Expires &&
		slices.Equal(t.Models, other.Models) && slices.Equal(t.Networks, other.Networks) &&
		t.RequestsPerMinute == other.RequestsPerMinute && t.TokensPerMinute == other.TokensPerMinute &&
		t.Limits.normal() == other.Limits.normal()
}

// refusal checks the terms by themselves.
func (t *KeyTerms) refusal() string {
	switch {
	case t.Expires < 0:
		return refusalExpiry
	case !listValid(t.Models, KeyModelsMax, NameLengthMax):
		return refusalModels
	case !listValid(t.Networks, KeyNetworksMax, NetworkLengthMax):
		return refusalNetworks
	}
	return ""
}

func listValid(list []string, most, longest int) bool {
	if len(list) > most {
		return false
	}
	for _, s := range list {
		if s == "" || len(s) > longest || !utf8.ValidString(s) {
			return false
		}
	}
	return true
}

func (t *KeyTerms) append(a *wire.Appender) {
	a.ID(t.Project)
	a.I64(t.Expires)
	appendList(a, t.Models)
	appendList(a, t.Networks)
	a.U32(t.RequestsPerMinute)
	a.U32(t.TokensPerMinute)
	t.Limits.normal().append(a)
}

func readKeyTerms(r *wire.Reader) KeyTerms {
	return KeyTerms{
		Project: r.ID(), Expires: r.I64(), Models: readList(r), Networks: readList(r),
		RequestsPerMinute: r.U32(), TokensPerMinute: r.U32(), Limits: readSpendLimits(r),
	}
}

// appendList writes texts behind their count. A list that is too long for every
// reader is cut, as a text is.
func appendList(a *wire.Appender, list []string) {
	list = list[:min(len(list), 1<<16-1)]
	a.U16(uint16(len(list)))
	for _, s := range list {
		a.Text(s)
	}
}

// readList grows as texts are found, not as they are announced.
func readList(r *wire.Reader) (list []string) {
	for range r.U16() {
		if r.Short() {
			return nil
		}
		list = append(list, r.Text())
	}
	return list
}
