package main

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"

	"aidollar/core/ledger"
	"aidollar/gateway"
	"aidollar/gateway/batch"
)

const (
	batchFolder  = "batches"
	batchService = "batch" // the service tier of a batch's calls
)

// batchEndpoints are what a line of a batch may call.
var batchEndpoints = []string{
	"/v1/chat/completions", "/v1/completions", "/v1/responses", "/v1/embeddings", "/v1/moderations", "/v1/images/generations", "/v1/messages",
}

// openBatches goes on with the batches that had not ended. Upstreams and prices
// have to be in place: the first lines run at once.
func (p *program) openBatches() (err error) {
	p.batches, err = batch.Open(batch.Config{
		Dir: filepath.Join(p.config.Data, batchFolder), Runner: batchRunner{p.gateway}, Log: p.log,
		Endpoints: batchEndpoints, LineMax: int(p.config.Limits.BodyMax),
		Authenticate: func(r *http.Request) (batch.Caller, error) { return p.batchCaller(r) },
	})
	return err
}

// batchCaller finds who asks. To order and to cancel takes a key that may spend.
func (p *program) batchCaller(r *http.Request) (batch.Caller, error) {
	key, err := p.gateway.Identify(r)
	var denial *gateway.Denial
	switch {
	case errors.As(err, &denial):
		return batch.Caller{}, &batch.Problem{Status: denial.Status, Code: denial.Code, Detail: denial.Detail}
	case err != nil:
		return batch.Caller{}, err
	case !key.Calls && r.Method != http.MethodGet:
		return batch.Caller{}, &batch.Problem{Status: http.StatusForbidden, Code: "key_may_not_call",
			Detail: "this API key may read but not call models, so it can fetch what batches brought and order none"}
	}
	return batch.Caller{Key: key.ID, Party: key.Party}, nil
}

// batchRunner makes the calls of batches at the gateway.
type batchRunner struct{ gateway *gateway.Gateway }

// Run implements batch.Runner.
func (r batchRunner) Run(ctx context.Context, key, call ledger.ID, path string, body []byte) (batch.Answer, error) {
	answer, err := r.gateway.Do(ctx, gateway.Behalf{Key: key, Call: call, Path: path, Body: body, Service: batchService})
	switch {
	case errors.Is(err, gateway.ErrCallClosed):
		err = batch.ErrClosed
	case errors.Is(err, gateway.ErrCallForgotten):
		err = batch.ErrForgotten
	}
	return batch.Answer{Status: answer.Status, Body: answer.Body, Cost: answer.Cost}, err
}
