package buyer

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"aidollar/pay/x402"

	"github.com/holiman/uint256"
)

const (
	spentFile = "spent.json"
	lockFile  = "lock"
)

// Folder is a book on disk: a receipt for each payment, and how much was signed in
// all. Any number of programs may use one folder at a time.
//
// What was signed counts, whatever became of it: the seller's word is no proof
// that he will not take the money after all. Who knows better edits spent.json.
type Folder struct {
	dir    string
	tokens []Token
	total  Dollars

	mu sync.Mutex // the lock on the file is between programs
}

// ErrTotal says that a payment would go beyond the limit of all together.
var ErrTotal = errors.New("the payment would go beyond the limit in all")

// OpenFolder makes the folder if it is not there. In all tokens together no more
// than total is signed; of the tokens each payment is in one.
func OpenFolder(dir string, tokens []Token, total Dollars) (*Folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("the folder of receipts: %w", err)
	}
	return &Folder{dir: dir, tokens: tokens, total: total}, nil
}

// NoFolder is a folder that keeps nothing and knows of nothing, for trials.
func NoFolder(tokens []Token, total Dollars) *Folder { return &Folder{tokens: tokens, total: total} }

// Spending is what was signed so far.
type Spending struct {
	Version int                `json:"version"`
	Tokens  map[string]Account `json:"tokens"` // by the token's name
}

// Account is what was signed in one token.
type Account struct {
	Units    string `json:"units"` // smallest units
	Decimals int    `json:"decimals"`
	Payments int    `json:"payments"`
}

// Sum is all of it in dollars.
func (s *Spending) Sum() (Dollars, error) {
	var sum Dollars
	for name, a := range s.Tokens {
		units, err := uint256.FromDecimal(a.Units)
		if err != nil || a.Decimals < 0 || a.Decimals > decimalsMax {
			return sum, fmt.Errorf("%s in %s: %q units with %d decimals are no amount", name, spentFile, a.Units, a.Decimals)
		}
		sum = sum.Add(Token{Decimals: a.Decimals}.Dollars(units))
	}
	return sum, nil
}

// Spent reads what was signed so far.
func (f *Folder) Spent() (Dollars, error) {
	var sum Dollars
	err := f.locked(func() error {
		s, err := f.spending()
		if err == nil {
			sum, err = s.Sum()
		}
		return err
	})
	return sum, err
}

// locked runs do while no other program does.
func (f *Folder) locked(do func() error) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.dir == "" {
		return do()
	}
	lock, err := os.OpenFile(filepath.Join(f.dir, lockFile), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("the folder of receipts: %w", err)
	}
	defer lock.Close() // which unlocks
	for {
		err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX)
		if err == nil {
			return do()
		}
		if !errors.Is(err, syscall.EINTR) {
			return fmt.Errorf("locking the folder of receipts: %w", err)
		}
	}
}

func (f *Folder) spending() (*Spending, error) {
	s := &Spending{Version: 1, Tokens: map[string]Account{}}
	text, err := os.ReadFile(filepath.Join(f.dir, spentFile))
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err == nil {
		err = json.Unmarshal(text, s)
	}
	if err != nil || s.Version != 1 || s.Tokens == nil {
		// Without it nobody knows what is left of the limit, so nothing is paid.
		return nil, errors.Join(fmt.Errorf("what was spent cannot be read from %s in %s; mend the file, or take it away to begin at nothing", spentFile, f.dir), err)
	}
	return s, nil
}

// token is the one that terms are in, and whether the folder counts it.
func (f *Folder) token(terms *x402.Terms) (Token, bool) {
	for _, t := range f.tokens {
		if t.ChainID == terms.ChainID && t.Asset == terms.Asset {
			return t, true
		}
	}
	return Token{ChainID: terms.ChainID, Asset: terms.Asset}, false
}

// Signed counts a payment and writes its receipt, both before the payment leaves.
func (f *Folder) Signed(p *Payment) error {
	token, known := f.token(p.Terms)
	if !known {
		return fmt.Errorf("%s is none of the tokens that this folder counts", token.Name())
	}
	counts := p.Counts()
	return f.locked(func() error {
		if err := f.count(token, &counts); err != nil {
			return err
		}
		return f.write(receiptName(p), f.receipt(p, token, nil))
	})
}

// Deposited counts what goes into a channel by another protocol than x402.
func (f *Folder) Deposited(token Token, units *uint256.Int) error {
	return f.locked(func() error { return f.count(token, units) })
}

// count adds to what was spent, if the limit allows it.
func (f *Folder) count(token Token, units *uint256.Int) error {
	if units.IsZero() {
		return nil
	}
	s, err := f.spending()
	if err != nil {
		return err
	}
	sum, err := s.Sum()
	if err != nil {
		return err
	}
	costs := token.Dollars(units)
	if sum.Add(costs).Cmp(f.total) > 0 {
		return fmt.Errorf("%w of %s dollars: %s are spent, this costs %s", ErrTotal, f.total, sum, costs)
	}
	a := s.Tokens[token.Name()]
	var before uint256.Int
	if a.Units != "" {
		if err := before.SetFromDecimal(a.Units); err != nil {
			return fmt.Errorf("%s in %s: %w", token.Name(), spentFile, err)
		}
	}
	before.Add(&before, units)
	s.Tokens[token.Name()] = Account{before.Dec(), token.Decimals, a.Payments + 1}
	return f.write(spentFile, s)
}

// Answered completes the receipt.
func (f *Folder) Answered(p *Payment, a *Answer) error {
	token, _ := f.token(p.Terms)
	return f.locked(func() error { return f.write(receiptName(p), f.receipt(p, token, a)) })
}

// Receipt is what is kept of a payment.
type Receipt struct {
	Version      int              `json:"version"`
	State        string           `json:"state"` // signed, answered, refused or lost
	Time         time.Time        `json:"time"`
	ExpiresAt    time.Time        `json:"expires_at,omitzero"` // a voucher does not
	Method       string           `json:"method"`
	URL          string           `json:"url"`
	Payer        string           `json:"payer"`
	PayTo        string           `json:"pay_to"`
	Token        string           `json:"token"`
	Amount       string           `json:"amount"` // smallest units; with the scheme upto at most
	Dollars      string           `json:"dollars"`
	Scheme       string           `json:"scheme"`
	Channel      string           `json:"channel,omitempty"` // that is paid from
	Signed       string           `json:"signed,omitempty"`  // of the channel in all, smallest units
	Deposit      string           `json:"deposit,omitempty"` // that goes into the channel first, smallest units
	ID           string           `json:"payment_id,omitempty"`
	Status       int              `json:"status,omitempty"` // of HTTP
	Settlement   *x402.Settlement `json:"settlement,omitempty"`
	Error        string           `json:"error,omitempty"`
	Header       http.Header      `json:"headers,omitempty"` // of the answer
	Payment      json.RawMessage  `json:"payment"`           // as it was sent: until it expires, whoever has it can have it settled
	Requirements json.RawMessage  `json:"payment_required"`  // as the seller asked
}

func (f *Folder) receipt(p *Payment, token Token, a *Answer) *Receipt {
	r := &Receipt{
		Version: 1, State: "signed", Time: time.Unix(int64(p.Time), 0).UTC(),
		Method: p.Method, URL: p.URL, Payer: p.Payer, PayTo: p.Terms.PayTo.Hex(), Token: token.Name(),
		Amount: p.Terms.Amount.Dec(), Dollars: token.Dollars(&p.Terms.Amount).String(), Scheme: p.Terms.Scheme, ID: p.ID,
	}
	if p.Until > 0 {
		r.ExpiresAt = time.Unix(int64(p.Until), 0).UTC()
	}
	if c := p.Signed.Payload.Channel; c != nil {
		r.Channel, r.Signed = c.Voucher.Channel.Hex(), c.Voucher.Amount.Dec()
		if c.Deposit != nil {
			r.Deposit = c.Deposit.Amount.Dec()
		}
	}
	// Both have been written before: one was sent, the other is what was read.
	r.Payment, _ = p.Signed.JSON()
	r.Requirements, _ = p.Required.JSON()
	if a == nil {
		return r
	}
	r.Status, r.Settlement, r.Header = a.Status, a.Settlement, kept(a.Header)
	switch a.Status {
	case 0:
		r.State = "lost"
	case http.StatusPaymentRequired:
		r.State = "refused"
	default:
		r.State = "answered"
	}
	if a.Err != nil {
		r.Error = a.Err.Error()
	}
	return r
}

// kept leaves out what opens the seller's doors to whoever reads the receipt.
func kept(h http.Header) http.Header {
	if h == nil {
		return nil
	}
	h = h.Clone()
	h.Del("Set-Cookie")
	return h
}

func receiptName(p *Payment) string {
	nonce := p.Signed.Payload.Nonce()
	if p.Signed.Payload.Channel != nil {
		nonce = p.mark // of vouchers no nonce is burned, and one that was not charged is signed again
	}
	return time.Unix(int64(p.Time), 0).UTC().Format("20060102T150405Z") + "-" + hex.EncodeToString(nonce[:8]) + ".json"
}

// write replaces a file whole: a program that is killed leaves the old or the new.
func (f *Folder) write(name string, value any) error {
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	path := filepath.Join(f.dir, name)
	file, err := os.OpenFile(path+".new", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(append(text, '\n'))
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		return err
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer folder.Close()
	return folder.Sync() // or a power cut takes the new name away again
}

// Receipts reads the receipts, the oldest first.
func (f *Folder) Receipts() ([]Receipt, error) {
	entries, err := os.ReadDir(f.dir)
	if err != nil {
		return nil, err
	}
	var all []Receipt
	for _, e := range entries {
		if e.Name() == spentFile || !strings.HasSuffix(e.Name(), ".json") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(f.dir, e.Name()))
		if err != nil {
			return nil, err
		}
		var r Receipt
		if err := json.Unmarshal(text, &r); err != nil {
			return nil, fmt.Errorf("%s: %w", e.Name(), err)
		}
		all = append(all, r)
	}
	return all, nil
}
