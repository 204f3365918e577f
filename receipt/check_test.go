package receipt_test

import (
	"strings"
	"testing"

	"aidollar/receipt"
)

// TestCheckNamesWhatIsWrong changes one number at a time, as a house could that
// signs what it likes.
func TestCheckNamesWhatIsWrong(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*receipt.Receipt)
		code   string
	}{
		{"nothing", func(*receipt.Receipt) {}, ""},
		{"a quantity", func(r *receipt.Receipt) { r.Lines[1].Quantity = "18" }, "line_amount"},
		{"a price", func(r *receipt.Receipt) { r.Lines[1].Price = "0.00000016" }, "line_amount"},
		{"an amount", func(r *receipt.Receipt) { r.Lines[2].Amount = "0.0000187" }, "line_amount"},
		{"a line taken off", func(r *receipt.Receipt) { r.Lines[2].Credit = true }, "lines_sum"},
		{"a fee from nowhere", func(r *receipt.Receipt) {
			r.Lines = append(r.Lines, receipt.Line{Meter: "input", Kind: "fee", Quantity: "1", Price: "0.1", Amount: "0.1"})
		}, "lines_sum"},
		{"the usage", func(r *receipt.Receipt) { r.Usage.Meters[1].Quantity = "16" }, "line_quantity"},
		{"a line that nobody used", func(r *receipt.Receipt) {
			r.Lines = append(r.Lines, receipt.Line{Meter: "image", Quantity: "1", Price: "0", Amount: "0"})
		}, "line_quantity"},
		{"a line less", func(r *receipt.Receipt) { r.Lines = r.Lines[:2] }, "lines_sum"},
		{"the sum", func(r *receipt.Receipt) { r.Exact = "0.0000211586" }, "lines_sum"},
		{"the carry before", func(r *receipt.Receipt) { r.CarryIn = "0.0000000006" }, "charge_wrong"},
		{"the carry after", func(r *receipt.Receipt) { r.CarryOut = "0" }, "charge_wrong"},
		{"a whole unit carried", func(r *receipt.Receipt) { r.CarryIn = "0.000000001" }, "carry_too_large"},
		{"more that came back", func(r *receipt.Receipt) { r.Returned = "0.00002116" }, "returned_over_charge"},
		{"the charge", func(r *receipt.Receipt) { r.Charge = "0.00002116" }, "charge_wrong"},
		{"a charge above the hold", func(r *receipt.Receipt) { r.Reserved = "0.000021158" }, "charge_over_reserved"},
		{"something waived", func(r *receipt.Receipt) { r.Waived = "0.1" }, "waived_wrong"},
		{"the policy", func(r *receipt.Receipt) { r.Policy = "mercy" }, "policy_unknown"},
		{"waived as a whole", func(r *receipt.Receipt) { r.Policy = receipt.Waive }, "charge_wrong"},
		{"charged as reserved", func(r *receipt.Receipt) { r.Policy = receipt.Reservation }, "charge_wrong"},
		{"voided and charged", func(r *receipt.Receipt) { r.State = "voided" }, "charge_wrong"},
		{"the hold", func(r *receipt.Receipt) { r.Postings[0].Amount = "0.00006" }, "postings_hold"},
		{"the capture", func(r *receipt.Receipt) { r.Postings[1].Amount = "0.00002" }, "postings_capture"},
		{"a second capture", func(r *receipt.Receipt) { r.Postings = append(r.Postings, r.Postings[1]) }, "postings_capture"},
		{"the split", func(r *receipt.Receipt) { r.Postings[2].Amount = "0" }, "postings_split"},
		{"a share", func(r *receipt.Receipt) { r.Postings[3].Amount = "0.000020631" }, "postings_shares"},
		{"a share less", func(r *receipt.Receipt) { r.Postings = r.Postings[:4] }, "postings_shares"},
		{"a posting of another kind", func(r *receipt.Receipt) { r.Postings[4].Kind = "gift" }, "posting_unknown"},
		{"a sign", func(r *receipt.Receipt) { r.Charge = "-1" }, "number_malformed"},
		{"an exponent", func(r *receipt.Receipt) { r.Exact = "1e3" }, "number_malformed"},
		{"no number", func(r *receipt.Receipt) { r.Waived = "" }, "number_malformed"},
		{"half a unit", func(r *receipt.Receipt) { r.Charge = "0.0000000005" }, "number_too_fine"},
		{"a channel", func(r *receipt.Receipt) {
			r.Channel = &receipt.Channel{ID: "0x" + strings.Repeat("c4", 32), Voucher: "0.15"}
		}, ""},
		{"a channel that is none", func(r *receipt.Receipt) { r.Channel = &receipt.Channel{ID: "0xc4", Voucher: "0.15"} }, "channel_malformed"},
		{"a channel without voucher", func(r *receipt.Receipt) { r.Channel = &receipt.Channel{ID: "0x" + strings.Repeat("c4", 32)} }, "number_malformed"},
		{"a grant that paid", func(r *receipt.Receipt) {
			r.Grants = []receipt.Grant{{Grant: "g", Account: r.Postings[1].Debit, Amount: r.Postings[1].Amount}}
		}, ""},
		{"a grant that paid less", func(r *receipt.Receipt) {
			r.Grants = []receipt.Grant{{Grant: "g", Account: r.Postings[1].Debit, Amount: "0.00002"}}
		}, "grant_amount"},
		{"a grant that paid nothing", func(r *receipt.Receipt) {
			r.Grants = []receipt.Grant{{Grant: "g", Account: "elsewhere", Amount: "0.00002"}}
		}, "grant_amount"},
		{"the decimals", func(r *receipt.Receipt) { r.Asset.Scale = 19 }, "asset_scale"},
	} {
		r := sample()
		c.change(r)
		if got := codeOf(t, r.Check()); got != c.code {
			t.Errorf("%s: %q (%v), want %q", c.name, got, r.Check(), c.code)
		}
	}
}

func TestCheckOfOtherEnds(t *testing.T) {
	over := sample() // more was used than reserved: the rest is waived, in the open
	over.Reserved, over.Charge, over.CarryOut = "0.00002", "0.00002", "0"
	over.Waived = "0.0000011592" // 0.0000211585 + 0.0000000007 - 0.00002
	over.Postings[0].Amount, over.Postings[1].Amount, over.Postings[2].Amount = "0.00002", "0.00002", "0.00002"
	over.Postings[3].Amount = "0.000019471"
	voided := sample()
	voided.State, voided.Lines, voided.Exact, voided.Charge, voided.CarryIn, voided.CarryOut = "voided", nil, "0", "0", "0", "0"
	voided.Usage.Meters = nil
	voided.Postings = voided.Postings[:1]
	voided.Postings = append(voided.Postings, receipt.Posting{ID: "x", Kind: receipt.Release, Amount: "0"})
	unknown := sample()
	unknown.Policy, unknown.Charge, unknown.CarryOut = receipt.Reservation, unknown.Reserved, unknown.CarryIn
	unknown.Postings[1].Amount, unknown.Postings[2].Amount, unknown.Postings[3].Amount = unknown.Reserved, unknown.Reserved, "0.000049471"
	tiers := sample()
	tiers.Lines = []receipt.Line{
		{Meter: "input", Tier: 1, Quantity: "10", Price: "0.000001", Amount: "0.00001"},
		{Meter: "input", Tier: 2, Quantity: "7", Price: "0.000001", Amount: "0.000007"},
		{Meter: "input", Kind: "fee", Tier: 2, Quantity: "1", Price: "0.0000051585", Amount: "0.0000051585"},
		{Meter: "input", Kind: "reprice", Tier: 2, Quantity: "10", Price: "0.0000001", Credit: true, Amount: "0.000001"},
	}
	for name, r := range map[string]*receipt.Receipt{"over": over, "voided": voided, "unknown": unknown, "tiers": tiers} {
		if err := r.Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzVerify holds that no text breaks the reader.
func FuzzVerify(f *testing.F) {
	f.Add(signed(f, sample()))
	keys := public(f, testKey(f))
	f.Fuzz(func(t *testing.T, text string) {
		if r, _, err := receipt.Verify(text, keys); err == nil {
			_ = codeOf(t, r.Check())
		} else {
			codeOf(t, err)
		}
	})
}
