package identity

import (
	"encoding/binary"
	"encoding/json"

	"aidollar/core/ledger"

	"go.etcd.io/bbolt"
)

// Hold has nothing of each party erased before the time that until gives for it, in Unix
// nanoseconds; zero for none. It is Keep for all parties of whom something is kept, and
// writes once, and only where a time has grown.
func (s *Store) Hold(until func(ledger.ID) int64) error {
	grown := map[ledger.ID]int64{}
	err := s.view(func(tx *bbolt.Tx) error {
		return tx.Bucket(bucketParties).ForEach(func(key, raw []byte) error {
			var p party
			if err := json.Unmarshal(raw, &p); err != nil {
				return err
			}
			id := ledger.ID{Hi: binary.BigEndian.Uint64(key), Lo: binary.BigEndian.Uint64(key[8:])}
			if at := until(id); at > p.Held {
				grown[id] = at
			}
			return nil
		})
	})
	if err != nil || len(grown) == 0 {
		return err
	}
	return s.update(func(tx *bbolt.Tx) error {
		for id, at := range grown {
			if err := keepParty(tx, id, at); err != nil {
				return err
			}
		}
		return nil
	})
}
