package gateway

import "sync"

// Buffers come in one size and grow; those that grew past bufferKeepMax are
// left to the garbage collector, so that a few huge calls do not pin memory.
const (
	bufferSize    = 8 << 10
	bufferKeepMax = 256 << 10
)

type buffer struct{ b []byte }

var buffers = sync.Pool{New: func() any { return &buffer{make([]byte, 0, bufferSize)} }}

func takeBuffer() *buffer { return buffers.Get().(*buffer) }

func (b *buffer) release() {
	if cap(b.b) <= bufferKeepMax {
		b.b = b.b[:0]
		buffers.Put(b)
	}
}

// grow makes room for n bytes in all and keeps what is there.
func (b *buffer) grow(n int) {
	if n > cap(b.b) {
		b.b = append(make([]byte, 0, n), b.b...)
	}
}
