package console

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/money"
)

// readKey reads the form of a new key, and finds all that is wrong with it.
func (v *visit) readKey(page *newKeyPage) (key clearing.Key) {
	q, wrong := page.Values, page.Errors
	if key.ID = wrong.id(q, "id"); key.ID.IsZero() {
		key.ID = freshID(v.now)
	}
	key.Party = wrong.id(q, "party")
	if key.Name = strings.TrimSpace(q.Get("name")); key.Name == "" || len(key.Name) > clearing.NameLengthMax {
		wrong["name"] = fmt.Sprintf("Give the key a name of at most %d bytes, for people.", clearing.NameLengthMax)
	}
	for _, s := range scopes {
		if page.Has(s.Name) {
			key.Scopes |= s.bit
		}
	}
	switch {
	case key.Scopes == 0:
		wrong["scope"] = "Choose what the key is for."
	case key.Scopes&clearing.ScopeAdmin != 0 && !key.Party.IsZero():
		wrong["scope"] = "An operator's key belongs to no party: choose the house, or leave admin out."
	case key.Scopes&clearing.ScopeAdmin == 0 && key.Party.IsZero() && wrong["party"] == "":
		wrong["party"] = "Choose whose key it is; one of the house has scope admin."
	}
	owner, known := v.console.source.Party(key.Party)
	if !key.Party.IsZero() && !known {
		wrong["party"] = "There is no such party."
	}
	t := &key.Terms
	t.Project = wrong.id(q, "project")
	if day, ok := wrong.day(q, "expires"); ok {
		if t.Expires = day.AddDate(0, 0, 1).UnixNano(); t.Expires <= v.now.UnixNano() {
			wrong["expires"] = "That day is over; choose one to come, or leave it empty."
		}
	}
	t.Models, t.Networks = words(q.Get("models")), words(q.Get("networks"))
	for _, network := range t.Networks {
		if _, err := netip.ParsePrefix(network); err != nil {
			wrong["networks"] = fmt.Sprintf("%q is no network; write it as 192.0.2.0/24 or 2001:db8::/32.", network)
		}
	}
	t.RequestsPerMinute, t.TokensPerMinute = wrong.rate(page, "requests"), wrong.rate(page, "tokens")
	asset := money.USD()
	if known {
		asset = v.assetOf(owner)
	}
	t.Limits = clearing.SpendLimits{Day: wrong.limit(page, "day", asset), Month: wrong.limit(page, "month", asset), Total: wrong.limit(page, "total", asset)}
	return key
}

// assetOf is the asset that a party's money is in.
func (v *visit) assetOf(p clearing.Party) money.Asset {
	account, err := v.console.source.Account(v.Context(), mainAccount(p))
	if err != nil {
		return money.USD()
	}
	return account.Asset
}

// words splits a list that people write with commas, spaces or lines.
func words(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' || r == '\n' || r == '\r' || r == '\t' })
}

// rate reads a number a minute; zero, which is no limit, when there is none.
func (f faults) rate(page *newKeyPage, name string) uint32 {
	text := strings.TrimSpace(page.Value(name))
	if text == "" {
		return 0
	}
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil || n == 0 {
		f[name] = fmt.Sprintf("%q is no number from 1 up; leave it empty for no limit.", text)
	}
	return uint32(n)
}

// limit reads an amount; without one there is no limit.
func (f faults) limit(page *newKeyPage, name string, asset money.Asset) money.Amount {
	text := strings.TrimSpace(page.Value(name))
	if text == "" {
		return money.AmountMax
	}
	amount, err := asset.Parse(text)
	if err != nil {
		f[name] = fmt.Sprintf("%q is no amount of %s; write it as 25.00, or leave it empty for no limit.", text, asset.Code)
	}
	return amount
}

// ExpiresOn is the last day of a key; empty when it has none.
func (k KeyInfo) ExpiresOn() string {
	if k.Key.Terms.Expires == 0 {
		return ""
	}
	return time.Unix(0, k.Key.Terms.Expires).UTC().Format("2006-01-02 15:04")
}

// Permille is how much of a budget is spent, of a thousand.
func (b Budget) Permille() uint64 {
	if b.Max.IsZero() {
		return 1000
	}
	whole, ok := b.Spent.Mul64(1000)
	if !ok {
		return 1000
	}
	return min(1000, ratio(whole, b.Max))
}
