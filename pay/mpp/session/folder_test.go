package session

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"aidollar/pay/mpp"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

var errKilled = errors.New("the program was killed")

// killer ends a program at a request with a credential: before it leaves, or before its
// answer is read. It sees what is signed on its way.
type killer struct {
	t      *testing.T
	at     int // which one; 0 for none
	behind bool
	seen   int
	last   *uint256.Int // the highest voucher of all programs
}

func (k *killer) RoundTrip(r *http.Request) (*http.Response, error) {
	c, err := mpp.ReadCredential(r.Header.Values)
	if err != nil || c == nil || c.Act == nil {
		return http.DefaultTransport.RoundTrip(r)
	}
	if v := c.Act.Voucher; v != nil && c.Act.Name != mpp.ActClose {
		if v.Amount.Lt(k.last) {
			k.t.Errorf("a voucher over %s leaves, and %s was signed for before", v.Amount.Dec(), k.last.Dec())
		}
		k.last.Set(&v.Amount)
	}
	k.seen++
	if k.seen == k.at && !k.behind {
		return nil, errKilled
	}
	response, err := http.DefaultTransport.RoundTrip(r)
	if err == nil && k.seen == k.at {
		_ = response.Body.Close()
		return nil, errKilled
	}
	return response, err
}

// TestAPayerIsKilled ends the program at each of its steps, and starts it again: there is
// one channel, no voucher says less than one before, and all is paid for once more at most.
func TestAPayerIsKilled(t *testing.T) {
	kills := 0
	for at := 1; ; at++ {
		died := false
		for _, behind := range []bool{false, true} {
			t.Run(fmt.Sprintf("at %d, sent %t", at, behind), func(t *testing.T) { died = killed(t, at, behind) || died })
		}
		if !died {
			break
		}
		kills++
	}
	if kills < 8 {
		t.Errorf("%d steps have been tried", kills)
	}
}

func killed(t *testing.T, at int, behind bool) (died bool) {
	h, server := newPayee(t)
	dir := t.TempDir()
	p := newPayer(t, 100_000, 250)
	k := &killer{t: t, at: at, behind: behind, last: new(uint256.Int)}
	p.Base = k
	again := func() *Payer {
		folder, err := OpenFolder(dir)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = folder.Close() })
		return &Payer{Address: p.Address, Sign: p.Sign, Token: p.Token, DepositMax: p.DepositMax, Deposit: p.Deposit, Folder: folder, Base: k}
	}
	p = again()
	restart := func(err error) {
		if !errors.Is(err, errKilled) {
			t.Fatal(err)
		}
		died, k.at = true, 0
		if err := p.Folder.Close(); err != nil {
			t.Fatal(err)
		}
		p = again()
	}
	for _, body := range []string{"hello", "hello", "hello", "stream", "hello"} {
		for status, _, err := post(t, p, server.URL, body); status != http.StatusOK || err != nil; status, _, err = post(t, p, server.URL, body) {
			restart(err)
		}
	}
	receipts, err := p.Close(t.Context())
	if err != nil {
		restart(err)
		all, err := p.Folder.Records()
		if err != nil || len(all) != 1 {
			t.Fatalf("%d are kept: %v", len(all), err)
		}
		if found, err := p.Resume(t.Context(), all[0].ID); err != nil || !found {
			t.Fatalf("found %t: %v", found, err)
		}
		if receipts, err = p.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if h.opens != 1 || !h.closed || len(receipts) != 1 || receipts[0].Spent.Uint64() != h.spent || h.spent > h.deposit {
		t.Errorf("%d were opened; %d spent of %d; %+v", h.opens, h.spent, h.deposit, receipts)
	}
	if all, err := p.Folder.Records(); err != nil || len(all) != 0 {
		t.Errorf("what is over is kept: %+v, %v", all, err)
	}
	return died
}

// TestTwoProgramsWithOneFolder do not pay from one channel.
func TestTwoProgramsWithOneFolder(t *testing.T) {
	h, server := newPayee(t)
	dir := t.TempDir()
	p := newPayer(t, 100_000, 250)
	with := func() *Payer {
		folder, err := OpenFolder(dir)
		if err != nil {
			t.Fatal(err)
		}
		return &Payer{Address: p.Address, Sign: p.Sign, Token: p.Token, DepositMax: p.DepositMax, Deposit: p.Deposit, Folder: folder}
	}
	one, two := with(), with()
	for i, p := range []*Payer{one, two} {
		if status, _, err := post(t, p, server.URL, "hello"); err != nil || status != http.StatusOK || h.opens != i+1 {
			t.Fatalf("%d, %v: %d are opened", status, err, h.opens)
		}
	}
	all, err := one.Folder.Records()
	if err != nil || len(all) != 2 {
		t.Fatalf("%+v, %v", all, err)
	}
	if found, err := one.Resume(t.Context(), two.States()[0].Channel); err != nil || found {
		t.Errorf("what another program pays from is taken up: %t, %v", found, err)
	}
	// Of what another one has the next knows nothing; what is left is taken up.
	if err := two.Folder.Close(); err != nil {
		t.Fatal(err)
	}
	three := with()
	if status, _, err := post(t, three, server.URL, "hello"); err != nil || status != http.StatusOK || h.opens != 2 || three.States()[0].Channel != two.States()[0].Channel {
		t.Errorf("%d, %v: %d are opened", status, err, h.opens)
	}
}

// TestAChannelThatIsOver is set aside when its payee says so, and a new one opened; the
// new one's payee is not believed a second time.
func TestAChannelThatIsOver(t *testing.T) {
	h, server := newPayee(t)
	dir := t.TempDir()
	folder, err := OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	first := newPayer(t, 100_000, 250)
	first.Folder = folder
	if status, _, err := post(t, first, server.URL, "hello"); err != nil || status != http.StatusOK {
		t.Fatal(status, err)
	}
	over := first.States()[0].Channel
	if err := folder.Close(); err != nil {
		t.Fatal(err)
	}
	if folder, err = OpenFolder(dir); err != nil {
		t.Fatal(err)
	}
	second := &Payer{Address: first.Address, Sign: first.Sign, Token: first.Token, DepositMax: first.DepositMax, Deposit: first.Deposit, Folder: folder}
	h.gone = over
	if status, _, err := post(t, second, server.URL, "hello"); err != nil || status != http.StatusOK || h.opens != 2 {
		t.Fatalf("%d, %v: %d are opened", status, err, h.opens)
	}
	all, err := folder.Records()
	if err != nil || len(all) != 2 {
		t.Fatalf("%+v, %v", all, err)
	}
	for _, r := range all {
		if (r.State == StateLost) != (r.ID == over) {
			t.Errorf("%s is %s", r.ID, r.State)
		}
	}
	h.gone = second.States()[0].Channel
	if status, _, err := post(t, second, server.URL, "hello"); err != nil || status != http.StatusGone || h.opens != 2 {
		t.Errorf("%d, %v: %d are opened", status, err, h.opens)
	}
}

// TestADepositThatRanOut is in doubt until the payee says what is there, and is counted
// against the limit meanwhile.
func TestADepositThatRanOut(t *testing.T) {
	h, server := newPayee(t)
	now := time.Now()
	p := newPayer(t, 1000, 250)
	p.Now = func() time.Time { return now }
	folder, err := OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	p.Folder = folder
	k := &killer{t: t, at: 1, behind: true, last: new(uint256.Int)}
	p.Base = k
	if _, _, err := post(t, p, server.URL, "hello"); !errors.Is(err, errKilled) || h.opens != 1 {
		t.Fatalf("%v, %d are opened", err, h.opens)
	}
	now = now.Add(depositTime)
	if _, _, err := post(t, p, server.URL, "hello"); !errors.Is(err, errSoon) {
		t.Errorf("a deposit that runs out now: %v", err)
	}
	now = now.Add(2 * depositMargin)
	if status, _, err := post(t, p, server.URL, "hello"); err != nil || status != http.StatusOK || h.opens != 1 {
		t.Fatalf("%d, %v: %d are opened", status, err, h.opens)
	}
	k.seen, k.at = 0, 1 // 200 are spent, and the next is topped up for
	if _, _, err := post(t, p, server.URL, "hello"); !errors.Is(err, errKilled) || h.topUps != 1 {
		t.Fatalf("%v, %d times topped up", err, h.topUps)
	}
	now = now.Add(depositTime + 2*depositMargin)
	all, err := folder.Records()
	if err != nil || len(all) != 1 || all[0].Pending == nil || all[0].Deposit.Uint64() != 250 {
		t.Fatalf("%+v, %v", all, err)
	}
	if status, _, err := post(t, p, server.URL, "hello"); err != nil || status != http.StatusOK {
		t.Fatalf("%d, %v", status, err)
	}
	if all, err = folder.Records(); err != nil || !all[0].Doubt.IsZero() && all[0].Doubt.Uint64() != 250 || h.deposit > 1000 {
		t.Errorf("%+v, %v; %d are deposited", all, err, h.deposit)
	}
}

// TestWhatIsKeptIsDamaged wants words that say where.
func TestWhatIsKeptIsDamaged(t *testing.T) {
	folder, err := OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	good := Record{Version: recordVersion, State: StateOpen, ChainID: 1, Payer: common.Address{1}, Signed: *uint256.NewInt(5), Spent: *uint256.NewInt(5)}
	good.ID = good.made().ID(1, good.Escrow)
	if err := folder.Keep(&good); err != nil {
		t.Fatal(err)
	}
	if all, err := folder.Records(); err != nil || len(all) != 1 || all[0].Signed != good.Signed {
		t.Fatalf("%+v, %v", all, err)
	}
	for want, change := range map[string]func(*Record){
		"version":      func(r *Record) { r.Version = 9 },
		"its id":       func(r *Record) { r.Payer = common.Address{2} },
		"its state":    func(r *Record) { r.State = "shut" },
		"the deposit":  func(r *Record) { r.State = StateOpening },
		"more was spe": func(r *Record) { r.Spent = *uint256.NewInt(6) },
	} {
		r := good
		change(&r)
		text, err := json.Marshal(&r)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(folder.path(good.ID, recordSuffix), text, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := folder.Records(); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), good.ID.Hex()) {
			t.Errorf("%q is wanted: %v", want, err)
		}
	}
}

// FuzzRecord: what is read is written as it was.
func FuzzRecord(f *testing.F) {
	r := Record{Version: recordVersion, State: StateOpening, Pending: &Pending{Amount: *uint256.NewInt(1), Signature: []byte{1}}}
	r.ID = r.made().ID(0, r.Escrow)
	text, err := json.Marshal(&r)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"version":1,"deposit":"-1"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := readRecord(text)
		if err != nil {
			return
		}
		again, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := readRecord(again); err != nil {
			t.Errorf("%s: %v", again, err)
		}
		if r.State == StateOpening {
			_ = r.deposit()
		}
	})
}
