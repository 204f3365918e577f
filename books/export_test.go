package books

import "strconv"

// OpenPages opens books on a file that takes no more than so many pages, as a
// disk does that is full.
func OpenPages(path string, pages int) (*Books, error) {
	e, err := newSQLite(path)
	if err != nil {
		return nil, err
	}
	e.pragmas = []string{"max_page_count(" + strconv.Itoa(pages) + ")"}
	return open(e, nil)
}

// LimitQueue makes the queue so small that it fills.
func (b *Books) LimitQueue(bytes int) {
	b.queue.mu.Lock()
	defer b.queue.mu.Unlock()
	b.queue.sizeMax = bytes
}

// Queued is how many bytes wait to be written.
func (b *Books) Queued() int {
	b.queue.mu.Lock()
	defer b.queue.mu.Unlock()
	return b.queue.size
}
