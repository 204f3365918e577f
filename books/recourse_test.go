package books_test

import (
	"slices"
	"testing"
	"time"

	"aidollar/books"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/recourse"
)

// recourseWorld is a world in which calls are refunded and disputed.
type recourseWorld struct {
	*world
	sold              *soldCalls
	refunds, disputes []ledger.ID
}

// soldCalls notes what captured calls were.
type soldCalls struct {
	clearing.Ignore
	w    *world
	list []clearing.Sale
}

func (s *soldCalls) CallClosed(_ int64, c *clearing.CallClosing) {
	if c.State != clearing.CallCaptured || c.Answer.Charge.IsZero() {
		return
	}
	key, _ := s.w.machine.Key(c.Call.Key)
	card, _ := s.w.machine.Card(c.Call.Card)
	s.list = append(s.list, clearing.Sale{
		Call: c.Call.ID, Buyer: key.Party, Seller: card.Seller, Asset: c.Call.Terms.Asset, Charge: c.Answer.Charge,
		Grants: payment.Used(c.Answer.Parts, c.Answer.Charge),
	})
}

func newRecourseWorld(t testing.TB) *recourseWorld {
	w := &recourseWorld{world: newWorld(t, newRandom(t))}
	w.sold = &soldCalls{w: w.world}
	w.machine.Observe(w.sold)
	return w
}

func (w *recourseWorld) step() {
	if len(w.sold.list) == 0 {
		w.run(4)
		return
	}
	sale := w.sold.list[max(0, len(w.sold.list)-1-w.r.Intn(20))]
	part := money.Units(1 + uint64(w.r.Int63n(int64(sale.Charge.Lo))))
	switch w.r.Intn(10) {
	case 0, 1:
		r := clearing.Refund{ID: w.id(), Sale: sale, By: sale.Seller, Amount: part, Reason: recourse.Reason(1 + w.r.Intn(7)), Text: "it was \"bad\""}
		if w.r.Intn(2) == 0 {
			r.By, r.Deadline = ledger.ID{}, w.now+int64(time.Second)+w.r.Int63n(int64(24*time.Hour))
		}
		w.record(r)
		w.refunds = append(w.refunds, r.ID)
	case 2, 3:
		d := clearing.OpenDispute{ID: w.id(), Sale: sale, Amount: part, Reason: recourse.NotDelivered, Text: "nothing"}
		w.record(d)
		w.disputes = append(w.disputes, d.ID)
	case 4:
		if len(w.refunds) > 0 {
			w.record(clearing.CloseRefund{ID: pick(w.r, w.refunds), Post: w.r.Intn(2) == 0})
		}
	case 5, 6:
		if len(w.disputes) > 0 {
			id := pick(w.r, w.disputes)
			w.record([]clearing.Command{
				clearing.AnswerDispute{ID: id, Accept: true}, clearing.AnswerDispute{ID: id, Text: "there was"},
				clearing.DecideDispute{ID: id, Award: money.Units(1), Text: "a unit"}, clearing.WithdrawDispute{ID: id},
			}[w.r.Intn(4)])
		}
	case 7:
		w.now += w.r.Int63n(int64(12 * time.Hour))
		w.record(clearing.Tick{})
		if w.r.Intn(4) == 0 {
			w.record(clearing.SetRecourse{Terms: recourse.SellerTerms{Seller: sale.Seller, Terms: recourse.Terms{
				DisputeSpan: int64(48 * time.Hour), AnswerSpan: int64(time.Duration(1+w.r.Intn(9)) * time.Hour), Silence: recourse.ForSeller,
				DecisionSpan: int64(time.Duration(1+w.r.Intn(9)) * time.Hour), Undecided: recourse.ForBuyer,
			}}})
		}
	default:
		w.run(4)
	}
}

// recourseWitness notes beside the books what the machine tells of refunds and
// disputes.
type recourseWitness struct {
	*books.Books
	refunds  map[ledger.ID]books.Refund
	disputes map[ledger.ID]books.Dispute
	steps    map[ledger.ID][]int
}

func returnable(s *recourse.Sale) books.Returnable {
	return books.Returnable{Call: s.Call, Buyer: s.Buyer, Seller: s.Seller, Asset: s.Asset, Charge: s.Charge}
}

func (w *recourseWitness) RefundChanged(at int64, s *recourse.Sale, r *recourse.Refund) {
	w.Books.RefundChanged(at, s, r)
	w.refunds[r.ID] = books.Refund{Returnable: returnable(s), Refund: *r, ChangedAt: at}
	w.steps[r.ID] = append(w.steps[r.ID], int(r.State))
}

func (w *recourseWitness) DisputeChanged(at int64, s *recourse.Sale, d *recourse.Dispute) {
	w.Books.DisputeChanged(at, s, d)
	w.disputes[d.ID] = books.Dispute{Returnable: returnable(s), Dispute: *d, ChangedAt: at}
	w.steps[d.ID] = append(w.steps[d.ID], int(d.State))
}

func followRecourse(t testing.TB, b *books.Books, log [][]byte) *recourseWitness {
	t.Helper()
	w := &recourseWitness{Books: b, refunds: map[ledger.ID]books.Refund{}, disputes: map[ledger.ID]books.Dispute{}, steps: map[ledger.ID][]int{}}
	m := clearing.New(testConfig)
	m.Observe(w)
	for i, record := range log {
		if _, err := m.Apply(record, nil); err != nil {
			t.Fatal(err)
		}
		b.Applied(uint64(i+1), m.Now())
	}
	return w
}

// What the books have of refunds and disputes is what the machine told last.
func TestRefundsAndDisputesAreKept(t *testing.T) { onBoth(t, testRefundsAndDisputesAreKept) }

func testRefundsAndDisputesAreKept(t *testing.T) {
	w := newRecourseWorld(t)
	for range 600 {
		w.step()
	}
	b := open(t, bookPath(t))
	twin := followRecourse(t, b, w.log)
	ctx := visible(t, b, len(w.log))
	sale := w.sold.list[len(w.sold.list)-1]
	for _, f := range []books.RecourseFilter{
		{}, {Party: w.buyers[0]}, {Party: w.sellers[1]}, {State: 1}, {State: 2}, {State: 1, Party: w.sellers[0]}, {State: 3, Party: w.buyers[1]}, {Call: sale.Call},
		{Call: sale.Call, Party: sale.Buyer, State: 2},
	} {
		matches := func(of books.Returnable, state uint8) bool {
			return (f.Call.IsZero() || of.Call == f.Call) && (f.Party.IsZero() || of.Buyer == f.Party || of.Seller == f.Party) && (f.State == 0 || state == f.State)
		}
		want := 0
		for _, r := range twin.refunds {
			if matches(r.Returnable, uint8(r.State)) {
				want++
			}
		}
		refunds := pages(t, func(cursor string, limit int) ([]books.Refund, string, error) {
			page, err := b.Refunds(ctx, f, cursor, limit)
			return page.Refunds, page.Next, err
		})
		if len(refunds) != want {
			t.Errorf("%+v: %d refunds, want %d", f, len(refunds), want)
		}
		for _, r := range refunds {
			if was := twin.refunds[r.ID]; r.Returnable != was.Returnable || r.ChangedAt != was.ChangedAt || !sameRefund(r.Refund, was.Refund) {
				t.Errorf("refund %+v, want %+v", r, was)
			}
		}
		want = 0
		for _, d := range twin.disputes {
			if matches(d.Returnable, uint8(d.State)) {
				want++
			}
		}
		disputes := pages(t, func(cursor string, limit int) ([]books.Dispute, string, error) {
			page, err := b.Disputes(ctx, f, cursor, limit)
			return page.Disputes, page.Next, err
		})
		if len(disputes) != want {
			t.Errorf("%+v: %d disputes, want %d", f, len(disputes), want)
		}
		for _, d := range disputes {
			if was := twin.disputes[d.ID]; d.Returnable != was.Returnable || d.ChangedAt != was.ChangedAt || !sameDispute(d.Dispute, was.Dispute) {
				t.Errorf("dispute %+v, want %+v", d, was)
			}
		}
	}
	checkRecourseSteps(t, b, twin)
	if len(twin.refunds) < 20 || len(twin.disputes) < 20 {
		t.Errorf("%d refunds and %d disputes: the test shows little", len(twin.refunds), len(twin.disputes))
	}
}

func checkRecourseSteps(t *testing.T, b *books.Books, twin *recourseWitness) {
	t.Helper()
	states := func(steps []books.Step) (list []int) {
		for _, s := range steps {
			list = append(list, int(s.State))
		}
		return list
	}
	for id := range twin.refunds {
		if _, steps, err := b.Refund(t.Context(), id); err != nil || !slices.Equal(states(steps), twin.steps[id]) {
			t.Errorf("refund %s came to %v, want %v: %v", id, states(steps), twin.steps[id], err)
		}
	}
	for id := range twin.disputes {
		if _, steps, err := b.Dispute(t.Context(), id); err != nil || !slices.Equal(states(steps), twin.steps[id]) {
			t.Errorf("dispute %s came to %v, want %v: %v", id, states(steps), twin.steps[id], err)
		}
	}
}

// sameRefund compares what the books keep; what is held the ledger knows.
func sameRefund(a, b recourse.Refund) bool {
	return a.ID == b.ID && a.By == b.By && a.Amount == b.Amount && a.Reason == b.Reason && a.Text == b.Text && a.State == b.State &&
		a.At == b.At && a.Deadline == b.Deadline && a.Ended == b.Ended
}

func sameDispute(a, b recourse.Dispute) bool {
	return a.ID == b.ID && a.Number == b.Number && a.Amount == b.Amount && a.Reason == b.Reason && a.Text == b.Text && a.State == b.State && a.At == b.At &&
		a.Deadline == b.Deadline && a.Silence == b.Silence && a.DecideBy == b.DecideBy && a.Undecided == b.Undecided && a.Answer == b.Answer && a.Decision == b.Decision && a.Ended == b.Ended &&
		a.Awarded == b.Awarded && a.Returned == b.Returned && a.Due == b.Due && a.Short == b.Short
}
