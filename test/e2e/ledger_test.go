package e2e

import (
	"math/big"
	"slices"
	"testing"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
)

// balanced sums up every account that the API tells of and wants debits to
// equal credits, posted and pending. It gives the number of accounts.
func balanced(t *testing.T, operator party, accountsOwn ...string) int {
	t.Helper()
	var posted, pending big.Int
	ids := append(accountIDs(t, operator), accountsOwn...)
	for _, id := range ids {
		var a account
		operator.get(t, "/api/v1/accounts/"+id, &a)
		posted.Add(&posted, units(t, a.DebitsPosted)).Sub(&posted, units(t, a.CreditsPosted))
		pending.Add(&pending, units(t, a.DebitsPending)).Sub(&pending, units(t, a.CreditsPending))
	}
	if posted.Sign() != 0 || pending.Sign() != 0 {
		t.Errorf("debits less credits: %s units posted, %s pending", &posted, &pending)
	}
	return len(ids)
}

// accountIDs finds accounts as a stranger would: those of the parties, those of
// the tokens, and those that money went to or came from.
func accountIDs(t *testing.T, operator party) (ids []string) {
	t.Helper()
	for _, list := range []string{"/api/v1/buyers", "/api/v1/sellers"} {
		for _, p := range pages[struct{ Accounts map[string]string }](t, operator, list) {
			for _, id := range p.Accounts {
				ids = append(ids, id)
			}
		}
	}
	var tokens struct {
		Items []struct {
			Number uint32
			Asset  string
		}
	}
	operator.get(t, "/api/v1/tokens", &tokens)
	var assets []string // numbered in the order in which the tokens are configured
	for _, token := range tokens.Items {
		if !slices.Contains(assets, token.Asset) {
			assets = append(assets, token.Asset)
			for _, code := range []uint16{clearing.AccountCustody, clearing.AccountRevenue} {
				ids = append(ids, clearing.HouseAccount(code, ledger.AssetID(len(assets))).String())
			}
		}
		for _, code := range []uint16{clearing.AccountChain, clearing.AccountArriving, clearing.AccountPayout, clearing.AccountUnallocated, clearing.AccountLoss, clearing.AccountEscrow} {
			ids = append(ids, clearing.TokenAccount(code, token.Number).String())
		}
	}
	for at := 0; at < len(ids); at++ {
		for _, p := range pages[posting](t, operator, "/api/v1/accounts/"+ids[at]+"/history") {
			ends := []string{p.Debit, p.Credit}
			if p.is("split") {
				ends = ends[:1] // the credit names a rule
			}
			for _, id := range ends {
				if !slices.Contains(ids, id) {
					ids = append(ids, id)
				}
			}
		}
	}
	return ids
}

// proves wants a receipt to agree with itself: what was posted is the charge,
// and it all goes on from the sale account to the seller, the house and the
// carry, which now and then gives somebody a unit that has become whole.
func (r *receipt) proves(t *testing.T) {
	t.Helper()
	charge := units(t, r.Charge)
	onSale, sale, split := new(big.Int), "", ""
	for _, p := range r.Postings {
		amount := units(t, p.Amount)
		switch {
		case p.is("pending"):
			same(t, "held", amount, units(t, r.Reserved))
			sale = p.Credit
		case p.is("post"):
			same(t, "posted from the hold", amount, charge)
			onSale.Add(onSale, amount)
		case p.is("split"):
			same(t, "split", amount, charge)
			split = p.ID
		case p.Cause == split && p.Debit == sale:
			onSale.Sub(onSale, amount)
		case p.Cause == split && p.Credit != sale:
			same(t, "given by the carry", amount, big.NewInt(1))
		default:
			t.Errorf("receipt %s has a posting that belongs nowhere: %+v", r.ID, p)
		}
	}
	same(t, "left on the sale account", onSale, new(big.Int))
	if split == "" && charge.Sign() > 0 {
		t.Errorf("receipt %s was not shared: %+v", r.ID, r.Postings)
	}
	lines := new(big.Rat)
	for _, l := range r.Lines {
		if l.Quantity != r.Usage[l.Meter] {
			t.Errorf("receipt %s has a line of %d %s; %d were used", r.ID, l.Quantity, l.Meter, r.Usage[l.Meter])
		}
		lines.Add(lines, decimal(t, l.Amount))
	}
	if lines.Cmp(decimal(t, r.Exact)) != 0 {
		t.Errorf("receipt %s: the lines add up to %s, exact is %s", r.ID, lines.FloatString(18), r.Exact)
	}
	left := new(big.Rat).Add(decimal(t, r.Exact), decimal(t, r.CarryIn))
	left.Sub(left, decimal(t, r.CarryOut)).Sub(left, decimal(t, r.Waived)).Sub(left, decimal(t, r.Charge))
	if left.Sign() != 0 {
		t.Errorf("receipt %s: exact, carry, waived and charge do not add up: %+v", r.ID, r)
	}
	if charge.Cmp(units(t, r.Reserved)) > 0 {
		t.Errorf("receipt %s: charged %s, reserved %s", r.ID, r.Charge, r.Reserved)
	}
}
