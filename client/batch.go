package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"

	"aidollar/core/ledger"
	"aidollar/core/money"
)

// BatchMax is how many transfers a batch may hold.
const BatchMax = 8190

// The media type of binary transfers, and the sizes of their results.
const (
	mediaTransfers = "application/vnd.aidollar.transfers"
	resultAmount   = 0x80 // the bit of a result that says that an amount follows
	amountAt       = 48   // of a transfer's encoding
)

// Batch carries out 1 to BatchMax transfers in the ledger's encoding
// (ledger.Transfer.Put), of 128 bytes each, and gives one outcome each. It is
// the fast way in. A batch may be sent again: ids that were accepted before
// come back as ledger.Exists. It must not be changed before Batch returns.
func (c *Client) Batch(ctx context.Context, encoded []byte) ([]ledger.Outcome, error) {
	if n := len(encoded); n == 0 || n%ledger.TransferSize != 0 || n > BatchMax*ledger.TransferSize {
		return nil, fmt.Errorf("client: a batch of %d bytes; transfers have %d each, 1 to %d of them", n, ledger.TransferSize, BatchMax)
	}
	response, err := c.send(ctx, &request{method: http.MethodPost, path: "/transfers/batch", media: mediaTransfers, body: encoded})
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, readError(response)
	}
	n := len(encoded) / ledger.TransferSize
	most := n * (1 + money.AmountSize)
	raw, err := io.ReadAll(io.LimitReader(response.Body, int64(most)+1))
	if err != nil {
		return nil, err
	}
	return readResults(encoded, raw)
}

var errResults = errors.New("client: the answer to a batch is not one byte for each transfer with the amounts behind them")

// readResults reads the answer to a batch.
func readResults(encoded, raw []byte) ([]ledger.Outcome, error) {
	n := len(encoded) / ledger.TransferSize
	if len(raw) < n {
		return nil, errResults
	}
	amounts := raw[n:]
	outcomes := make([]ledger.Outcome, n)
	for i := range outcomes {
		o := &outcomes[i]
		o.Result = ledger.Result(raw[i] &^ resultAmount)
		switch {
		case raw[i]&resultAmount != 0:
			if len(amounts) < money.AmountSize {
				return nil, errResults
			}
			o.Amount = money.AmountAt(amounts)
			amounts = amounts[money.AmountSize:]
		case o.Result <= ledger.Exists:
			o.Amount = money.AmountAt(encoded[i*ledger.TransferSize+amountAt:])
		}
	}
	if len(amounts) != 0 {
		return nil, errResults
	}
	return outcomes, nil
}

// Batches sends batches with several in flight, which is what it takes to keep
// server and network busy at once. Done is called for each, from any goroutine,
// in any order. The server carries batches out in no order that could be relied
// on: what must come after another batch waits for its Done.
type Batches struct {
	client *Client
	ctx    context.Context
	done   func(encoded []byte, outcomes []ledger.Outcome, err error)
	slots  chan struct{}
	flying sync.WaitGroup
}

// Batches starts to send with up to inFlight batches at once; four to eight
// are enough for most servers.
func (c *Client) Batches(ctx context.Context, inFlight int, done func(encoded []byte, outcomes []ledger.Outcome, err error)) *Batches {
	return &Batches{client: c, ctx: ctx, done: done, slots: make(chan struct{}, max(inFlight, 1))}
}

// Send sends a batch, waiting while as many as may be are in flight. The batch
// belongs to b until done is called with it.
func (b *Batches) Send(encoded []byte) {
	b.slots <- struct{}{}
	b.flying.Go(func() {
		outcomes, err := b.client.Batch(b.ctx, encoded)
		b.done(encoded, outcomes, err)
		<-b.slots
	})
}

// Wait returns when all batches are done.
func (b *Batches) Wait() { b.flying.Wait() }
