package api

import (
	"net/netip"
	"strconv"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// SpendLimits bound what is spent on calls. A limit that is missing is none.
type SpendLimits struct {
	Day   string `json:"day,omitempty" schema:"amount" about:"most that is spent on a day of UTC"`
	Month string `json:"month,omitempty" schema:"amount" about:"most that is spent in a month of UTC"`
	Total string `json:"total,omitempty" schema:"amount" about:"most that is ever spent"`
}

// KeyTerms say what a key may do beyond its scopes.
type KeyTerms struct {
	Project           string       `json:"project,omitempty" schema:"id"`
	Expires           string       `json:"expires,omitempty" schema:"time" about:"when it stops working; missing: never"`
	Models            []string     `json:"models,omitempty" about:"models it may call, or prefixes that end in *; missing: every model"`
	Networks          []string     `json:"networks,omitempty" about:"networks it may be used from, such as 192.0.2.0/24; missing: from everywhere"`
	RequestsPerMinute uint32       `json:"requests_per_minute,omitempty" about:"missing: no limit"`
	TokensPerMinute   uint32       `json:"tokens_per_minute,omitempty" about:"missing: no limit"`
	Limits            *SpendLimits `json:"limits,omitempty" about:"in the currency of its party"`
}

const perMinuteMax = 1<<32 - 1

var limitsFields = form{name: "SpendLimitsRequest", about: "Limits of spending on calls, in the party's currency. One that is missing is none.", fields: []field{
	{name: "day", kind: fieldAmount, about: "most that is spent on a day of UTC"},
	{name: "month", kind: fieldAmount, about: "most that is spent in a month of UTC"},
	{name: "total", kind: fieldAmount, about: "most that is ever spent"},
}}

// termsFields are a key's terms in a body, but for the project.
var termsFields = []field{
	{name: "expires", kind: fieldTime, about: "when it stops working; never when missing"},
	{name: "models", kind: fieldTexts, max: clearing.KeyModelsMax, about: "models it may call, or prefixes that end in *; every model when missing or empty"},
	{name: "networks", kind: fieldTexts, max: clearing.KeyNetworksMax, about: "addresses and networks it may be used from, such as 192.0.2.0/24; from everywhere when missing or empty"},
	{name: "requests_per_minute", kind: fieldWhole, max: perMinuteMax, about: "no limit when missing or 0"},
	{name: "tokens_per_minute", kind: fieldWhole, max: perMinuteMax, about: "no limit when missing or 0"},
	{name: "limits", kind: fieldForm, form: &limitsFields, about: "of spending on calls"},
}

// limits reads limits of spending; unlimited when they are missing.
func (o *object) limits(name string, asset money.Asset) clearing.SpendLimits {
	l := clearing.Unlimited()
	from := o.nested(name)
	if from == nil {
		return l
	}
	for member, target := range map[string]*money.Amount{"day": &l.Day, "month": &l.Month, "total": &l.Total} {
		if from.has(member) {
			*target = from.amount(member, asset)
		}
	}
	return l
}

// terms reads what a body says of a key's terms into t. What it does not name
// stays; null takes a term away.
func (o *object) terms(t *clearing.KeyTerms, asset money.Asset) {
	if o.has("expires") || o.cleared("expires") {
		t.Expires = o.time("expires")
	}
	if o.has("models") || o.cleared("models") {
		t.Models = o.texts("models")
	}
	if o.has("networks") || o.cleared("networks") {
		t.Networks = o.networks("networks")
	}
	if o.has("requests_per_minute") || o.cleared("requests_per_minute") {
		t.RequestsPerMinute = uint32(o.whole("requests_per_minute"))
	}
	if o.has("tokens_per_minute") || o.cleared("tokens_per_minute") {
		t.TokensPerMinute = uint32(o.whole("tokens_per_minute"))
	}
	if o.has("limits") || o.cleared("limits") {
		t.Limits = o.limits("limits", asset)
	}
}

// networks reads a list of networks; a single address is a network of one.
func (o *object) networks(name string) (list []string) {
	for i, text := range o.texts(name) {
		if address, err := netip.ParseAddr(text); err == nil && address.Zone() == "" {
			text = netip.PrefixFrom(address.Unmap(), address.Unmap().BitLen()).String()
		}
		prefix, err := netip.ParsePrefix(text)
		if err != nil || prefix != prefix.Masked() || prefix.Addr().Is4In6() {
			o.faults.add(o.at(name)+"/"+strconv.Itoa(i), "network_invalid",
				"%q is no network; give an address or a network such as 192.0.2.7, 10.0.0.0/8 or 2001:db8::/32, with no bits behind its length", clip(text))
			continue
		}
		list = append(list, prefix.String())
	}
	return list
}

func spendLimits(l clearing.SpendLimits, asset money.Asset) *SpendLimits {
	if !l.Limited() {
		return nil
	}
	out := &SpendLimits{}
	for _, at := range []struct {
		limit money.Amount
		text  *string
	}{{l.Day, &out.Day}, {l.Month, &out.Month}, {l.Total, &out.Total}} {
		if at.limit != money.AmountMax {
			*at.text = at.limit.Decimal(asset.Scale)
		}
	}
	return out
}

func keyTerms(t *clearing.KeyTerms, asset money.Asset) KeyTerms {
	out := KeyTerms{
		Project: idOrNone(t.Project), Models: t.Models, Networks: t.Networks,
		RequestsPerMinute: t.RequestsPerMinute, TokensPerMinute: t.TokensPerMinute, Limits: spendLimits(t.Limits, asset),
	}
	if t.Expires != 0 {
		out.Expires = printTime(t.Expires)
	}
	return out
}

// partyAsset is what a party's limits are in.
func (q *request) partyAsset(id ledger.ID) money.Asset {
	asset := money.USD()
	q.api.deps.Node.View(func(m *clearing.Machine) {
		if p, ok := m.Party(id); ok {
			asset, _ = m.Asset(p.Asset)
		}
	})
	return asset
}

// manages refuses a key that manages another party or, within its own, another
// project: a key of a project manages that project's keys alone.
func (q *request) manages(party, project ledger.ID) error {
	if q.admin() {
		return nil
	}
	if party.IsZero() || party != q.key.Party {
		return errForeign
	}
	if own := q.key.Terms.Project; !own.IsZero() && project != own {
		return refuse("key_scope", "the key manages the keys of its own project %s, and nothing else", own)
	}
	return nil
}
