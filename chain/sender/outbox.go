package sender

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"math/big"
	"slices"
	"time"

	"aidollar/chain"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"go.etcd.io/bbolt"
)

// The outbox is one bbolt file. Every update is on disk before it returns.
var (
	bucketOpen  = []byte("open")  // record by intent id, while it is not final
	bucketDone  = []byte("done")  // record by intent id, without signed bytes
	bucketEnded = []byte("ended") // time of the end, and intent id, in the order of time
	bucketFees  = []byte("fees")  // what was spent, by day
	bucketMeta  = []byte("meta")
)

var (
	keyOwner  = []byte("owner")  // chain id and account
	keyNext   = []byte("next")   // the next nonce
	keyPaused = []byte("paused") // present while the kill switch is on
)

const (
	lockWait   = time.Second
	pruneBatch = 1000 // old records taken out at a time
)

// attempt is one signed transaction of an intent.
type attempt struct {
	Hash common.Hash   `json:"hash"`
	Raw  hexutil.Bytes `json:"raw,omitempty"`
	Tip  *hexutil.Big  `json:"tip,omitempty"`
	Cap  *hexutil.Big  `json:"cap,omitempty"`
	At   time.Time     `json:"at"`
	Head uint64        `json:"head,omitempty"` // the newest block when it was signed
}

// record is an intent in the outbox.
type record struct {
	ID       string         `json:"id"`
	Arrival  uint64         `json:"arrival"`
	To       common.Address `json:"to"`
	Data     hexutil.Bytes  `json:"data"`
	Value    *hexutil.Big   `json:"value,omitempty"`
	GasMax   uint64         `json:"gas_max,omitempty"`
	Deadline time.Time      `json:"deadline,omitzero"`

	State     State        `json:"state"`
	Reason    string       `json:"reason,omitempty"`
	Message   string       `json:"message,omitempty"`
	Nonce     *uint64      `json:"nonce,omitempty"`
	Gas       uint64       `json:"gas,omitempty"`
	Attempts  []attempt    `json:"attempts,omitempty"`
	Tx        common.Hash  `json:"tx,omitzero"`
	Block     uint64       `json:"block,omitempty"`
	BlockHash common.Hash  `json:"block_hash,omitzero"`
	Success   bool         `json:"success,omitempty"`
	Fee       *hexutil.Big `json:"fee,omitempty"`
	Ended     time.Time    `json:"ended,omitzero"`

	broadcast time.Time // when it was last handed over, in this process
}

func (r *record) intent() Intent {
	return Intent{r.ID, r.To, r.Data, (*big.Int)(r.Value), r.GasMax, r.Deadline}
}

func (r *record) status() Status {
	s := Status{ID: r.ID, State: r.State, Reason: r.Reason, Message: r.Message,
		Tx: r.Tx, Block: r.Block, BlockHash: r.BlockHash, Success: r.Success, Fee: (*big.Int)(r.Fee)}
	if r.Nonce != nil {
		s.HasNonce, s.Nonce = true, *r.Nonce
	}
	for _, a := range r.Attempts {
		s.Hashes = append(s.Hashes, a.Hash)
	}
	return s
}

// newest is the transaction that was signed last.
func (r *record) newest() *attempt { return &r.Attempts[len(r.Attempts)-1] }

// worst is the most that the intent may still cost in fees.
func (r *record) worst() *big.Int {
	if r.Fee != nil {
		return (*big.Int)(r.Fee)
	}
	if len(r.Attempts) == 0 || r.newest().Cap == nil {
		return new(big.Int)
	}
	return cost(r.Gas, (*big.Int)(r.newest().Cap))
}

func cost(gas uint64, price *big.Int) *big.Int {
	return new(big.Int).Mul(new(big.Int).SetUint64(gas), price)
}

type outbox struct{ db *bbolt.DB }

func broken(err error) error {
	return &chain.Error{Code: CodeOutbox, Class: chain.Stop, Message: "the outbox cannot be used", Cause: err}
}

// openOutbox opens or makes the file, which belongs to one account on one chain.
// The file's lock keeps a second process away.
func openOutbox(path string, owner []byte) (*outbox, error) {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: lockWait})
	if err != nil {
		return nil, broken(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		for _, name := range [][]byte{bucketOpen, bucketDone, bucketEnded, bucketFees, bucketMeta} {
			if _, err := tx.CreateBucketIfNotExists(name); err != nil {
				return err
			}
		}
		meta := tx.Bucket(bucketMeta)
		if known := meta.Get(keyOwner); known == nil {
			return meta.Put(keyOwner, owner)
		} else if string(known) != string(owner) {
			return errors.New("it is that of another account or chain")
		}
		return nil
	})
	if err != nil {
		return nil, errors.Join(broken(err), db.Close())
	}
	return &outbox{db}, nil
}

func ownerOf(chainID uint64, account common.Address) []byte {
	return append(binary.BigEndian.AppendUint64(nil, chainID), account[:]...)
}

// load reads what is open and the meta data.
func (o *outbox) load() (open []*record, next *uint64, paused bool, err error) {
	err = o.db.View(func(tx *bbolt.Tx) error {
		meta := tx.Bucket(bucketMeta)
		paused = meta.Get(keyPaused) != nil
		if b := meta.Get(keyNext); len(b) == 8 {
			n := binary.BigEndian.Uint64(b)
			next = &n
		}
		return tx.Bucket(bucketOpen).ForEach(func(_, text []byte) error {
			r := new(record)
			open = append(open, r)
			return json.Unmarshal(text, r)
		})
	})
	if err != nil {
		return nil, nil, false, broken(err)
	}
	return open, next, paused, nil
}

// put stores an open record, and the next nonce if it took one.
func (o *outbox) put(r *record, next *uint64) error {
	text, err := json.Marshal(r)
	if err != nil {
		return broken(err)
	}
	err = o.db.Update(func(tx *bbolt.Tx) error {
		if next != nil {
			if err := tx.Bucket(bucketMeta).Put(keyNext, binary.BigEndian.AppendUint64(nil, *next)); err != nil {
				return err
			}
		}
		return tx.Bucket(bucketOpen).Put([]byte(r.ID), text)
	})
	if err != nil {
		return broken(err)
	}
	return nil
}

// end moves a record to those that are final, and counts its fee to its day.
func (o *outbox) end(r *record) error {
	kept := *r
	kept.Attempts = nil
	for _, a := range r.Attempts {
		kept.Attempts = append(kept.Attempts, attempt{Hash: a.Hash, At: a.At})
	}
	text, err := json.Marshal(&kept)
	if err != nil {
		return broken(err)
	}
	err = o.db.Update(func(tx *bbolt.Tx) error {
		id := []byte(r.ID)
		ended := binary.BigEndian.AppendUint64(nil, uint64(r.Ended.UnixNano()))
		return errors.Join(
			tx.Bucket(bucketOpen).Delete(id),
			tx.Bucket(bucketDone).Put(id, text),
			tx.Bucket(bucketEnded).Put(append(ended, id...), nil),
			addFee(tx.Bucket(bucketFees), dayOf(r.Ended), (*big.Int)(r.Fee)))
	})
	if err != nil {
		return broken(err)
	}
	return nil
}

func dayOf(t time.Time) []byte { return []byte(t.UTC().Format(time.DateOnly)) }

func addFee(fees *bbolt.Bucket, day []byte, fee *big.Int) error {
	if fee == nil || fee.Sign() == 0 {
		return nil
	}
	sum := new(big.Int).SetBytes(fees.Get(day))
	return fees.Put(day, sum.Add(sum, fee).Bytes())
}

// spent is what was counted to a day.
func (o *outbox) spent(at time.Time) (*big.Int, error) {
	sum := new(big.Int)
	err := o.db.View(func(tx *bbolt.Tx) error {
		sum.SetBytes(tx.Bucket(bucketFees).Get(dayOf(at)))
		return nil
	})
	if err != nil {
		return nil, broken(err)
	}
	return sum, nil
}

// done finds a record that is final, or nil.
func (o *outbox) done(id string) (*record, error) {
	var r *record
	err := o.db.View(func(tx *bbolt.Tx) error {
		text := tx.Bucket(bucketDone).Get([]byte(id))
		if text == nil {
			return nil
		}
		r = new(record)
		return json.Unmarshal(text, r)
	})
	if err != nil {
		return nil, broken(err)
	}
	return r, nil
}

func (o *outbox) setNext(next uint64) error {
	return o.meta(keyNext, binary.BigEndian.AppendUint64(nil, next))
}

func (o *outbox) setPaused(paused bool) error {
	if paused {
		return o.meta(keyPaused, []byte{1})
	}
	return o.meta(keyPaused, nil)
}

// meta sets a value, or takes it out if it is nil.
func (o *outbox) meta(key, value []byte) error {
	err := o.db.Update(func(tx *bbolt.Tx) error {
		if value == nil {
			return tx.Bucket(bucketMeta).Delete(key)
		}
		return tx.Bucket(bucketMeta).Put(key, value)
	})
	if err != nil {
		return broken(err)
	}
	return nil
}

// prune forgets some of what ended before a time, and reports whether there is more.
func (o *outbox) prune(before time.Time) (more bool, err error) {
	err = o.db.Update(func(tx *bbolt.Tx) error {
		cursor := tx.Bucket(bucketEnded).Cursor()
		limit := uint64(before.UnixNano())
		var old [][]byte
		for k, _ := cursor.First(); len(k) > 8 && binary.BigEndian.Uint64(k) < limit; k, _ = cursor.Next() {
			if more = len(old) == pruneBatch; more {
				break
			}
			old = append(old, slices.Clone(k))
		}
		for _, k := range old {
			if err := errors.Join(tx.Bucket(bucketDone).Delete(k[8:]), tx.Bucket(bucketEnded).Delete(k)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return false, broken(err)
	}
	return more, nil
}
