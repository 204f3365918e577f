package api_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"testing"

	"aidollar/api"
	"aidollar/client"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// flat opens n accounts without limits and gives their ids.
func (h *house) flat(n int) []ledger.ID {
	h.t.Helper()
	ids := make([]ledger.ID, n)
	for i := range ids {
		ids[i] = ledger.ID{Hi: 77, Lo: uint64(i + 1)}
		h.must(clearing.OpenAccount{Account: ledger.Account{ID: ids[i], Asset: 1}})
	}
	return ids
}

// encode makes a batch of n transfers of one unit between accounts.
func (h *house) encode(accounts []ledger.ID, first uint64, n int) []byte {
	b := make([]byte, n*ledger.TransferSize)
	millis := uint64(h.now().UnixMilli())
	var salt [8]byte
	_, _ = rand.Read(salt[:])
	for i := range n {
		t := ledger.Transfer{
			ID:    ledger.ID{Hi: millis<<16 | 0x7000, Lo: binary.LittleEndian.Uint64(salt[:]) ^ (first + uint64(i))},
			Debit: accounts[i%len(accounts)], Credit: accounts[(i+1)%len(accounts)], Amount: money.Units(1), Asset: 1,
		}
		t.Put(b[i*ledger.TransferSize:])
	}
	return b
}

func (h *house) client() *client.Client { return client.New(h.server.URL, h.secret) }

func TestBatch(t *testing.T) {
	h := newHouse(t)
	accounts := h.flat(4)
	c := h.client()
	encoded := h.encode(accounts, 0, clearing.TransfersMax)
	for round, want := range []ledger.Result{ledger.OK, ledger.Exists} {
		outcomes, err := c.Batch(t.Context(), encoded)
		if err != nil || len(outcomes) != clearing.TransfersMax {
			t.Fatalf("round %d: %d outcomes, %v", round, len(outcomes), err)
		}
		for i, o := range outcomes {
			if o.Result != want || o.Amount != money.Units(1) {
				t.Fatalf("round %d, transfer %d: %+v", round, i, o)
			}
		}
	}
	first := ledger.IDAt(encoded)
	seq, _ := h.node.Position()
	if err := h.books.Visible(t.Context(), seq); err != nil {
		t.Fatal(err)
	}
	h.get("/transfers/" + first.String()).want(200)
}

// TestBatchTellsAmountsThatDiffer holds the decoded answer against what the
// node says of the same transfers.
func TestBatchTellsAmountsThatDiffer(t *testing.T) {
	h := newHouse(t)
	accounts := h.flat(3)
	limited := ledger.ID{Hi: 77, Lo: 99}
	h.must(clearing.OpenAccount{Account: ledger.Account{ID: limited, Asset: 1, Flags: ledger.LimitDebit, DebitMax: money.Units(5)}})
	transfers := []ledger.Transfer{
		{ID: h.id(1), Debit: accounts[0], Credit: limited, Amount: money.Units(7), Asset: 1},
		{ID: h.id(2), Debit: limited, Credit: accounts[0], Amount: money.AmountMax, Asset: 1, Flags: ledger.BalancingDebit},
		{ID: h.id(3), Debit: limited, Credit: accounts[0], Amount: money.Units(1), Asset: 1},
		{ID: h.id(4), Debit: accounts[0], Credit: accounts[0], Amount: money.Units(1), Asset: 1},
		{ID: h.id(5), Debit: accounts[0], Credit: accounts[1], Amount: money.Units(9), Asset: 1, Flags: ledger.Pending},
		{ID: h.id(6), Hold: h.id(5), Amount: money.AmountMax, Flags: ledger.Post},
		{ID: h.id(2), Debit: limited, Credit: accounts[0], Amount: money.AmountMax, Asset: 1, Flags: ledger.BalancingDebit},
	}
	// The ids of one call differ from those of the next millisecond.
	transfers[5].Hold, transfers[6].ID = transfers[4].ID, transfers[1].ID
	encoded := make([]byte, len(transfers)*ledger.TransferSize)
	for i := range transfers {
		transfers[i].Put(encoded[i*ledger.TransferSize:])
	}
	outcomes, err := h.client().Batch(t.Context(), encoded)
	if err != nil {
		t.Fatal(err)
	}
	want := []ledger.Outcome{
		{Result: ledger.OK, Amount: money.Units(7)}, {Result: ledger.OK, Amount: money.Units(12)}, {Result: ledger.DebitLimited},
		{Result: ledger.AccountsSame}, {Result: ledger.OK, Amount: money.Units(9)}, {Result: ledger.OK, Amount: money.Units(9)},
		{Result: ledger.Exists, Amount: money.Units(12)},
	}
	for i := range want {
		if outcomes[i] != want[i] {
			t.Errorf("transfer %d: %+v, want %+v", i, outcomes[i], want[i])
		}
	}
}

func TestBadBatches(t *testing.T) {
	h := newHouse(t)
	path, media := "/transfers/batch", "application/vnd.aidollar.transfers"
	post := func(n int) *answer { return h.post(path, string(make([]byte, n)), "Content-Type", media) }
	post(127).refused(400, "batch_length")
	h.call(http.MethodPost, path, "", "Content-Type", media).refused(400, "batch_length")
	post((clearing.TransfersMax+1)*ledger.TransferSize).refused(413, "body_too_large")
	h.post(path, string(make([]byte, 128))).refused(415, "media_type_unsupported")
	if a := post(128).want(200); !bytes.Equal(a.body, []byte{byte(ledger.IDZero)}) {
		t.Errorf("zeros answer %v", a.body)
	}
	r, err := http.NewRequest(http.MethodPost, h.server.URL+api.Prefix+path, io.MultiReader(bytes.NewReader(make([]byte, 128))))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+h.secret)
	r.Header.Set("Content-Type", media)
	response, err := h.server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusLengthRequired {
		t.Errorf("a batch of no known length answers %d", response.StatusCode)
	}
	wrong := client.New(h.server.URL, "sk-aid-wrong")
	if _, err := wrong.Batch(t.Context(), make([]byte, 128)); !client.IsCode(err, "key_invalid") {
		t.Errorf("a wrong key: %v", err)
	}
}

func TestBatchesInFlight(t *testing.T) {
	h := newHouse(t)
	accounts := h.flat(16)
	var mu sync.Mutex
	moved := 0
	b := h.client().Batches(t.Context(), 4, func(_ []byte, outcomes []ledger.Outcome, err error) {
		mu.Lock()
		defer mu.Unlock()
		if err != nil {
			t.Error(err)
		}
		for _, o := range outcomes {
			if o.Result == ledger.OK {
				moved++
			}
		}
	})
	const batches, size = 24, 500
	for i := range batches {
		b.Send(h.encode(accounts, uint64(i*size), size))
	}
	b.Wait()
	if moved != batches*size {
		t.Errorf("%d transfers moved, want %d", moved, batches*size)
	}
}

// BenchmarkBatch measures full batches through the network, four in flight,
// against the node in the same process.
func BenchmarkBatch(b *testing.B) {
	for _, way := range []string{"node", "network"} {
		b.Run(way, func(b *testing.B) {
			h := bareHouse(b)
			accounts := h.flat(10_000)
			list := make([][]byte, b.N)
			for i := range list {
				list[i] = h.encode(accounts, uint64(i*clearing.TransfersMax), clearing.TransfersMax)
			}
			check := func(outcomes []ledger.Outcome, err error) {
				if err != nil || outcomes[0].Result != ledger.OK {
					b.Error(errors.Join(err, fmt.Errorf("outcome %v", outcomes[:min(len(outcomes), 1)])))
				}
			}
			b.ResetTimer()
			if way == "node" {
				var all sync.WaitGroup
				slots := make(chan struct{}, 4)
				for _, encoded := range list {
					slots <- struct{}{}
					all.Go(func() {
						check(h.node.Transfers(context.Background(), encoded))
						<-slots
					})
				}
				all.Wait()
			} else {
				c := h.client().Batches(context.Background(), 4, func(_ []byte, outcomes []ledger.Outcome, err error) { check(outcomes, err) })
				for _, encoded := range list {
					c.Send(encoded)
				}
				c.Wait()
			}
			b.ReportMetric(float64(b.N*clearing.TransfersMax)/b.Elapsed().Seconds(), "transfers/s")
		})
	}
}
