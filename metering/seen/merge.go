package seen

import (
	"fmt"
	"slices"

	"go.etcd.io/bbolt"
)

// merge makes one run of mergeFan runs of a level, as long as there are so many.
func (x *Index) merge() error {
	for {
		group, number := x.mergeable()
		if group == nil {
			return nil
		}
		merged := &run{level: group[0].level + 1, number: number}
		err := x.db.Update(func(tx *bbolt.Tx) error {
			ids, err := union(tx, group)
			if err != nil {
				return err
			}
			merged.fill(ids)
			if err = writeRun(tx, merged, ids); err != nil {
				return err
			}
			for _, r := range group {
				if err = tx.Bucket(bucketRuns).DeleteBucket(r.name()); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("merging the index of metered events: %w", err)
		}
		x.mu.Lock()
		x.runs = slices.DeleteFunc(slices.Clone(x.runs), func(r *run) bool { return slices.Contains(group, r) })
		x.runs = append(x.runs, merged)
		x.next = number + 1
		x.mu.Unlock()
	}
}

// mergeable is the lowest level's runs that are enough to merge.
func (x *Index) mergeable() (group []*run, number uint64) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	byLevel := map[uint8][]*run{}
	for _, r := range x.runs {
		if byLevel[r.level] = append(byLevel[r.level], r); len(byLevel[r.level]) == mergeFan {
			return byLevel[r.level], x.next
		}
	}
	return nil, 0
}

// union is the sorted set of the runs' ids.
func union(tx *bbolt.Tx, group []*run) ([]ID, error) {
	var all []ID
	for _, r := range group {
		ids, err := readRun(tx, r)
		if err != nil {
			return nil, err
		}
		all = append(all, ids...)
	}
	slices.SortFunc(all, compare)
	return slices.Compact(all), nil
}
