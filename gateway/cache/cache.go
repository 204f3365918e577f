package cache

import (
	"container/list"
	"net/http"
	"sync"
	"time"

	"aidollar/core/meter"
)

// The bounds of a cache when nothing else is said.
const (
	BytesDefault   = 64 << 20
	EntriesDefault = 10_000
	AgeDefault     = 10 * time.Minute
	// AnswerShare is the part of all bytes that one answer may take, so that a
	// single one does not empty the cache.
	AnswerShare = 8
)

// Config bounds a cache. Zero takes the default.
type Config struct {
	Bytes   int64 // of answers and their headers, with what keeping them costs
	Entries int
	Age     time.Duration // from when an answer was made
}

// Answer is a complete answer. It must not be changed once it is in a cache.
type Answer struct {
	Status int
	Header http.Header // what the client saw of the upstream's
	Body   []byte      // of a stream: its events up to the one that ends it
	End    []byte      // the event that ends a stream, which waits for the charge
	Stream bool
	Usage  meter.Quantities // what making it used
	Made   int64            // Unix nanoseconds
}

// entryOverhead is about what an entry costs beside its texts.
const entryOverhead = 512 + meter.MeterCount*8

func (a *Answer) size() int64 {
	n := entryOverhead + len(a.Body) + len(a.End)
	for name, values := range a.Header {
		n += len(name) + 48
		for _, v := range values {
			n += len(v) + 16
		}
	}
	return int64(n)
}

// Cache keeps answers. It is safe for use from many goroutines.
type Cache struct {
	config Config

	mu      sync.Mutex
	entries map[Key]*list.Element
	order   *list.List // of *entry, the last used first
	bytes   int64
	stats   Stats
}

type entry struct {
	key    Key
	answer *Answer
	size   int64
}

// Stats count what became of lookups and what is kept.
type Stats struct {
	Hits, Misses uint64
	Entries      int
	Bytes        int64
}

// New makes an empty cache.
func New(c Config) *Cache {
	if c.Bytes <= 0 {
		c.Bytes = BytesDefault
	}
	if c.Entries <= 0 {
		c.Entries = EntriesDefault
	}
	if c.Age <= 0 {
		c.Age = AgeDefault
	}
	return &Cache{config: c, entries: map[Key]*list.Element{}, order: list.New()}
}

// AnswerMax is the most bytes of an answer that is kept.
func (c *Cache) AnswerMax() int { return int(c.config.Bytes / AnswerShare) }

// Get finds an answer that is not too old at a moment in Unix nanoseconds.
func (c *Cache) Get(k Key, now int64) (*Answer, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	at, ok := c.entries[k]
	if ok {
		if e := at.Value.(*entry); now-e.answer.Made < int64(c.config.Age) {
			c.order.MoveToFront(at)
			c.stats.Hits++
			return e.answer, true
		}
		c.remove(at)
	}
	c.stats.Misses++
	return nil, false
}

// Put keeps an answer in place of the one that was there. It reports whether
// the answer is kept: one that is too large is not, and an older one neither.
func (c *Cache) Put(k Key, a *Answer) bool {
	e := &entry{key: k, answer: a, size: a.size()}
	if e.size > c.config.Bytes/AnswerShare {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if at, ok := c.entries[k]; ok {
		if at.Value.(*entry).answer.Made > a.Made {
			return false
		}
		c.remove(at)
	}
	for c.bytes+e.size > c.config.Bytes || len(c.entries) >= c.config.Entries {
		c.remove(c.order.Back())
	}
	c.entries[k] = c.order.PushFront(e)
	c.bytes += e.size
	return true
}

// Stats gives the counts as they are now.
func (c *Cache) Stats() Stats {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.stats
	s.Entries, s.Bytes = len(c.entries), c.bytes
	return s
}

func (c *Cache) remove(at *list.Element) {
	e := c.order.Remove(at).(*entry)
	delete(c.entries, e.key)
	c.bytes -= e.size
}
