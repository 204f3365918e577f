package logbench

import (
	"os"
	"sync"

	"golang.org/x/sys/unix"
)

// plain is the least a durable log can be: one file, one goroutine that writes
// what has gathered, one fdatasync for it.
type plain struct {
	file  *os.File
	off   int64
	queue chan plainRecord
	done  sync.WaitGroup
}

type plainRecord struct {
	data   []byte
	answer chan error
}

func openPreallocated(path string, bytes int64) (contender, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	zeros := make([]byte, 1<<20)
	for off := int64(0); off < bytes; off += int64(len(zeros)) {
		if _, err := f.WriteAt(zeros, off); err != nil {
			f.Close()
			return nil, err
		}
	}
	if err := f.Sync(); err != nil {
		f.Close()
		return nil, err
	}
	return newPlain(f), nil
}

func openAppended(path string, _ int64) (contender, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	return newPlain(f), nil
}

func newPlain(f *os.File) *plain {
	p := &plain{file: f, queue: make(chan plainRecord, depthMany)}
	p.done.Go(p.run)
	return p
}

func (p *plain) append(record []byte) func() error {
	answer := make(chan error, 1)
	p.queue <- plainRecord{record, answer}
	return func() error { return <-answer }
}

func (p *plain) run() {
	var group []plainRecord
	var bufs [][]byte
	for first := range p.queue {
		group, bufs = append(group[:0], first), append(bufs[:0], first.data)
		for gathered := false; !gathered; {
			select {
			case r, ok := <-p.queue:
				if ok {
					group, bufs = append(group, r), append(bufs, r.data)
				} else {
					gathered = true
				}
			default:
				gathered = true
			}
		}
		err := p.write(bufs)
		for _, r := range group {
			r.answer <- err
		}
	}
}

func (p *plain) write(bufs [][]byte) error {
	total := int64(0)
	for _, b := range bufs {
		total += int64(len(b))
	}
	n, err := unix.Pwritev(int(p.file.Fd()), bufs, p.off)
	if err == nil && int64(n) != total {
		err = unix.EIO
	}
	if err != nil {
		return err
	}
	p.off += total
	return unix.Fdatasync(int(p.file.Fd()))
}

func (p *plain) close() error {
	close(p.queue)
	p.done.Wait()
	return p.file.Close()
}
