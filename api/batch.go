package api

import (
	"io"
	"net/http"
	"strconv"
	"sync"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// The media types of binary transfers and of their results; docs/api.md has
// the formats.
const (
	MediaTransfers = "application/vnd.aidollar.transfers"
	MediaResults   = "application/vnd.aidollar.results"
)

// resultAmount is the bit of a result's byte that says that an amount follows.
const resultAmount = 0x80

// batchMax is the size of the largest batch in bytes.
const batchMax = clearing.TransfersMax * ledger.TransferSize

// batches are buffers for bodies: they are as large as a body can be, so that
// one never has to grow while it arrives.
var batches = sync.Pool{New: func() any { return new([batchMax]byte) }}

// createBatch takes transfers in the ledger's encoding. The body goes from the
// connection into one buffer and from there into the record: nothing of it is
// looked at in between, for the ledger checks every transfer anyway.
func createBatch(q *request) (any, error) {
	if err := q.checkMedia(); err != nil {
		return nil, err
	}
	n := q.ContentLength
	switch {
	case n < 0:
		return nil, refuse("length_required", "")
	case n > batchMax:
		return nil, refuse("body_too_large", "the body has %d bytes; at most %d transfers of %d bytes are taken, %d bytes", n, clearing.TransfersMax, ledger.TransferSize, batchMax)
	case n == 0 || n%ledger.TransferSize != 0:
		return nil, refuse("batch_length", "the body has %d bytes; transfers have %d each, and there is at least one", n, ledger.TransferSize)
	}
	select {
	case q.api.large <- struct{}{}:
		defer func() { <-q.api.large }()
	default:
		return nil, refuse("busy", "")
	}
	buffer, ok := batches.Get().(*[batchMax]byte)
	if !ok {
		panic("api: the pool of batches holds something else")
	}
	body := buffer[:n]
	q.limitTime()
	if _, err := io.ReadFull(q.Body, body); err != nil {
		batches.Put(buffer)
		return nil, bodyError(err)
	}
	answers, err := q.api.submit(q.Context(), clearing.TransfersWire(body))
	if err != nil {
		// The node keeps nothing of the body, whatever the error.
		batches.Put(buffer)
		return nil, err
	}
	out := appendResults(make([]byte, 0, len(body)/ledger.TransferSize+256), body, answers[0].Outcomes)
	batches.Put(buffer)
	h := q.out.Header()
	h["Content-Type"] = []string{MediaResults}
	h["Content-Length"] = []string{strconv.Itoa(len(out))}
	q.out.WriteHeader(http.StatusOK)
	_, _ = q.out.Write(out) // the client may be gone, and nothing hangs on it
	return written{}, nil
}

// appendResults writes a byte for each transfer: its result, with the highest
// bit set when the amount that moved is not the one that was asked for. These
// amounts follow in order, 16 bytes little-endian each.
func appendResults(b, body []byte, outcomes []ledger.Outcome) []byte {
	const amountAt = 48 // of a transfer's encoding
	first := len(b)
	for i, o := range outcomes {
		code := byte(o.Result)
		if o.Result <= ledger.Exists && !sameAmount(body[i*ledger.TransferSize+amountAt:], o) {
			code |= resultAmount
		}
		b = append(b, code)
	}
	codes := b[first:len(b):len(b)]
	for i, code := range codes {
		if code&resultAmount != 0 {
			b = outcomes[i].Amount.Append(b)
		}
	}
	return b
}

func sameAmount(encoded []byte, o ledger.Outcome) bool {
	return money.AmountAt(encoded) == o.Amount
}
