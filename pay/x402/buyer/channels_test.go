package buyer

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"aidollar/pay/x402"
	"aidollar/pay/x402/channel"

	"github.com/holiman/uint256"
)

// buys makes n requests one behind the other, which must all be served.
func (p *patron) buys(t *testing.T, s *shop, n int) {
	t.Helper()
	for i := range n {
		if status, err := p.get(t, s); err != nil || status != http.StatusOK {
			t.Fatalf("request %d: %d, %v", i, status, err)
		}
	}
}

func (r *ChannelRecord) is(t *testing.T, what string, balance, charged, signed uint64) {
	t.Helper()
	if r.Balance.Uint64() != balance || r.Charged.Uint64() != charged || r.Signed.Uint64() != signed {
		t.Errorf("%s: balance %s, charged %s, signed %s; want %d, %d, %d", what, r.Balance.Dec(), r.Charged.Dec(), r.Signed.Dec(), balance, charged, signed)
	}
}

func TestOneDepositPaysManyRequests(t *testing.T) {
	for _, house := range []bool{false, true} {
		s := newShop(t, func(s *shop) { s.house, s.least = house, 1000 })
		p := patronOf(t, t.TempDir())
		p.buys(t, s, 10)
		p.record(t).is(t, "ten", 1000, 1000, 1000)
		if len(s.deposits) != 1 || s.asked != 10 || s.channels[p.record(t).ID].charged != 1000 {
			t.Errorf("house %v: %d deposits, %d asked", house, len(s.deposits), s.asked)
		}
		p.buys(t, s, 1)
		p.record(t).is(t, "and one", 2000, 1100, 1100)
		if spent, err := p.folder.Spent(); err != nil || spent.String() != "0.002" {
			t.Errorf("%s are spent, %v", spent, err)
		}
		// What it costs is less than its bound from now on.
		s.cost = func(int) uint64 { return 30 }
		p.buys(t, s, 20)
		if r := p.record(t); r.Charged.Uint64() != 1700 || r.Balance.Uint64() != 2000 {
			t.Errorf("house %v: %+v", house, r)
		}
	}
}

// Deposits are as large as the seller wants, or five prices, and within the limit.
func TestDepositsHaveASize(t *testing.T) {
	for name, c := range map[string]struct {
		least uint64
		most  string
		want  uint64
	}{"the seller's": {700, "0.01", 700}, "five prices": {0, "0.01", 500}, "too small a wish": {99, "0.01", 500}, "the limit": {700, "0.0003", 300}, "the price": {700, "0.0001", 100}} {
		s := newShop(t, func(s *shop) { s.least = c.least })
		p := patronOf(t, t.TempDir())
		p.Channels.DepositMax = dollars(t, c.most)
		p.buys(t, s, 1)
		if got := p.record(t).Balance.Uint64(); got != c.want {
			t.Errorf("%s: %d are deposited", name, got)
		}
	}
}

// What cannot be paid from a channel is paid otherwise, where that is offered.
func TestOtherWaysThanChannels(t *testing.T) {
	exact := func(terms *x402.Terms) []*x402.Terms {
		other := *terms
		other.Scheme = x402.SchemeExact
		return []*x402.Terms{&other}
	}
	for name, change := range map[string]func(*patron){
		"deposit too large":  func(p *patron) { p.Channels.DepositMax = Dollars{} },
		"beyond the total":   func(p *patron) { p.folder.total, _ = ParseDollars("0.0002") },
		"the delay too long": func(p *patron) { p.Channels.DelayMax = 899 },
	} {
		for _, also := range []bool{true, false} {
			s := newShop(t, func(s *shop) {
				if also {
					s.also = exact
				}
			})
			p := patronOf(t, t.TempDir())
			change(p)
			status, err := p.get(t, s)
			var refusal *Refusal
			switch {
			case also && (err != nil || status != http.StatusOK || s.exact != 1):
				t.Errorf("%s: %d, %v, %d paid", name, status, err, s.exact)
			case !also && (!errors.As(err, &refusal) || s.asked > 0):
				t.Errorf("%s: %d, %v", name, status, err)
			}
			if all, err := p.folder.Channels(); err != nil || len(all) > 0 && all[0].Pending != nil {
				t.Errorf("%s: a deposit is kept: %+v, %v", name, all, err)
			}
			if spent := p.spent(); also && spent != "100" || !also && spent != "0" {
				t.Errorf("%s: %s are spent", name, spent)
			}
		}
	}
}

// A house takes many at a time, and the stock server one; either serves all.
func TestManyRequestsOnOneChannel(t *testing.T) {
	for _, house := range []bool{true, false} {
		const n = 50
		s := newShop(t, func(s *shop) {
			s.house, s.least = house, 1000
			s.cost = func(n int) uint64 { return uint64(n) % 101 }
		})
		p := patronOf(t, t.TempDir())
		statuses := make([]string, n)
		var all sync.WaitGroup
		for i := range n {
			all.Go(func() {
				status, err := p.get(t, s)
				statuses[i] = fmt.Sprint(status, err)
			})
		}
		all.Wait()
		for i, got := range statuses {
			if got != "200 <nil>" {
				t.Errorf("house %v, request %d: %s", house, i, got)
			}
		}
		r := p.record(t)
		b := s.channels[r.ID]
		if s.served != n || b.charged != r.Charged.Uint64() || r.Signed.Uint64() < b.signed || r.Signed.Uint64() > b.balance || r.OneByOne == house {
			t.Errorf("house %v: %d served, %+v, %+v, refused %v", house, s.served, b, r, s.refused)
		}
		if house && (s.asked != n || len(s.deposits) > 6) {
			t.Errorf("a house is asked %d times, %d deposits, refused %v", s.asked, len(s.deposits), s.refused)
		}
	}
}

// Of a stream the cost is told by a later answer.
func TestStreamsAreChargedLater(t *testing.T) {
	s := newShop(t, func(s *shop) {
		s.house, s.untold, s.least = true, true, 1000
		s.cost = func(int) uint64 { return 60 }
	})
	p := patronOf(t, t.TempDir())
	p.buys(t, s, 5)
	if s.asked != 5 {
		t.Errorf("asked %d times, refused %v", s.asked, s.refused)
	}
	s.untold = false
	p.buys(t, s, 1)
	if r := p.record(t); r.Charged.Uint64() != 360 || r.Signed.Uint64() > 600 {
		t.Errorf("%+v", r)
	}
	p.buys(t, s, 1)
	p.record(t).is(t, "after it was told", 1000, 420, 460)
}

// What was signed is on disk before it is sent: whoever is killed at any moment
// finds his place again, and takes no lie for it.
func TestARecordIsAheadOfWhatIsSent(t *testing.T) {
	dir := t.TempDir()
	var seen []ChannelRecord
	key, err := Throwaway()
	if err != nil {
		t.Fatal(err)
	}
	s := newShop(t, func(s *shop) {
		s.least = 1000
		s.serve = func(_ http.ResponseWriter, _ *http.Request, p *x402.Channel) {
			all, err := folder(s.t, dir, "1").Channels()
			if err != nil || len(all) != 1 || all[0].Signed.Lt(&p.Voucher.Amount) || p.Deposit != nil && (all[0].Pending == nil || !all[0].Pending.Amount.Eq(&p.Deposit.Amount)) {
				s.t.Errorf("%+v, %v, and sent was %+v", all, err, p)
			}
			seen = append(seen, all...)
		}
	})
	p := newPatron(t, key, dir, "1", "0.01")
	p.buys(t, s, 4)
	s.serve = nil
	// Whoever was killed in the third request.
	if err := p.folder.Channel(seen[2].ID, func(*ChannelRecord) (*ChannelRecord, error) { return &seen[2], nil }); err != nil {
		t.Fatal(err)
	}
	p = newPatron(t, key, dir, "1", "0.01")
	s.lie = func(e *x402.ChannelExtra) { e.State.Charged.SetUint64(301); e.Voucher = nil }
	if status, err := p.get(t, s); err != nil || status != http.StatusPaymentRequired {
		t.Errorf("a seller who says that 301 were charged where 300 were signed for: %d, %v", status, err)
	}
	s.lie = nil
	p.buys(t, s, 1)
	p.record(t).is(t, "after the crash", 1000, 500, 500)
	// Whoever has lost the folder is shown his own signature.
	p = newPatron(t, key, t.TempDir(), "1", "0.01")
	p.buys(t, s, 1)
	if r := p.record(t); r.Charged.Uint64() != 600 || r.Balance.Uint64() != 1000 || len(s.deposits) != 1 {
		t.Errorf("%+v after %d deposits", r, len(s.deposits))
	}
	p = newPatron(t, key, t.TempDir(), "1", "0.01")
	s.lie = func(e *x402.ChannelExtra) {
		if e.Voucher != nil {
			e.Voucher.Signed.AddUint64(&e.Voucher.Signed, 1000)
			e.State.Charged.SetUint64(1600)
		}
	}
	if status, err := p.get(t, s); err != nil || status != http.StatusPaymentRequired {
		t.Errorf("a seller who shows a signature of something else: %d, %v", status, err)
	}
}

// A seller who charges more than was agreed on is not paid more for it.
func TestChargesBeyondThePrice(t *testing.T) {
	s := newShop(t, func(s *shop) { s.house, s.least = true, 1000 })
	p := patronOf(t, t.TempDir())
	p.buys(t, s, 1)
	s.lie = func(e *x402.ChannelExtra) { e.State.Charged.SetUint64(900) }
	p.buys(t, s, 1)
	if r := p.record(t); r.Charged.Uint64() > r.Signed.Uint64() || r.Signed.Uint64() != 200 {
		t.Errorf("%+v", r)
	}
	for range 3 {
		if _, err := p.get(t, s); err != nil {
			t.Error(err)
		}
	}
	if r := p.record(t); r.Signed.Uint64() > 500 {
		t.Errorf("five requests at 100, and %s are signed for", r.Signed.Dec())
	}
}

// After a broken connection nothing is paid twice.
func TestALostAnswerIsNotPaidTwice(t *testing.T) {
	for _, house := range []bool{true, false} {
		s := newShop(t, func(s *shop) {
			s.house, s.least = house, 1000
			s.breaks = func(n int) bool { return n == 2 }
		})
		p := patronOf(t, t.TempDir())
		p.buys(t, s, 1)
		_, err := p.get(t, s)
		var lost *Lost
		if !errors.As(err, &lost) || s.served != 2 {
			t.Errorf("house %v: %v, %d served", house, err, s.served)
		}
		p.buys(t, s, 1)
		if r := p.record(t); r.Charged.Uint64() != 300 {
			t.Errorf("house %v: %+v", house, r)
		}
	}
}

// A deposit that came to nothing is sent again, and counted once.
func TestADepositIsSentAgain(t *testing.T) {
	s := newShop(t, func(s *shop) {
		s.least = 1000
		s.took = func(*x402.Channel) string { return channel.ReasonDepositTransaction }
	})
	p := patronOf(t, t.TempDir())
	if status, err := p.get(t, s); err != nil || status != http.StatusPaymentRequired {
		t.Fatalf("%d, %v", status, err)
	}
	first := p.record(t).Pending
	if first == nil {
		t.Fatal("the deposit is forgotten, and can still be made")
	}
	s.took = func(p *x402.Channel) string {
		if p.Deposit.Salt != first.Salt {
			t.Error("another deposit is signed")
		}
		return ""
	}
	p.buys(t, s, 2)
	if spent, err := p.folder.Spent(); err != nil || spent.String() != "0.001" || p.record(t).Pending != nil {
		t.Errorf("%s spent, %v, %+v", spent, err, p.record(t))
	}
	// One that the seller has made in the meantime, without a word.
	s = newShop(t, func(s *shop) {
		s.least = 1000
		s.breaks = func(n int) bool { return n == 1 }
	})
	p = patronOf(t, t.TempDir())
	var lost *Lost
	if _, err := p.get(t, s); !errors.As(err, &lost) || s.served != 1 {
		t.Errorf("%v, %d served", err, s.served)
	}
	p.buys(t, s, 2)
	if r := p.record(t); r.Balance.Uint64() != 1000 || len(s.deposits) != 1 || r.Pending != nil || r.Charged.Uint64() != 300 {
		t.Errorf("%+v after %d deposits", r, len(s.deposits))
	}
}

// The seller has less than was thought, as after a refund that somebody else asked
// for: it is deposited again.
func TestAChannelThatIsEmpty(t *testing.T) {
	for _, house := range []bool{true, false} {
		s := newShop(t, func(s *shop) { s.house, s.least = house, 500 })
		p := patronOf(t, t.TempDir())
		p.buys(t, s, 2)
		s.mu.Lock()
		s.channels[p.record(t).ID].balance = 200
		s.mu.Unlock()
		p.buys(t, s, 1)
		if r := p.record(t); r.Charged.Uint64() != 300 || r.Balance.Uint64() != 700 {
			t.Errorf("house %v: %+v", house, r)
		}
	}
}

// Each opens the folder by itself, as programs do.
func TestManyProgramsShareAChannel(t *testing.T) {
	key, err := Throwaway()
	if err != nil {
		t.Fatal(err)
	}
	s := newShop(t, func(s *shop) { s.house, s.least = true, 10_000 })
	dir := t.TempDir()
	newPatron(t, key, dir, "1", "0.01").buys(t, s, 1)
	var all sync.WaitGroup
	for range 8 {
		p := newPatron(t, key, dir, "1", "0.01")
		all.Go(func() {
			for range 5 {
				if status, err := p.get(t, s); err != nil || status != http.StatusOK {
					t.Errorf("%d, %v", status, err)
				}
			}
		})
	}
	all.Wait()
	b := s.channels[newPatron(t, key, dir, "1", "0.01").record(t).ID]
	if s.served != 41 || b.charged != 4100 || len(s.deposits) != 1 || b.signed > 4100+8*100 {
		t.Errorf("%d served, %+v, %d deposits", s.served, b, len(s.deposits))
	}
}

func TestNobodyPaysFromARecordThatCannotBeRead(t *testing.T) {
	s := newShop(t, func(s *shop) { s.least = 1000 })
	p := patronOf(t, t.TempDir())
	p.buys(t, s, 1)
	r := p.record(t)
	path := filepath.Join(p.folder.dir, channelFile(r.ID.Hex()))
	for _, text := range []string{"", "{", `{"version":2}`, `{"version":1,"chain_id":1}`} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := p.get(t, s); err == nil {
			t.Errorf("paid from a record of %q", text)
		}
	}
	if s.asked != 1 {
		t.Errorf("asked %d times", s.asked)
	}
}

// Nothing more is paid from a channel that the payer is about to leave.
func TestAChannelThatIsLeft(t *testing.T) {
	s := newShop(t, func(s *shop) { s.least = 1000 })
	p := patronOf(t, t.TempDir())
	p.buys(t, s, 1)
	left := p.record(t).ID
	err := p.folder.Channel(left, func(r *ChannelRecord) (*ChannelRecord, error) { r.Leaving = 1; return r, nil })
	if err != nil {
		t.Fatal(err)
	}
	p.buys(t, s, 1)
	all, err := p.folder.Channels()
	if err != nil || len(all) != 2 || s.channels[left].charged != 100 {
		t.Fatalf("%+v, %v", all, err)
	}
	for i := range all {
		if all[i].ID != left && (all[i].Config.Salt != uint256.NewInt(1).Bytes32() || all[i].Charged.Uint64() != 100) {
			t.Errorf("the other channel is %+v", all[i])
		}
	}
}
