package e2e

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// TestMoneyUnderFire lets calls compete, break off and fail in one house, and
// then wants its books to add up.
func TestMoneyUnderFire(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	t.Run("ten calls for two hundred", func(t *testing.T) { tenCalls(t, h) })
	t.Run("fifty streams are cut", func(t *testing.T) { cutStreams(t, h) })
	t.Run("upstreams fail", func(t *testing.T) { upstreamsFail(t, h) })
	settle(t, h.process, h.operator, h.data)
}

// at runs f for each of n at once and returns when all are done.
func at(n int, f func(i int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { f(i) })
	}
	all.Wait()
}

// tenCalls gives a buyer money for ten calls and asks for two hundred at once.
func tenCalls(t *testing.T, h *house) {
	const asked, paid = 200, 10
	b := newBuyer(t, h.operator, "ten calls", "0.010")
	answers := make([]answer, asked)
	at(asked, func(i int) {
		var err error
		if answers[i], err = b.send(http.MethodPost, chatPath, question("ticket", nil)); err != nil {
			t.Error(err)
		}
	})
	served := 0
	for _, a := range answers {
		switch a.status {
		case http.StatusOK:
			served++
			if cost := a.header.Get("X-Aidollar-Cost"); cost != "0.001" {
				t.Errorf("a call cost %s", cost)
			}
		case http.StatusPaymentRequired:
			var p problem
			a.into(t, http.StatusPaymentRequired, &p)
			if p.Code != "insufficient_funds" || p.Needed != "0.001" || p.Available != "0" {
				t.Errorf("refused with %+v", p)
			}
		default:
			t.Errorf("answered %d: %s", a.status, a.body)
		}
	}
	if served != paid {
		t.Errorf("%d calls were served, %d were paid for", served, paid)
	}
	left := b.balance(t)
	if left.Spendable != "0" || left.DebitsPosted != "0.01" || left.CreditsPosted != "0.01" || left.DebitsPending != "0" {
		t.Errorf("left is %+v", left)
	}
	if list := b.calls(t); len(list) != paid {
		t.Errorf("%d calls are in the books", len(list))
	}
}

// cutStreams hangs up on fifty streams that have delivered 1 to 50 events and
// will not deliver more.
func cutStreams(t *testing.T, h *house) {
	const streams = 50
	b := newBuyer(t, h.operator, "cut streams", "5")
	ids := make([]string, streams)
	at(streams, func(i int) {
		id, err := hangUp(t.Context(), b, i+1)
		if err != nil {
			t.Errorf("stream %d: %v", i+1, err)
		}
		ids[i] = id
	})
	if t.Failed() {
		return
	}
	await(t, "the captures of all streams", func() bool {
		closed := 0
		for _, c := range b.calls(t) {
			if c.State != "open" {
				closed++
			}
		}
		return closed == streams
	})
	if all := b.calls(t); len(all) != streams {
		t.Errorf("%d calls are in the books", len(all))
	}
	p := cardPrices(t, cardFile, "metered")
	total := new(big.Int)
	for i, id := range ids {
		r := b.receipt(t, id)
		tokens := uint64((i + 1) * deliveredEach / 4)
		if r.State != "captured" || !r.Cut || r.Source != "estimated" || r.Usage["output"] != tokens || units(t, r.Charge).Sign() <= 0 {
			t.Errorf("stream %d with %d tokens of text became %+v", i+1, tokens, r.call)
		}
		r.proves(t)
		want := p.of(t, r.Usage)
		if exact := decimal(t, r.Exact); exact.Mul(exact, big.NewRat(unitsDollar, 1)).Cmp(want) != 0 {
			t.Errorf("stream %d: exact price %s, want %s units", i+1, r.Exact, want.FloatString(9))
		}
		total.Add(total, units(t, r.Charge))
	}
	left := b.balance(t)
	same(t, "left of 5 dollars", units(t, left.Spendable), new(big.Int).Sub(units(t, "5"), total))
	same(t, "held", units(t, left.DebitsPending), new(big.Int))
}

// hangUp reads so many events of a stream and closes the connection; it gives
// the receipt's id.
func hangUp(ctx context.Context, b buyer, events int) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	body, err := json.Marshal(question("metered", object{"stream": true, "seed": events}))
	if err != nil {
		return "", err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, b.url+chatPath, strings.NewReader(string(body)))
	if err != nil {
		return "", err
	}
	request.Header.Set("Authorization", "Bearer "+b.key)
	response, err := transport.RoundTrip(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	lines := bufio.NewScanner(response.Body)
	for seen := 0; seen < events; {
		if !lines.Scan() {
			return "", fmt.Errorf("status %d, ended after %d of %d events: %w", response.StatusCode, seen, events, lines.Err())
		}
		if strings.HasPrefix(lines.Text(), "data: ") {
			seen++
		}
	}
	return response.Header.Get("X-Aidollar-Receipt"), nil
}

// upstreamsFail wants a call whose upstream fails to cost nothing.
func upstreamsFail(t *testing.T, h *house) {
	b := newBuyer(t, h.operator, "failures", "1")
	cases := []struct {
		how    string
		stream bool
		code   string
		says   string
	}{
		{fail500, false, "upstream_error", `upstream of the model "broken" answered with status 500`},
		{failHangUp, false, "upstream_failed", `upstream of the model "broken" could not be reached or broke off`},
		{failHalf, false, "upstream_failed", `upstream of the model "broken" could not be reached or broke off`},
	}
	for _, c := range cases {
		q := object{"model": "broken", "stream": c.stream, "messages": []object{{"role": "user", "content": c.how}}}
		a, err := b.send(http.MethodPost, chatPath, q)
		if err != nil {
			t.Fatal(err)
		}
		var p problem
		a.into(t, http.StatusBadGateway, &p)
		if p.Code != c.code || !strings.Contains(p.Detail, c.says) || !strings.Contains(p.Detail, "nothing was charged") {
			t.Errorf("%s: %+v", c.how, p)
		}
		if r := b.receipt(t, a.header.Get("X-Aidollar-Receipt")); r.State != "voided" || r.Charge != "0" || r.Reason != c.code {
			t.Errorf("%s became %+v", c.how, r.call)
		}
		// Who runs the house finds the call by the id that the client was told.
		if told := fmt.Sprintf(`"call":%q`, a.header.Get("X-Aidollar-Receipt")); !strings.Contains(h.process.err.String(), told) {
			t.Errorf("the log does not say %s", told)
		}
	}
	streamWithoutText(t, b)
	if list := b.calls(t); len(list) != len(cases)+1 {
		t.Errorf("%d calls are in the books", len(list))
	}
	if left := b.balance(t); left.Spendable != "1" || left.DebitsPending != "0" || left.DebitsPosted != "0" {
		t.Errorf("left is %+v", left)
	}
}

// streamWithoutText is told of the failure in the stream, which had begun.
func streamWithoutText(t *testing.T, b buyer) {
	t.Helper()
	q := object{"model": "broken", "stream": true, "messages": []object{{"role": "user", "content": failNoText}}}
	a, err := b.send(http.MethodPost, chatPath, q)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(a.body, `"code":"upstream_failed"`) || strings.Contains(a.body, "[DONE]") {
		t.Errorf("a stream without text: %d %s", a.status, a.body)
	}
	if r := b.receipt(t, a.header.Get("X-Aidollar-Receipt")); r.State != "voided" || r.Charge != "0" {
		t.Errorf("a stream without text became %+v", r.call)
	}
}
