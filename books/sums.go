package books

import (
	"context"
	"fmt"

	"aidollar/core/ledger"
)

// running is what was posted to an account since a posting.
type running struct {
	sum
	// from is the first posting that is in; zero when all are.
	from  int64
	count int // since the last sum that was kept
}

// sums are those of the accounts that were busy of late.
type sums struct{ accounts map[ledger.ID]*running }

// runningMax bounds the accounts that are kept in mind. A busy one that is
// forgotten has its sum made from the postings, once.
const runningMax = 1 << 16

func (s *sums) opened(id ledger.ID) { s.put(&running{sum: sum{account: id}}) }

func (s *sums) put(r *running) {
	if s.accounts == nil {
		s.accounts = map[ledger.ID]*running{}
	}
	s.accounts[r.account] = r
}

// bound forgets, between transactions.
func (s *sums) bound() {
	if len(s.accounts) > runningMax {
		s.accounts = nil
	}
}

// count notes the movement of a posting on both sides.
func (w *writer) count(ctx context.Context, p *ledger.Posting) error {
	if p.Flags&still != 0 {
		return nil
	}
	if err := w.countSide(ctx, p.Debit, p, true); err != nil {
		return err
	}
	return w.countSide(ctx, p.Credit, p, false)
}

func (w *writer) countSide(ctx context.Context, account ledger.ID, p *ledger.Posting, debit bool) error {
	r := w.sums.accounts[account]
	if r == nil {
		r = &running{sum: sum{account: account}, from: w.state.posting}
		w.sums.put(r)
	}
	if !r.add(p.Code, debit, p.Posted, 1) {
		return fmt.Errorf("%w: account %s", errSum, account)
	}
	r.n = w.state.posting
	if r.count++; r.count < sumEvery {
		return nil
	}
	if r.from != 0 {
		// What came before was committed before this transaction: an account is in
		// mind from its first posting of a transaction on.
		before, _, err := sumUntil(ctx, w.books, account, r.from)
		if err != nil {
			return err
		}
		if !before.merge(&r.sum) {
			return fmt.Errorf("%w: account %s", errSum, account)
		}
		r.sum, r.from = before, 0
	}
	r.count = 0
	return w.writeSum(ctx, &r.sum)
}

func (w *writer) writeSum(ctx context.Context, s *sum) error {
	_, err := w.sum.id(s.account).int(s.n).blob(s.encode(nil)).run(ctx)
	return err
}
