package crash_test

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strconv"
	"sync"

	"aidollar/core/clearing"
)

// The child's environment: its directory and the seed of its choices.
const (
	childDir  = "AIDOLLAR_CRASH_DIR"
	childSeed = "AIDOLLAR_CRASH_SEED"
	childPipe = 3 // file descriptor
	workers   = 8
)

var quiet = slog.New(slog.DiscardHandler)

// child runs a house under load until somebody kills it. It ends by itself only
// when something is wrong, and says what.
func child(dir string) int {
	seed, err := strconv.ParseUint(os.Getenv(childSeed), 10, 64)
	if err == nil {
		err = load(dir, seed, &pipe{w: os.NewFile(childPipe, "pipe")})
	}
	fmt.Fprintln(os.Stderr, "child:", err)
	return 3
}

func load(dir string, seed uint64, to *pipe) error {
	h, err := openHouse(dir, options(dir))
	if err != nil {
		return err
	}
	if err := (&site{node: h.node, recorder: to}).found(); err != nil {
		return err
	}
	failed := make(chan error, workers+2)
	go func() { <-h.node.Failed(); failed <- h.node.Err() }()
	go func() { <-h.books.Failed(); failed <- h.books.Err() }()
	for i := range workers {
		w := &worker{site: &site{node: h.node, recorder: to}, r: newRandom(seed, uint64(i))}
		go func() { failed <- w.run(nil) }()
	}
	return <-failed
}

// pipe is the recorder of a child: its parent has every word of it that was
// written before the kill.
type pipe struct {
	mu   sync.Mutex
	w    io.Writer
	last uint64
	buf  []byte
}

// The messages: a kind, the request's number, a length, and so many bytes.
const (
	messageAttempt     = 'a'
	messageAcknowledge = 'k'
	messageHead        = 13
)

func (p *pipe) attempt(commands []clearing.Command) (uint64, error) {
	bytes := encode(commands)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last++
	return p.last, p.send(messageAttempt, p.last, bytes)
}

func (p *pipe) acknowledge(id uint64, answers string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.send(messageAcknowledge, id, []byte(answers))
}

// send writes a message at once; the caller holds the lock.
func (p *pipe) send(kind byte, id uint64, body []byte) error {
	p.buf = append(p.buf[:0], kind)
	p.buf = binary.LittleEndian.AppendUint64(p.buf, id)
	p.buf = binary.LittleEndian.AppendUint32(p.buf, uint32(len(body)))
	p.buf = append(p.buf, body...)
	_, err := p.w.Write(p.buf)
	return err
}

// listen takes down what a child says until it is gone; acknowledged is called
// after each acknowledgement. A message that the kill cut off was never
// followed by a submission.
func (h *history) listen(from io.Reader, acknowledged func(count int)) error {
	r := bufio.NewReaderSize(from, 1<<16)
	head := make([]byte, messageHead)
	for {
		_, err := io.ReadFull(r, head)
		body := make([]byte, binary.LittleEndian.Uint32(head[9:]))
		if err == nil {
			_, err = io.ReadFull(r, body)
		}
		if err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil
		}
		if err != nil {
			return err
		}
		id := binary.LittleEndian.Uint64(head[1:])
		if head[0] == messageAttempt {
			h.mu.Lock()
			h.add(id, body)
			h.mu.Unlock()
			continue
		}
		if err := h.acknowledge(id, string(body)); err != nil {
			return err
		}
		acknowledged(h.acknowledged())
	}
}
