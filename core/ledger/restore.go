package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io"

	"aidollar/core/money"
)

// reader decodes from an io.Reader through a buffer and hashes what was taken.
// The first error stays; after it every value is zero.
type reader struct {
	in     io.Reader
	hash   hash.Hash
	buf    []byte // read but not yet hashed
	at     int    // how much of buf was taken
	err    error
	filler [16]byte
}

// take returns the next n bytes, at most 16, until the next call.
func (r *reader) take(n int) []byte {
	if len(r.buf)-r.at < n {
		r.fill(n)
	}
	if r.err != nil {
		clear(r.filler[:])
		return r.filler[:n]
	}
	b := r.buf[r.at : r.at+n]
	r.at += n
	return b
}

// fill reads until at least n bytes are there to take.
func (r *reader) fill(n int) {
	r.hashTaken()
	r.buf = append(r.buf[:0], r.buf[r.at:]...)
	r.at = 0
	for r.err == nil && len(r.buf) < n {
		var got int
		got, r.err = r.in.Read(r.buf[len(r.buf):cap(r.buf)])
		r.buf = r.buf[:len(r.buf)+got]
		if len(r.buf) >= n {
			r.err = nil // it comes again when more is wanted
		}
	}
	if errors.Is(r.err, io.EOF) {
		r.err = errEarlyEnd
	}
}

func (r *reader) hashTaken() { r.hash.Write(r.buf[:r.at]) }

var errEarlyEnd = errors.New("it ends early")

func (r *reader) u8() uint8            { return r.take(1)[0] }
func (r *reader) u16() uint16          { return binary.LittleEndian.Uint16(r.take(2)) }
func (r *reader) u32() uint32          { return binary.LittleEndian.Uint32(r.take(4)) }
func (r *reader) u64() uint64          { return binary.LittleEndian.Uint64(r.take(8)) }
func (r *reader) i64() int64           { return int64(r.u64()) }
func (r *reader) amount() money.Amount { return money.AmountAt(r.take(16)) }
func (r *reader) id() ID               { return IDAt(r.take(16)) }

// restorer builds a ledger from what it reads and checks it on the way.
type restorer struct {
	reader
	l *Ledger

	accounts, budgets, rules, holds, buckets uint32
	pending                                  []pendingSums // by account, what its holds sum to
	drawn                                    []drawnSums   // by budget
}

type pendingSums struct{ debits, credits money.Amount }

// Restore reads a snapshot that WriteTo wrote and builds the ledger again. What
// does not add up is an error that says where: damage, bounds of the config
// that the state is beyond, another window or skew than the snapshot's, limits
// that are exceeded, holds that differ from pending balances, debits that
// differ from credits.
func Restore(in io.Reader, config Config) (*Ledger, error) {
	r := &restorer{reader: reader{in: in, hash: sha256.New(), buf: make([]byte, 0, writerBuffer)}, l: New(config)}
	for _, step := range []func() error{
		r.readHeader, r.readAccounts, r.readBudgets, r.readRules, r.readHolds, r.readWindow, r.readEnd,
	} {
		err := step()
		if r.err != nil {
			err = r.err // what was decoded after it is not worth a message
		}
		if err != nil {
			return nil, fmt.Errorf("ledger snapshot: %w", err)
		}
	}
	return r.l, nil
}

func (r *restorer) readHeader() error {
	var magic [len(snapshotMagic)]byte
	copy(magic[:], r.take(len(magic)))
	if r.err == nil && !bytes.Equal(magic[:], []byte(snapshotMagic)) {
		return fmt.Errorf("it begins with %q, not %q: not a ledger snapshot of this version", magic[:], snapshotMagic)
	}
	l := r.l
	span, skew := r.i64(), r.i64()
	now, sealed := r.i64(), r.i64()
	l.holds.next = r.u64()
	r.accounts, r.budgets, r.rules, r.holds, r.buckets = r.u32(), r.u32(), r.u32(), r.u32(), r.u32()
	if r.err != nil {
		return r.err
	}
	c := &l.config
	switch {
	case span != c.Window || skew != c.Skew:
		return fmt.Errorf("its window is %d ns and its skew %d ns; the configuration has %d and %d", span, skew, c.Window, c.Skew)
	case now < 0 || sealed > now || l.holds.next == 0:
		return errors.New("its times are out of order")
	case r.accounts > c.AccountsMax || r.budgets > c.BudgetsMax || r.rules > c.RulesMax || r.holds > c.HoldsMax:
		return fmt.Errorf("%d accounts, %d budgets, %d rules or %d holds are more than the configuration allows: %d, %d, %d, %d",
			r.accounts, r.budgets, r.rules, r.holds, c.AccountsMax, c.BudgetsMax, c.RulesMax, c.HoldsMax)
	}
	l.sealed = sealed
	l.setNow(now)
	l.window.drop(l.millisMin)
	return nil
}

func (r *restorer) readAccounts() error {
	l := r.l
	for i := uint32(0); i < r.accounts && r.err == nil; i++ {
		var a account
		var rest accountRest
		a.id, rest.debitsPending, a.debitsPosted = r.id(), r.amount(), r.amount()
		rest.creditsPending, a.creditsPosted = r.amount(), r.amount()
		rest.debitMax, rest.creditMax = r.amount(), r.amount()
		id := AssetID(r.u32())
		a.budget, a.code, a.flags = r.u32(), r.u16(), AccountFlags(r.u16())
		if r.err != nil {
			return r.err
		}
		_, twice := l.findAccount(a.id)
		if a.id.IsZero() || twice || id == 0 || a.budget > r.budgets || a.flags&^accountFlagsKnown != 0 {
			return fmt.Errorf("account %d (%v) is not a valid account", i, a.id)
		}
		var ok bool
		if a.asset, ok = l.assetFor(id); !ok {
			return fmt.Errorf("account %d opens asset %d; at most %d assets are kept", i, id, AssetsMax)
		}
		if !l.assets[a.asset].include(&a, &rest) {
			return fmt.Errorf("account %d (%v): the sums of asset %d overflow", i, a.id, id)
		}
		if withinLimits(&a, &rest) != OK {
			return fmt.Errorf("account %d (%v) is beyond its limits", i, a.id)
		}
		l.addAccount(a, rest)
		r.pending = append(r.pending, pendingSums{})
	}
	for i := range l.assets {
		s := &l.assets[i]
		if s.debitsPosted != s.creditsPosted || s.debitsPending != s.creditsPending {
			return fmt.Errorf("asset %d: posted debits of %v and credits of %v, pending debits of %v and credits of %v differ",
				s.id, s.debitsPosted, s.creditsPosted, s.debitsPending, s.creditsPending)
		}
	}
	return nil
}

// include adds an account's balances to the sums; false if they do not fit as
// the ledger keeps them: posted and pending together.
func (s *asset) include(a *account, rest *accountRest) bool {
	var ok [6]bool
	s.debitsPending, ok[0] = s.debitsPending.Add(rest.debitsPending)
	s.debitsPosted, ok[1] = s.debitsPosted.Add(a.debitsPosted)
	s.creditsPending, ok[2] = s.creditsPending.Add(rest.creditsPending)
	s.creditsPosted, ok[3] = s.creditsPosted.Add(a.creditsPosted)
	_, ok[4] = s.debitsPending.Add(s.debitsPosted)
	_, ok[5] = s.creditsPending.Add(s.creditsPosted)
	return ok == [6]bool{true, true, true, true, true, true}
}

func (r *restorer) readBudgets() error {
	l := r.l
	for i := uint32(0); i < r.budgets && r.err == nil; i++ {
		b := budget{id: BudgetID(r.u32()), parent: r.u32(), asset: AssetID(r.u32()), period: Period(r.u8())}
		b.amountMax, b.countMax = r.amount(), r.u64()
		b.number, b.spent, b.count = r.i64(), r.amount(), r.u64()
		if r.err != nil {
			return r.err
		}
		_, twice := l.findBudget(b.id)
		if b.id == 0 || twice || b.asset == 0 || b.period >= periodEnd || b.parent > i {
			return fmt.Errorf("budget %d (%d) is not a valid budget", i, b.id)
		}
		if b.parent != 0 {
			parent := l.budgets.at(b.parent - 1)
			b.depth = parent.depth + 1
			if parent.asset != b.asset || b.depth >= BudgetDepthMax {
				return fmt.Errorf("budget %d (%d) does not fit under its parent", i, b.id)
			}
		}
		if b.number > l.periods[b.period] {
			return fmt.Errorf("budget %d (%d) is ahead of time", i, b.id)
		}
		slot, record := l.budgets.add()
		*record = b
		l.indexBudget(slot)
	}
	for i := range l.accounts.n {
		a := l.accounts.at(i)
		if r.err == nil && a.budget != 0 && l.budgets.at(a.budget-1).asset != l.assets[a.asset].id {
			return fmt.Errorf("account %d (%v) has a budget of another asset", i, a.id)
		}
	}
	return nil
}

func (r *restorer) readRules() error {
	l := r.l
	for i := uint32(0); i < r.rules && r.err == nil; i++ {
		id, keep, n := r.id(), r.u32(), r.u32()
		if r.err != nil {
			return r.err
		}
		if keep >= r.accounts || n > RuleSharesMax {
			return fmt.Errorf("rule %d (%v) is not a valid rule", i, id)
		}
		definition := Rule{ID: id, Asset: l.accountAt(keep).Asset, Carry: l.accounts.at(keep).id}
		var carries [RuleSharesMax]uint64
		for j := range n {
			at, weight := r.u32(), r.u64()
			carries[j] = r.u64()
			if at >= r.accounts {
				return fmt.Errorf("rule %d (%v) names an account that is not there", i, id)
			}
			definition.Shares = append(definition.Shares, Share{l.accounts.at(at).id, weight})
		}
		if r.err != nil {
			return r.err
		}
		if result := l.DefineRule(definition); result != OK {
			return fmt.Errorf("rule %d (%v) is not a valid rule: %v", i, id, result)
		}
		if !l.setCarries(i, carries[:n]) {
			return fmt.Errorf("rule %d (%v): its carries are not whole units together", i, id)
		}
	}
	return nil
}

// setCarries fills the carries of a rule; false when they are impossible: one
// is not less than a unit, or they do not sum to the whole units on the Carry
// account.
func (l *Ledger) setCarries(slot uint32, carries []uint64) bool {
	r := l.rules.at(slot)
	total := money.Amount{}
	for i, carry := range carries {
		if carry >= r.weights {
			return false
		}
		total = saturatingAdd(total, money.Units(carry))
		l.shares.edit(r.first + uint32(i)).carry = carry
	}
	_, rest := total.DivMod64(r.weights)
	return rest == 0
}
