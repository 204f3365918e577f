package seen

import (
	"encoding/binary"
	"math/bits"
)

// filter is a Bloom filter in blocks of one cache line (Putze, Sanders, Singler:
// Cache-, Hash- and Space-Efficient Bloom Filters, 2007). At filterBits for each
// id about one in 300 unseen ids passes.
type filter []uint64

const (
	filterBits   = 12 // for each id
	filterProbes = 6
	blockWords   = 8 // 512 bits
)

// newFilter makes a filter for so many ids.
func newFilter(ids int) filter {
	blocks := (ids*filterBits + 511) / 512
	return make(filter, max(blocks, 1)*blockWords)
}

// place derives an id's block and the bits in it. Ids are digests, so their
// bits are as good as any hash of them.
func (f filter) place(id ID) (block int, probes uint64) {
	high, low := binary.BigEndian.Uint64(id[:]), binary.BigEndian.Uint64(id[8:])
	index, _ := bits.Mul64(low, uint64(len(f)/blockWords))
	return int(index) * blockWords, high
}

func (f filter) add(id ID) {
	block, probes := f.place(id)
	for range filterProbes {
		f[block+int(probes&7)] |= 1 << (probes >> 3 & 63)
		probes >>= 9
	}
}

// may is false only for an id that was not added.
func (f filter) may(id ID) bool {
	block, probes := f.place(id)
	for range filterProbes {
		if f[block+int(probes&7)]>>(probes>>3&63)&1 == 0 {
			return false
		}
		probes >>= 9
	}
	return true
}
