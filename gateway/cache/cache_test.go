package cache

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"reflect"
	"sync"
	"testing"
	"time"

	"aidollar/core/ledger"
)

var seed = flag.Uint64("cache.seed", 0, "seed of the random tests; 0 takes the clock's")

func question() Question {
	return Question{
		Party: ledger.ID{Hi: 1, Lo: 2}, Seller: ledger.ID{Hi: 3, Lo: 4}, Dialect: "chat", Path: "/v1/chat/completions", Model: "m",
		Where: []string{"a", "b"}, Header: []string{"x", ""}, Body: []byte(`{"model":"m"}`),
	}
}

// Whatever is different about a question leads to another answer.
func TestKeyTellsQuestionsApart(t *testing.T) {
	seen := map[Key]string{}
	for name, change := range map[string]func(*Question){
		"same":                     func(*Question) {},
		"another party":            func(q *Question) { q.Party.Lo++ },
		"another seller":           func(q *Question) { q.Seller.Hi++ },
		"party and seller swapped": func(q *Question) { q.Party, q.Seller = q.Seller, q.Party },
		"another dialect":          func(q *Question) { q.Dialect = "messages" },
		"another path":             func(q *Question) { q.Path += "/x" },
		"another model":            func(q *Question) { q.Model = "n" },
		"the border moved":         func(q *Question) { q.Dialect, q.Path = "chat/", "v1/chat/completions" },
		"other upstream models":    func(q *Question) { q.Where = []string{"ab"} },
		"upstreams or headers":     func(q *Question) { q.Where, q.Header = []string{"a", "b", "x"}, []string{""} },
		"another header":           func(q *Question) { q.Header = []string{"", "x"} },
		"a space more":             func(q *Question) { q.Body = []byte(`{"model": "m"}`) },
		"streamed":                 func(q *Question) { q.Body = []byte(`{"model":"m","stream":true}`) },
	} {
		q := question()
		change(&q)
		k := q.Key()
		if other, twice := seen[k]; twice {
			t.Errorf("%q and %q have one key", name, other)
		}
		seen[k] = name
		if k != q.Key() {
			t.Errorf("%q has two keys", name)
		}
	}
}

func answer(made int64, size int) *Answer {
	return &Answer{Status: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: make([]byte, size), Made: made}
}

func TestHitMissExpiry(t *testing.T) {
	c := New(Config{Age: time.Minute})
	k := Key{1}
	if _, ok := c.Get(k, 0); ok {
		t.Error("a hit in an empty cache")
	}
	a := answer(1000, 5)
	if !c.Put(k, a) {
		t.Error("not kept")
	}
	if got, ok := c.Get(k, 1000+int64(time.Minute)-1); !ok || got != a {
		t.Error("not found while it is fresh")
	}
	if _, ok := c.Get(k, 1000+int64(time.Minute)); ok {
		t.Error("found when it is old")
	}
	if s := c.Stats(); s != (Stats{Hits: 1, Misses: 2}) {
		t.Errorf("%+v", s)
	}
}

func TestRefreshReplacesOlderAnswersOnly(t *testing.T) {
	c := New(Config{})
	old, young := answer(10, 1), answer(20, 2)
	c.Put(Key{}, young)
	if c.Put(Key{}, old) {
		t.Error("an older answer took the place of a younger one")
	}
	if got, _ := c.Get(Key{}, 30); got != young {
		t.Error("the younger answer is gone")
	}
	if s := c.Stats(); s.Entries != 1 || s.Bytes != young.size() {
		t.Errorf("%+v", s)
	}
}

// The bounds hold after every step, and the answer that goes is the one that was
// not used for longest, as a naive twin keeps them.
func TestBoundsAgainstTwin(t *testing.T) {
	s := *seed
	if s == 0 {
		s = uint64(time.Now().UnixNano())
	}
	t.Logf("-cache.seed=%d", s)
	random := rand.New(rand.NewPCG(s, 1))
	const entries, bytes = 20, 40_000
	c := New(Config{Entries: entries, Bytes: bytes})
	type kept struct {
		key    Key
		answer *Answer
	}
	var twin []kept // the least recently used first
	total := func() (n int64) {
		for _, k := range twin {
			n += k.answer.size()
		}
		return n
	}
	take := func(k Key) (*Answer, bool) {
		for i := range twin {
			if twin[i].key == k {
				a := twin[i].answer
				twin = append(twin[:i:i], twin[i+1:]...)
				return a, true
			}
		}
		return nil, false
	}
	for range 20_000 {
		k := Key{byte(random.IntN(40))}
		if random.IntN(2) == 0 {
			want, ok := take(k)
			if ok {
				twin = append(twin, kept{k, want})
			}
			if got, found := c.Get(k, 5); found != ok || got != want {
				t.Fatalf("key %d: found %v, want %v", k[0], found, ok)
			}
			continue
		}
		a := answer(5, random.IntN(bytes/4))
		if fits := a.size() <= bytes/AnswerShare; c.Put(k, a) != fits {
			t.Fatalf("an answer of %d bytes", a.size())
		} else if !fits {
			continue
		}
		take(k)
		for total()+a.size() > bytes || len(twin) >= entries {
			twin = twin[1:]
		}
		twin = append(twin, kept{k, a})
		if s := c.Stats(); s.Entries != len(twin) || s.Bytes != total() {
			t.Fatalf("%+v, want %d entries with %d bytes", s, len(twin), total())
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	c := New(Config{Entries: 50})
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := range 2000 {
				k := Key{byte((i * (w + 1)) % 100)}
				if a, ok := c.Get(k, 1); ok && !reflect.DeepEqual(a.Body, []byte(fmt.Sprint(k[0]))) {
					t.Errorf("key %d has the answer %s", k[0], a.Body)
				}
				c.Put(k, &Answer{Body: []byte(fmt.Sprint(k[0])), Made: 1})
			}
		})
	}
	wg.Wait()
	if s := c.Stats(); s.Entries > 50 {
		t.Errorf("%+v", s)
	}
}
