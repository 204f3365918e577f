package seen

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"go.etcd.io/bbolt"
	bberrors "go.etcd.io/bbolt/errors"
)

// ID is the digest of an event's source and id.
type ID [16]byte

func compare(a, b ID) int { return slices.Compare(a[:], b[:]) }

const (
	// runSize is how many ids are gathered before they are written.
	runSize = 1 << 17
	// mergeFan is how many runs of a level become one of the next.
	mergeFan = 8
	// formatVersion is raised when the file changes its form; an older file is
	// made anew from the log.
	formatVersion = 1
	// lockTime is how long another process may take to let go of the file.
	lockTime = 2 * time.Second
)

var (
	bucketMeta  = []byte("meta")
	bucketRuns  = []byte("runs")
	keyFormat   = []byte("format")
	keyPosition = []byte("position")
)

// run is a sorted set of ids in a bucket of its own, named by its level and
// number.
type run struct {
	level  uint8
	number uint64
	ids    int
	filter filter
}

func (r *run) name() []byte {
	return binary.BigEndian.AppendUint64([]byte{r.level}, r.number)
}

// Index answers from many goroutines while one adds.
type Index struct {
	db *bbolt.DB

	writing sync.Mutex // over Store and what it merges

	mu       sync.RWMutex // over all below
	runs     []*run
	next     uint64 // number of the next run
	gathered map[ID]struct{}
	position uint64 // everything up to here is in runs or gathered
	stored   uint64 // everything up to here is in the file
}

// ErrFormat says that the file is of another version and is to be made anew.
var ErrFormat = errors.New("the file of metered events is of another format; delete it, and it is made again from the log")

// Open opens the index, or makes an empty one.
func Open(path string) (*Index, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: lockTime, FreelistType: bbolt.FreelistMapType})
	switch {
	case errors.Is(err, bberrors.ErrTimeout):
		return nil, fmt.Errorf("the file of metered events %s is in use by another process", path)
	case err != nil:
		return nil, fmt.Errorf("the file of metered events %s: %w", path, err)
	}
	x := &Index{db: db, gathered: map[ID]struct{}{}}
	if err := x.load(); err != nil {
		_ = db.Close() // the first error is the one to tell
		return nil, err
	}
	return x, nil
}

func (x *Index) load() error {
	err := x.db.Update(func(tx *bbolt.Tx) error {
		meta, err := tx.CreateBucketIfNotExists(bucketMeta)
		if err != nil {
			return err
		}
		if _, err = tx.CreateBucketIfNotExists(bucketRuns); err != nil {
			return err
		}
		format := binary.BigEndian.AppendUint64(nil, formatVersion)
		switch known := meta.Get(keyFormat); {
		case known == nil:
			return meta.Put(keyFormat, format)
		case string(known) != string(format):
			return ErrFormat
		}
		if position := meta.Get(keyPosition); len(position) == 8 {
			x.stored = binary.BigEndian.Uint64(position)
			x.position = x.stored
		}
		return nil
	})
	if err != nil {
		return err
	}
	return x.db.View(func(tx *bbolt.Tx) error {
		return tx.Bucket(bucketRuns).ForEachBucket(func(name []byte) error {
			if len(name) != 9 {
				return ErrFormat
			}
			r := &run{level: name[0], number: binary.BigEndian.Uint64(name[1:])}
			ids, err := readRun(tx, r)
			if err != nil {
				return err
			}
			r.fill(ids)
			x.runs = append(x.runs, r)
			x.next = max(x.next, r.number+1)
			return nil
		})
	})
}

func readRun(tx *bbolt.Tx, r *run) (ids []ID, err error) {
	err = tx.Bucket(bucketRuns).Bucket(r.name()).ForEach(func(key, _ []byte) error {
		if len(key) != len(ID{}) {
			return ErrFormat
		}
		ids = append(ids, ID(key))
		return nil
	})
	return ids, err
}

func (r *run) fill(ids []ID) {
	r.ids, r.filter = len(ids), newFilter(len(ids))
	for _, id := range ids {
		r.filter.add(id)
	}
}

// Position is the last record of the log whose events the index was given.
func (x *Index) Position() uint64 {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.position
}

// Stored is the last record of the log whose events would survive a crash.
func (x *Index) Stored() uint64 {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.stored
}

// Add takes the events of a record, in the order of the log. Records at or
// before Position were given already and are left out.
func (x *Index) Add(position uint64, ids []ID) error {
	x.mu.Lock()
	if position <= x.position {
		x.mu.Unlock()
		return nil
	}
	x.position = position
	for _, id := range ids {
		x.gathered[id] = struct{}{}
	}
	full := len(x.gathered) >= runSize
	x.mu.Unlock()
	if full {
		return x.Store()
	}
	return nil
}

// Store writes what was gathered, so that Stored is Position.
func (x *Index) Store() error {
	x.writing.Lock()
	defer x.writing.Unlock()
	x.mu.RLock()
	ids, position := slices.SortedFunc(maps.Keys(x.gathered), compare), x.position
	number, stored := x.next, x.stored
	x.mu.RUnlock()
	if position == stored {
		return nil
	}
	r := &run{number: number}
	r.fill(ids)
	err := x.db.Update(func(tx *bbolt.Tx) error {
		if len(ids) > 0 {
			if err := writeRun(tx, r, ids); err != nil {
				return err
			}
		}
		return tx.Bucket(bucketMeta).Put(keyPosition, binary.BigEndian.AppendUint64(nil, position))
	})
	if err != nil {
		return fmt.Errorf("writing the index of metered events: %w", err)
	}
	x.mu.Lock()
	if len(ids) > 0 {
		x.runs = append(slices.Clone(x.runs), r)
		x.next++
	}
	for _, id := range ids {
		delete(x.gathered, id)
	}
	x.stored = position
	x.mu.Unlock()
	return x.merge()
}

func writeRun(tx *bbolt.Tx, r *run, ids []ID) error {
	bucket, err := tx.Bucket(bucketRuns).CreateBucket(r.name())
	if err != nil {
		return err
	}
	bucket.FillPercent = 1 // sorted and never changed
	for i := range ids {
		if err := bucket.Put(ids[i][:], nil); err != nil {
			return err
		}
	}
	return nil
}

// Seen reports for each id, in order, whether it was added. It appends to known.
func (x *Index) Seen(ids []ID, known []bool) ([]bool, error) {
	x.mu.RLock()
	runs := x.runs // replaced as a whole when runs change
	var doubtful []ID
	var places []int
	for _, id := range ids {
		_, gathered := x.gathered[id]
		if !gathered && slices.ContainsFunc(runs, func(r *run) bool { return r.filter.may(id) }) {
			doubtful, places = append(doubtful, id), append(places, len(known))
		}
		known = append(known, gathered)
	}
	x.mu.RUnlock()
	if len(doubtful) == 0 {
		return known, nil
	}
	found := make([]bool, len(doubtful))
	err := x.db.View(func(tx *bbolt.Tx) error { return look(tx, runs, doubtful, found) })
	for i, place := range places {
		known[place] = found[i]
	}
	return known, err
}

// look finds ids that passed a filter in the runs themselves.
func look(tx *bbolt.Tx, runs []*run, ids []ID, found []bool) error {
	filters := make(map[string]filter, len(runs))
	for _, r := range runs {
		filters[string(r.name())] = r.filter
	}
	all := tx.Bucket(bucketRuns)
	return all.ForEachBucket(func(name []byte) error {
		// A run without a filter was merged from others a moment ago.
		f, cursor := filters[string(name)], all.Bucket(name).Cursor()
		for i := range ids {
			if found[i] || (f != nil && !f.may(ids[i])) {
				continue
			}
			key, _ := cursor.Seek(ids[i][:])
			found[i] = string(key) == string(ids[i][:])
		}
		return nil
	})
}

// Close stores what was gathered and closes the file.
func (x *Index) Close() error {
	return errors.Join(x.Store(), x.db.Close())
}
