package service

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
)

const (
	orderBytes   = 2*common.HashLength + 8 + 4 // key, id, until, checksum
	ordersRewalk = 4096                        // acceptances between looks for what can be forgotten
)

// Sender sends orders. It knows an order by its id and sends it once, over restarts.
type Sender interface {
	// Send takes an order in and sends its calls, of which it has at least one. The
	// same id again changes nothing. An error says that nothing was sent.
	Send(ctx context.Context, o *Order) error
	// Await waits until the order of that id is included or can never be, or until
	// ctx ends, and tells how far it has come: Unknown if it never came in.
	Await(ctx context.Context, id common.Hash) (Outcome, error)
}

// Orders is which order was accepted under which key, on disk: what a Sender lacks
// to be a Settler. One process has the file at a time.
type Orders struct {
	sender Sender
	now    func() time.Time
	path   string

	mu   sync.Mutex
	file *os.File
	of   map[common.Hash]accepted
	dead int // records in the file that do not count any more
	more int // acceptances since the last look
}

// accepted is the order of a key, and until when it is remembered.
type accepted struct {
	id    common.Hash
	until uint64 // Unix seconds
}

// OpenOrders reads the file, or makes it. A record that a crash has cut is dropped:
// nobody was told of its acceptance. now may be nil.
func OpenOrders(path string, sender Sender, now func() time.Time) (*Orders, error) {
	if now == nil {
		now = time.Now
	}
	o := &Orders{sender: sender, now: now, path: path, of: map[common.Hash]accepted{}}
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the orders' file: %w", err)
	}
	for at := 0; at < len(text); at += orderBytes {
		key, a, ok := readOrder(text[at:min(at+orderBytes, len(text))])
		if !ok {
			if at+orderBytes < len(text) {
				return nil, fmt.Errorf("%s is damaged at byte %d: what was settled is not known, so nothing may be", path, at)
			}
			break
		}
		o.of[key] = a
	}
	if err := o.rewrite(); err != nil {
		return nil, err
	}
	return o, nil
}

func readOrder(b []byte) (key common.Hash, a accepted, ok bool) {
	if len(b) < orderBytes {
		return key, a, false
	}
	sum := binary.BigEndian.Uint32(b[orderBytes-4:])
	key, a.id = common.Hash(b[:32]), common.Hash(b[32:64])
	a.until = binary.BigEndian.Uint64(b[64:72])
	return key, a, sum == crc32.ChecksumIEEE(b[:orderBytes-4])
}

func orderRecord(key common.Hash, a accepted) []byte {
	b := append(append(make([]byte, 0, orderBytes), key[:]...), a.id[:]...)
	b = binary.BigEndian.AppendUint64(b, a.until)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b))
}

// rewrite writes the file anew, with what counts.
func (o *Orders) rewrite() error {
	now := uint64(max(o.now().Unix(), 0))
	file, err := os.OpenFile(o.path+".new", os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("the orders' file: %w", err)
	}
	var all []byte
	for key, a := range o.of {
		if a.until <= now {
			delete(o.of, key)
			continue
		}
		all = append(all, orderRecord(key, a)...)
	}
	_, err = file.Write(all)
	if err = errors.Join(err, file.Sync()); err == nil {
		err = os.Rename(o.path+".new", o.path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("the orders' file: %w", err), file.Close())
	}
	if o.file != nil {
		o.file.Close()
	}
	o.file, o.dead, o.more = file, 0, 0
	return nil
}

// accept gives a key to an order, or tells which order has it. The file has it
// before anybody is told.
func (o *Orders) accept(key, id common.Hash, until uint64) (common.Hash, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if a, known := o.of[key]; known {
		return a.id, nil
	}
	if o.file == nil {
		return id, errors.New("the orders' file is closed")
	}
	if err := o.tidy(); err != nil {
		return id, err
	}
	a := accepted{id, until}
	end, err := o.file.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = o.file.Write(orderRecord(key, a))
	}
	if err = errors.Join(err, o.file.Sync()); err != nil {
		// What is half written must not lie between whole records.
		return id, errors.Join(fmt.Errorf("the orders' file: %w", err), o.file.Truncate(end))
	}
	o.of[key] = a
	return id, nil
}

// tidy forgets now and then what is over.
func (o *Orders) tidy() error {
	if o.more++; o.more < ordersRewalk {
		return nil
	}
	o.more = 0
	now := uint64(max(o.now().Unix(), 0))
	for key, a := range o.of {
		if a.until <= now {
			delete(o.of, key)
			o.dead++
		}
	}
	if o.dead <= len(o.of) {
		return nil
	}
	return o.rewrite()
}

func (o *Orders) find(key common.Hash) (id common.Hash, known bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	a, known := o.of[key]
	return a.id, known
}

// Resume is Settler's. An order that was accepted and never came to be sent, since
// the process ended in between, is Unknown, and may be settled.
func (o *Orders) Resume(ctx context.Context, key, id common.Hash) (Outcome, error) {
	switch was, known := o.find(key); {
	case !known:
		return Outcome{}, nil
	case was != id:
		return Outcome{Status: Taken}, nil
	}
	return o.sender.Await(ctx, id)
}

// Settle is Settler's. One without calls is done by being accepted.
func (o *Orders) Settle(ctx context.Context, order *Order) (Outcome, error) {
	// Until the deadline the chain may carry the payment out; a day later even its
	// block is final everywhere.
	const day = 24 * 3600
	until := order.Deadline + day
	if until < order.Deadline {
		until = order.Deadline
	}
	was, err := o.accept(order.Key, order.ID, until)
	switch {
	case err != nil:
		return Outcome{}, err
	case was != order.ID:
		return Outcome{Status: Taken}, nil
	case len(order.Calls) == 0:
		return Outcome{Status: Settled}, nil
	}
	if err := o.sender.Send(ctx, order); err != nil {
		return Outcome{}, err
	}
	return o.sender.Await(ctx, order.ID)
}

// Close lets go of the file.
func (o *Orders) Close() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.file == nil {
		return nil
	}
	file := o.file
	o.file = nil
	return file.Close()
}
