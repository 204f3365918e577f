package webhook

import (
	"context"
	"sync"
)

const (
	pageSize  = 100 // things looked at in one go
	pagesKept = 64
)

// page is what stands behind a cursor in the feed.
type page struct {
	events   []Event
	next     string // behind all that was looked at
	position uint64 // of the source, before it was asked
}

// pages remembers what was read of the feed last. Endpoints that are up to date
// all stand at the same cursor: what is new is then read once and not once for
// each of them.
type pages struct {
	source Source

	mu    sync.Mutex
	known map[string]page
	order []string // of known, the oldest first
}

// read gives what stands behind a cursor. A page without anything behind it is
// good until the source has moved.
func (p *pages) read(ctx context.Context, after string) (page, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	position := p.source.Position()
	if known, ok := p.known[after]; ok && (known.next != after || known.position == position) {
		return known, nil
	}
	events, next, err := p.source.Next(ctx, after, pageSize)
	if err != nil {
		return page{}, err
	}
	if _, ok := p.known[after]; !ok {
		p.order = append(p.order, after)
		if len(p.order) > pagesKept {
			delete(p.known, p.order[0])
			p.order = p.order[1:]
		}
	}
	if p.known == nil {
		p.known = map[string]page{}
	}
	found := page{events, next, position}
	p.known[after] = found
	return found, nil
}
