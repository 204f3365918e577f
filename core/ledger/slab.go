package ledger

import (
	"slices"
	"unsafe"
)

// pageLen is how many records a page holds. A page is what is copied when a
// record changes after a freeze: 32 account records are 4 KB. With 128, the
// first batch of random transfers after a freeze copied nearly every page of a
// million accounts, and took several times as long as with 32; with 8, the
// pointers to the pages no longer stayed in the cache.
const pageLen = 32

// slab is an array of records in pages that a view can keep reading while the
// ledger goes on: a page is copied at the first change after a freeze. Records
// hold no pointers, so the garbage collector passes over the pages.
type slab[T any] struct {
	pages  []*[pageLen]T
	epochs []uint32 // of each page: the epoch it was last owned in
	n      uint32   // records in use
	epoch  uint32   // one higher after each freeze
	shared bool     // a view reads through the same slice of pages
}

// at reads record i.
func (s *slab[T]) at(i uint32) *T { return &s.pages[i/pageLen][i%pageLen] }

// edit returns record i for change. Pointers from earlier calls of at may show
// the record as it was before.
func (s *slab[T]) edit(i uint32) *T {
	p := i / pageLen
	if s.epochs[p] != s.epoch {
		s.own(p)
	}
	return &s.pages[p][i%pageLen]
}

// own makes page p the ledger's alone.
//
//go:noinline
func (s *slab[T]) own(p uint32) {
	if s.shared {
		// The view keeps the old slice. Appending to it was harmless, since
		// the view looks no further than its own length; replacing is not.
		s.pages = append(make([]*[pageLen]T, 0, cap(s.pages)), s.pages...)
		s.shared = false
	}
	page := *s.pages[p]
	s.pages[p] = &page
	s.epochs[p] = s.epoch
}

// add takes the next record into use; its content is undefined.
func (s *slab[T]) add() (uint32, *T) {
	i := s.n
	if int(i/pageLen) == len(s.pages) {
		s.pages = append(s.pages, new([pageLen]T))
		s.epochs = append(s.epochs, s.epoch)
	}
	s.n++
	return i, s.edit(i)
}

// freeze returns the records as they are now, for reading.
func (s *slab[T]) freeze() slab[T] {
	s.shared = true
	s.epoch++
	return slab[T]{pages: slices.Clip(s.pages), n: s.n}
}

// bytes is the memory the pages take.
func (s *slab[T]) bytes() uint64 {
	return uint64(len(s.pages))*uint64(unsafe.Sizeof([pageLen]T{})) + uint64(cap(s.pages))*8 + uint64(cap(s.epochs))*4
}
