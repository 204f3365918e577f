package receipt

import (
	"encoding/hex"
	"math/big"
	"strings"
)

// tickScale is the decimals of a price: 10^-18 of the asset.
const tickScale = 18

// digitsMax bounds a number that is read, in characters.
const digitsMax = 96

// sums reads numbers until one is wrong, and then keeps that.
type sums struct{ err error }

// number reads a plain decimal as an integer of so many decimals.
func (s *sums) number(what, text string, scale int) *big.Int {
	n := new(big.Int)
	if s.err != nil {
		return n
	}
	whole, fraction, point := strings.Cut(text, ".")
	digits := whole + fraction
	plain := whole != "" && (!point || fraction != "") && len(text) <= digitsMax
	for _, c := range []byte(digits) {
		plain = plain && c >= '0' && c <= '9'
	}
	if !plain {
		s.err = wrong("number_malformed", "%s is %q; it must be a plain decimal such as 12 or 0.05", what, text)
		return n
	}
	if len(fraction) > scale {
		s.err = wrong("number_too_fine", "%s is %q, which has more than %d decimals", what, text, scale)
		return n
	}
	n.SetString(digits+strings.Repeat("0", scale-len(fraction)), 10)
	return n
}

// optional reads a number that may be left out.
func (s *sums) optional(what, text string, scale int) *big.Int {
	if text == "" {
		return new(big.Int)
	}
	return s.number(what, text, scale)
}

// equal notes that two numbers differ which must not.
func (s *sums) equal(code, left string, a *big.Int, right string, b *big.Int, scale int) {
	if s.err == nil && a.Cmp(b) != 0 {
		s.err = wrong(code, "%s is %s, but %s is %s", left, decimal(a, scale), right, decimal(b, scale))
	}
}

// decimal prints an integer of so many decimals.
func decimal(n *big.Int, scale int) string {
	text := new(big.Int).Abs(n).String()
	if len(text) <= scale {
		text = strings.Repeat("0", scale-len(text)+1) + text
	}
	if scale > 0 {
		text = strings.TrimRight(strings.TrimRight(text[:len(text)-scale]+"."+text[len(text)-scale:], "0"), ".")
	}
	if n.Sign() < 0 {
		return "-" + text
	}
	return text
}

// Check computes the receipt again: the lines, their sum, the charge with what
// is carried, and the postings. The error is a *Wrong for the first number that
// does not follow from the others.
func (r *Receipt) Check() error {
	if int(r.Asset.Scale) > tickScale {
		return wrong("asset_scale", "the asset has %d decimals; prices have %d", r.Asset.Scale, tickScale)
	}
	s := &sums{}
	exact := s.lines(r.Lines)
	given, less := strings.CutPrefix(r.Exact, "-") // lower tiers may give back more than the call costs
	sum := s.number("exact", given, tickScale)
	if less {
		sum.Neg(sum)
	}
	s.equal("lines_sum", "exact", sum, "the sum of the lines", exact, tickScale)
	s.usage(r)
	s.charge(r, exact)
	s.channel(r)
	s.postings(r)
	s.grants(r)
	return s.err
}

// lines gives the sum of the lines, each of which must be its product.
func (s *sums) lines(lines []Line) *big.Int {
	exact := new(big.Int)
	for i := range lines {
		l := &lines[i]
		product := new(big.Int).Mul(s.number(l.Meter+"'s quantity", l.Quantity, 0), s.number(l.Meter+"'s price", l.Price, tickScale))
		s.equal("line_amount", l.Meter+"'s amount", s.number(l.Meter+"'s amount", l.Amount, tickScale),
			"its quantity times its price", product, tickScale)
		if l.Credit {
			product.Neg(product)
		}
		exact.Add(exact, product)
	}
	return exact
}

// usage holds plain lines against the quantities: nothing is charged that was
// not used. Lines with tiers count units of a period or packages.
func (s *sums) usage(r *Receipt) {
	used := map[string]string{}
	for _, m := range r.Usage.Meters {
		used[m.Meter] = m.Quantity
	}
	for i := range r.Lines {
		l := &r.Lines[i]
		if s.err == nil && l.Tier == 0 && l.Kind == "" && used[l.Meter] != l.Quantity {
			s.err = wrong("line_quantity", "%s's line charges for %s, but the usage says %q", l.Meter, l.Quantity, used[l.Meter])
		}
	}
}

// charge checks what the policy makes of the exact sum.
func (s *sums) charge(r *Receipt, exact *big.Int) {
	scale := int(r.Asset.Scale)
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(tickScale-scale)), nil)
	charge, reserved := s.number("charge", r.Charge, scale), s.number("reserved", r.Reserved, scale)
	in, out := s.number("carry_in", r.CarryIn, tickScale), s.number("carry_out", r.CarryOut, tickScale)
	creditIn, creditOut := s.optional("credit_in", r.CreditIn, tickScale), s.optional("credit_out", r.CreditOut, tickScale)
	waived, returned := s.number("waived", r.Waived, tickScale), s.optional("returned", r.Returned, scale)
	if s.err != nil {
		return
	}
	if returned.Cmp(charge) > 0 {
		s.err = wrong("returned_over_charge", "%s came back, more than the charge of %s", r.Returned, r.Charge)
		return
	}
	if in.Cmp(unit) >= 0 || out.Cmp(unit) >= 0 {
		s.err = wrong("carry_too_large", "carry_in is %s and carry_out %s; both are less than one ledger unit, %s", r.CarryIn, r.CarryOut, decimal(unit, tickScale))
		return
	}
	if charge.Cmp(reserved) > 0 {
		s.err = wrong("charge_over_reserved", "the charge is %s, more than the %s that was reserved", r.Charge, r.Reserved)
		return
	}
	if waived.Sign() > 0 && charge.Cmp(reserved) < 0 {
		s.err = wrong("waived_wrong", "%s is waived, though the charge of %s is below the reservation of %s", r.Waived, r.Charge, r.Reserved)
		return
	}
	switch {
	case r.State != "captured", r.Policy == Waive:
		s.equal("charge_wrong", "charge", charge, "what such a call is charged", new(big.Int), scale)
		s.equal("carry_wrong", "carry_out", out, "carry_in", in, tickScale)
	case r.Policy == Reservation:
		s.equal("charge_wrong", "charge", charge, "the reservation", reserved, scale)
		s.equal("carry_wrong", "carry_out", out, "carry_in", in, tickScale)
	case r.Policy == Measured:
		used := new(big.Int).Add(new(big.Int).Add(exact, in), creditOut)
		paid := new(big.Int).Add(new(big.Int).Add(new(big.Int).Mul(charge, unit), out), new(big.Int).Add(waived, creditIn))
		s.equal("charge_wrong", "exact with carry_in", used, "charge with carry_out and waived", paid, tickScale)
	default:
		s.err = wrong("policy_unknown", "the policy is %q; it is measured, reservation or waive", r.Policy)
	}
}

// channel checks the form of what the receipt says of a channel. How much of it is
// charged for earlier calls, only a receipt of each says.
func (s *sums) channel(r *Receipt) {
	if r.Channel == nil {
		return
	}
	const size = 32
	digits, ok := strings.CutPrefix(r.Channel.ID, "0x")
	if raw, err := hex.DecodeString(digits); s.err == nil && (!ok || err != nil || len(raw) != size) {
		s.err = wrong("channel_malformed", "the channel is %q; it must be 0x and 64 hexadecimal digits", r.Channel.ID)
	}
	s.number("the voucher's value", r.Channel.Voucher, int(r.Asset.Scale))
}

// grants checks that each grant gave what a posting took from its account.
func (s *sums) grants(r *Receipt) {
	scale := int(r.Asset.Scale)
	for i := range r.Grants {
		g := &r.Grants[i]
		posted := &big.Int{}
		for j := range r.Postings {
			if p := &r.Postings[j]; p.Kind == Capture && p.Debit == g.Account {
				posted.Add(posted, s.number("the amount of posting "+p.ID, p.Amount, scale))
			}
		}
		s.equal("grant_amount", "what grant "+g.Grant+" paid", s.number("the amount of grant "+g.Grant, g.Amount, scale), "what was posted from its account", posted, scale)
	}
}

// postings checks that the charge left the holds once and was shared to the unit.
func (s *sums) postings(r *Receipt) {
	scale := int(r.Asset.Scale)
	sum := map[string]*big.Int{Hold: {}, Capture: {}, Release: {}, Split: {}, Share: {}}
	sale := ""
	for i := range r.Postings {
		if p := &r.Postings[i]; p.Kind == Capture {
			sale = p.Credit
		}
	}
	for i := range r.Postings {
		p := &r.Postings[i]
		total, known := sum[p.Kind]
		if !known {
			s.err = wrong("posting_unknown", "posting %s is of the kind %q; there are hold, capture, release, split and share", p.ID, p.Kind)
			return
		}
		amount := s.number("the amount of posting "+p.ID, p.Amount, scale)
		if p.Kind == Share && p.Debit != sale {
			continue // out of what earlier sales left on the rule's carry account
		}
		total.Add(total, amount)
	}
	charge := s.optional("charge", r.Charge, scale)
	s.equal("postings_hold", "the hold", sum[Hold], "reserved", s.number("reserved", r.Reserved, scale), scale)
	s.equal("postings_capture", "the capture", sum[Capture], "the charge", charge, scale)
	s.equal("postings_split", "the split", sum[Split], "the charge", charge, scale)
	s.equal("postings_shares", "the sum of the shares", sum[Share], "the charge", charge, scale)
}
