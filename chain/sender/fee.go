package sender

import (
	"math/big"

	"aidollar/chain"
)

// price is what a transaction offers (EIP-1559).
type price struct{ tip, cap *big.Int }

// Fees bounds what the sender offers, in the coin's smallest unit per gas.
type Fees struct {
	TipMin *big.Int // nil is 0
	TipMax *big.Int
	CapMax *big.Int // the most a transaction pays for a unit of gas, tip and all
	DayMax *big.Int // the most that is spent in a day (UTC), by the worst case of what is under way
}

func (f *Fees) check() error {
	for _, v := range []*big.Int{f.TipMax, f.CapMax, f.DayMax} {
		if v == nil || v.Sign() <= 0 {
			return chain.Errorf(chain.Stop, chain.CodeConfig, "fees have a highest tip, a highest price and a limit for the day")
		}
	}
	if f.TipMin == nil {
		f.TipMin = new(big.Int)
	}
	if f.TipMin.Cmp(f.TipMax) > 0 || f.TipMax.Cmp(f.CapMax) > 0 {
		return chain.Errorf(chain.Stop, chain.CodeConfig, "of fees the least tip is at most the highest, and that at most the highest price")
	}
	return nil
}

func lesser(a, b *big.Int) *big.Int {
	if a.Cmp(b) < 0 {
		return a
	}
	return b
}

func greater(a, b *big.Int) *big.Int {
	if a.Cmp(b) > 0 {
		return a
	}
	return b
}

// offer is what a new transaction offers: twice the next block's base fee, which
// lasts through six full blocks, and the suggested tip. false if the chain asks
// for more than the bounds allow.
func (f *Fees) offer(now chain.Fees) (price, bool) {
	tip := lesser(greater(now.Tip, f.TipMin), f.TipMax)
	if new(big.Int).Add(now.Base, f.TipMin).Cmp(f.CapMax) > 0 {
		return price{}, false
	}
	ceiling := new(big.Int).Lsh(now.Base, 1)
	return price{tip, lesser(ceiling.Add(ceiling, tip), f.CapMax)}, true
}

// The least that a replacement adds to tip and cap. Nodes ask for a tenth; some
// round otherwise, and an eighth is what clients have made usual.
var raiseBy, raiseOf = big.NewInt(9), big.NewInt(8)

// raised is an eighth more, rounded up, and at least one more.
func raised(v *big.Int) *big.Int {
	up := new(big.Int).Mul(v, raiseBy)
	up.Add(up, new(big.Int).Sub(raiseOf, big.NewInt(1))).Div(up, raiseOf)
	return greater(up, new(big.Int).Add(v, big.NewInt(1)))
}

// replace is what a replacement of a stuck transaction offers: an eighth more on
// both, or what a new one would offer if that is more. false if the bounds do
// not allow it.
func (f *Fees) replace(old price, now chain.Fees) (price, bool) {
	least := price{raised(old.tip), raised(old.cap)}
	if least.tip.Cmp(f.TipMax) > 0 || least.cap.Cmp(f.CapMax) > 0 {
		return price{}, false
	}
	tip := greater(least.tip, lesser(now.Tip, f.TipMax))
	ceiling := new(big.Int).Lsh(now.Base, 1)
	ceiling = lesser(greater(ceiling.Add(ceiling, tip), least.cap), f.CapMax)
	if ceiling.Cmp(now.Base) < 0 {
		return price{}, false // no block would take it
	}
	return price{lesser(tip, ceiling), ceiling}, true
}
