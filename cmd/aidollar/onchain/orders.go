package onchain

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"aidollar/pay/x402/facilitator"
	"aidollar/pay/x402/service"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"go.etcd.io/bbolt"
)

// The orders' file. Every update is on disk before it returns.
var (
	bucketOrders = []byte("orders") // by key
	bucketUntil  = []byte("until")  // when an order may be forgotten, and its key, in the order of time
)

const (
	ordersMax       = 1_000_000         // remembered at a time: a file of about a gigabyte
	forgetBatch     = 100               // at most, with each that is accepted
	rememberBeyond  = 24 * 3600         // seconds behind an order's deadline: by then its block is final everywhere
	lockWait        = 1 * time.Second   // for another process that has the file
	secondsFarthest = uint64(1<<33 - 1) // what is later than that never comes
)

// order is one that was accepted under a key.
type order struct {
	ID       common.Hash `json:"id"`
	ChainID  uint64      `json:"chain"`
	Calls    []orderCall `json:"calls,omitempty"`
	Deadline uint64      `json:"deadline"`
	// Try counts how often the key was given anew: an intent that was taken back is
	// no good a second time, so the next try's intents have other ids.
	Try   uint32 `json:"try,omitempty"`
	Taken bool   `json:"taken_back,omitempty"` // nothing was sent, and the key is free

	Tx     common.Hash `json:"tx,omitzero"` // it was seen in, for when the sender has forgotten
	Failed bool        `json:"failed,omitempty"`
	Revert string      `json:"revert,omitempty"`
}

type orderCall struct {
	To   common.Address `json:"to"`
	Data hexutil.Bytes  `json:"data"`
}

func orderOf(o *service.Order) order {
	kept := order{ID: o.ID, ChainID: o.ChainID, Deadline: min(o.Deadline, secondsFarthest)}
	for _, c := range o.Calls {
		kept.Calls = append(kept.Calls, orderCall{c.To, c.Data})
	}
	return kept
}

// settlementPrefix marks the intents that are other people's settlements among
// those of the house.
const settlementPrefix = "x402/"

// intent is the id of what sends one of the order's calls.
func (o *order) intent(call int) string {
	return fmt.Sprintf("%s%s/%d/%d", settlementPrefix, o.ID.Hex(), o.Try, call)
}

func (o *order) facilitated() []facilitator.Call {
	calls := make([]facilitator.Call, len(o.Calls))
	for i, c := range o.Calls {
		calls[i] = facilitator.Call{To: c.To, Data: c.Data}
	}
	return calls
}

// orders remember which order has which key.
type orders struct {
	db  *bbolt.DB
	now func() time.Time
	max int

	mu    sync.Mutex // held while one is accepted
	count int        // how many there are
}

var errOrdersFull = errors.New("as many settlements are remembered as may be; the oldest are forgotten a day behind their deadlines")

func openOrders(path string, now func() time.Time) (*orders, error) {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: lockWait})
	if err != nil {
		return nil, fmt.Errorf("the file of settlements %s cannot be opened: %w", path, err)
	}
	count := 0
	err = db.Update(func(tx *bbolt.Tx) error {
		for _, name := range [][]byte{bucketOrders, bucketUntil} {
			b, err := tx.CreateBucketIfNotExists(name)
			if err != nil {
				return err
			}
			count = b.Stats().KeyN
		}
		return nil
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("the file of settlements %s cannot be used: %w", path, err), db.Close())
	}
	return &orders{db: db, now: now, max: ordersMax, count: count}, nil
}

func readOrder(tx *bbolt.Tx, key common.Hash) (o order, known bool, err error) {
	text := tx.Bucket(bucketOrders).Get(key[:])
	if text == nil {
		return o, false, nil
	}
	return o, true, json.Unmarshal(text, &o)
}

func writeOrder(tx *bbolt.Tx, key common.Hash, o *order) error {
	text, err := json.Marshal(o)
	if err != nil {
		return err
	}
	return tx.Bucket(bucketOrders).Put(key[:], text)
}

func untilKey(o *order, key common.Hash) []byte {
	return append(binary.BigEndian.AppendUint64(nil, o.Deadline+rememberBeyond), key[:]...)
}

// accept gives a key to an order, or tells which order has it.
func (s *orders) accept(key common.Hash, o order) (has order, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	count := 0
	err = s.db.Update(func(tx *bbolt.Tx) error {
		var err error
		if count, err = s.forget(tx); err != nil {
			return err
		}
		was, known, err := readOrder(tx, key)
		if err != nil {
			return err
		}
		if known && !was.Taken {
			has = was
			return nil
		}
		until := tx.Bucket(bucketUntil)
		if known {
			o.Try = was.Try + 1
			err = until.Delete(untilKey(&was, key))
		} else if count++; count > s.max {
			err = errOrdersFull
		}
		if err != nil {
			return err
		}
		has = o
		return errors.Join(writeOrder(tx, key, &o), until.Put(untilKey(&o, key), nil))
	})
	if err == nil {
		s.count = count
	}
	return has, err
}

// forget takes some out whose time is over, and tells how many are left.
func (s *orders) forget(tx *bbolt.Tx) (left int, err error) {
	now := uint64(max(s.now().Unix(), 0))
	cursor := tx.Bucket(bucketUntil).Cursor()
	var over [][]byte
	for k, _ := cursor.First(); k != nil && binary.BigEndian.Uint64(k) <= now && len(over) < forgetBatch; k, _ = cursor.Next() {
		over = append(over, slices.Clone(k))
	}
	for _, k := range over {
		if err := errors.Join(tx.Bucket(bucketUntil).Delete(k), tx.Bucket(bucketOrders).Delete(k[8:])); err != nil {
			return 0, err
		}
	}
	return s.count - len(over), nil
}

// find is the order that has a key.
func (s *orders) find(key common.Hash) (o order, known bool, err error) {
	err = s.db.View(func(tx *bbolt.Tx) error {
		o, known, err = readOrder(tx, key)
		return err
	})
	return o, known && !o.Taken, err
}

// change notes something about an order, if its key was not given anew meanwhile.
func (s *orders) change(key common.Hash, of *order, note func(*order)) error {
	return s.db.Update(func(tx *bbolt.Tx) error {
		now, known, err := readOrder(tx, key)
		if err != nil || !known || now.ID != of.ID || now.Try != of.Try {
			return err
		}
		note(&now)
		return writeOrder(tx, key, &now)
	})
}

// unfinished are the orders of which nothing is known to have become.
func (s *orders) unfinished() (map[common.Hash]order, error) {
	all := map[common.Hash]order{}
	err := s.db.View(func(tx *bbolt.Tx) error {
		return tx.Bucket(bucketOrders).ForEach(func(k, text []byte) error {
			var o order
			if err := json.Unmarshal(text, &o); err != nil {
				return err
			}
			if !o.Taken && !o.Failed && o.Tx == (common.Hash{}) && len(o.Calls) > 0 {
				all[common.BytesToHash(k)] = o
			}
			return nil
		})
	})
	return all, err
}
