package crash_test

import (
	"fmt"
	"sync"

	"aidollar/core/clearing"
)

// recorder is told of each request before it is submitted, and of its answers
// after they came.
type recorder interface {
	attempt(commands []clearing.Command) (id uint64, err error)
	acknowledge(id uint64, answers string) error
}

// attempt is a request as it was submitted, and what was said to it.
type attempt struct {
	bytes        []byte // its commands, as they stand in a record
	acknowledged bool
	answers      string // what was acknowledged

	found []clearing.Answer // what the auditor's replay answered; nil: not in the log
}

// history is what became known of one process's requests.
type history struct {
	mu       sync.Mutex
	attempts map[uint64]*attempt
	order    []uint64 // of the attempts
	acks     []uint64 // in their order
	first    uint64   // record that can be of this process
	last     uint64   // record of this process, once it is gone
}

func newHistory(first uint64) *history {
	return &history{attempts: map[uint64]*attempt{}, first: first}
}

func encode(commands []clearing.Command) (b []byte) {
	for _, c := range commands {
		b = clearing.AppendCommand(b, c)
	}
	return b
}

// text is a comparable form of answers.
func text(answers []clearing.Answer) string { return fmt.Sprintf("%+v", answers) }

func (h *history) attempt(commands []clearing.Command) (uint64, error) {
	bytes := encode(commands)
	h.mu.Lock()
	defer h.mu.Unlock()
	id := uint64(len(h.order)) + 1
	h.add(id, bytes)
	return id, nil
}

// add enters an attempt. The caller holds the lock.
func (h *history) add(id uint64, bytes []byte) {
	h.attempts[id] = &attempt{bytes: bytes}
	h.order = append(h.order, id)
}

func (h *history) acknowledge(id uint64, answers string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	a := h.attempts[id]
	if a == nil || a.acknowledged {
		return fmt.Errorf("request %d was acknowledged twice, or never made", id)
	}
	a.acknowledged, a.answers = true, answers
	h.acks = append(h.acks, id)
	return nil
}

func (h *history) acknowledged() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.acks)
}
