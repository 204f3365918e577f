package sender

import (
	"math/big"
	"testing"

	"aidollar/chain"
)

func fees(base, tip int64) chain.Fees {
	return chain.Fees{Base: big.NewInt(base), Tip: big.NewInt(tip)}
}

func TestOffer(t *testing.T) {
	f := Fees{TipMin: big.NewInt(2), TipMax: big.NewInt(50), CapMax: big.NewInt(1000), DayMax: big.NewInt(1)}
	for _, c := range []struct {
		what     string
		now      chain.Fees
		tip, cap int64 // 0 if nothing is offered
	}{
		{"twice the base fee and the tip", fees(100, 10), 10, 210},
		{"at least the least tip", fees(100, 0), 2, 202},
		{"at most the highest tip", fees(100, 99), 50, 250},
		{"at most the highest price", fees(600, 10), 10, 1000},
		{"the very bound", fees(998, 10), 10, 1000},
		{"a block that asks for more", fees(999, 10), 0, 0},
	} {
		offer, ok := f.offer(c.now)
		if ok != (c.cap > 0) || ok && (offer.tip.Int64() != c.tip || offer.cap.Int64() != c.cap) {
			t.Errorf("%s: %v %v", c.what, offer, ok)
		}
	}
}

func TestReplace(t *testing.T) {
	f := Fees{TipMin: big.NewInt(0), TipMax: big.NewInt(50), CapMax: big.NewInt(1000), DayMax: big.NewInt(1)}
	for _, c := range []struct {
		what             string
		oldTip, oldCap   int64
		now              chain.Fees
		wantTip, wantCap int64
	}{
		{"an eighth more on both", 8, 800, fees(100, 1), 9, 900},
		{"rounded up", 9, 401, fees(100, 1), 11, 452},
		{"one more than nothing", 0, 1, fees(0, 0), 1, 2},
		{"what the chain asks for, if that is more", 8, 100, fees(300, 20), 20, 620},
		{"within the highest tip", 8, 100, fees(300, 99), 50, 650},
		{"within the highest price", 8, 800, fees(600, 9), 9, 1000},
		{"not beyond the highest tip", 45, 100, fees(10, 1), 0, 0},
		{"not beyond the highest price", 8, 900, fees(10, 1), 0, 0},
		{"not for less than a block asks for", 8, 800, fees(1001, 1), 0, 0},
	} {
		offer, ok := f.replace(price{big.NewInt(c.oldTip), big.NewInt(c.oldCap)}, c.now)
		if ok != (c.wantCap > 0) || ok && (offer.tip.Int64() != c.wantTip || offer.cap.Int64() != c.wantCap) {
			t.Errorf("%s: %v %v", c.what, offer, ok)
		}
	}
}

func TestFeesCheck(t *testing.T) {
	one, two := big.NewInt(1), big.NewInt(2)
	for _, f := range []Fees{{}, {TipMax: one, CapMax: two}, {TipMax: two, CapMax: one, DayMax: one}, {TipMin: two, TipMax: one, CapMax: two, DayMax: one}} {
		if chain.Code(f.check()) != chain.CodeConfig {
			t.Errorf("%+v is taken", f)
		}
	}
	f := Fees{TipMax: one, CapMax: two, DayMax: one}
	if err := f.check(); err != nil || f.TipMin == nil {
		t.Errorf("good bounds are refused: %v", err)
	}
}
