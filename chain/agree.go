package chain

import (
	"context"
	"errors"
	"sync"
	"time"
)

// agreePause is how long endpoints are given to catch up with each other before
// they are asked again.
const agreePause = 250 * time.Millisecond

// agreed asks every endpoint and answers what all of them say. An endpoint
// that does not have the block yet, or says something else because a reorg has
// not reached it, is asked again until Config.LagMax has passed. One that fails
// is an error: the other one's word alone is not enough.
func agreed[T any](ctx context.Context, c *Client, what string, ask func(context.Context, *endpoint) (T, error), same func(a, b T) bool) (T, error) {
	var none T
	deadline := time.Now().Add(c.cfg.LagMax)
	for {
		answers, failures := everywhere(ctx, c, ask)
		missing := 0
		for _, err := range failures {
			switch {
			case err == nil:
			case Code(err) == CodeNotFound:
				missing++
			default:
				return none, err
			}
		}
		if missing == len(answers) {
			return none, failures[0]
		}
		differs := false
		for i := range answers {
			differs = differs || missing == 0 && !same(answers[0], answers[i])
		}
		if missing == 0 && !differs {
			return answers[0], nil
		}
		if time.Now().After(deadline) {
			if differs {
				return none, Errorf(Retry, CodeDisagrees, "the endpoints of chain %d disagree about %s", c.cfg.ID, what)
			}
			return none, Errorf(Retry, CodeLags, "an endpoint of chain %d lacks %s, which the other has", c.cfg.ID, what)
		}
		if !sleep(ctx, agreePause) {
			return none, &Error{CodeUnavailable, Retry, "the wait for " + what + " was ended", ctx.Err()}
		}
	}
}

// everywhere asks all endpoints at the same time.
func everywhere[T any](ctx context.Context, c *Client, ask func(context.Context, *endpoint) (T, error)) ([]T, []error) {
	answers, failures := make([]T, len(c.endpoints)), make([]error, len(c.endpoints))
	var asked sync.WaitGroup
	for i, e := range c.endpoints {
		asked.Go(func() { answers[i], failures[i] = ask(ctx, e) })
	}
	asked.Wait()
	return answers, failures
}

// anywhere asks one endpoint, and the other one if the first does not answer.
// It is for what is shown, tried or estimated.
func anywhere[T any](ctx context.Context, c *Client, ask func(context.Context, *endpoint) (T, error)) (T, error) {
	var none T
	var failures []error
	for _, e := range c.byHealth() {
		answer, err := ask(ctx, e)
		if err == nil || Code(err) != CodeUnavailable || ctx.Err() != nil {
			return answer, err
		}
		failures = append(failures, err)
	}
	if len(failures) == 1 {
		return none, failures[0]
	}
	return none, &Error{CodeUnavailable, Retry, "no endpoint answers", errors.Join(failures...)}
}

// byHealth puts an endpoint that failed last behind one that did not, so that
// nobody waits for its time-out at every turn.
func (c *Client) byHealth() []*endpoint {
	if len(c.endpoints) == 2 && !c.endpoints[0].health().OK && c.endpoints[1].health().OK {
		return []*endpoint{c.endpoints[1], c.endpoints[0]}
	}
	return c.endpoints
}
