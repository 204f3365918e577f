package ledger

import (
	"slices"
	"unsafe"
)

// pageLen is how many records a page holds. A page is what is copied when a
// record changes after a freeze: 64 account records are 4 KB. With pages of
// 16 KB, the first batch of random transfers after a freeze copied nearly every
// page of a million accounts, and took several times as long; with pages of
// 1 KB, the list of pages no longer stayed in the cache.
const pageLen = 64

// slab is an array of records in pages that a view can keep reading while the
// ledger goes on: a page is copied at the first change after a freeze. Records
// hold no pointers, so the garbage collector passes over the pages.
type slab[T any] struct {
	pages  []page[T]
	n      uint32 // records in use
	epoch  uint32 // one higher after each freeze
	shared bool   // a view reads through the same slice of pages
}

// page refers to its records by a slice, not by a pointer to an array: an index
// through such a pointer first reads the array's beginning, to see that the
// pointer is not nil. On a random page that missed the cache, and the address
// translation's, as often as the record itself did.
type page[T any] struct {
	records []T    // pageLen of them
	epoch   uint32 // it was last owned in
}

// at reads record i.
func (s *slab[T]) at(i uint32) *T { return &s.pages[i/pageLen].records[i%pageLen] }

// edit returns record i for change. Pointers from earlier calls of at may show
// the record as it was before.
func (s *slab[T]) edit(i uint32) *T {
	p := &s.pages[i/pageLen]
	if p.epoch != s.epoch {
		p = s.own(i / pageLen)
	}
	return &p.records[i%pageLen]
}

// own makes page p the ledger's alone.
//
//go:noinline
func (s *slab[T]) own(p uint32) *page[T] {
	if s.shared {
		// The view keeps the old slice. Appending to it was harmless, since
		// the view looks no further than its own length; replacing is not.
		s.pages = append(make([]page[T], 0, cap(s.pages)), s.pages...)
		s.shared = false
	}
	s.pages[p] = page[T]{append(make([]T, 0, pageLen), s.pages[p].records...), s.epoch}
	return &s.pages[p]
}

// add takes the next record into use; its content is undefined.
func (s *slab[T]) add() (uint32, *T) {
	i := s.n
	if int(i/pageLen) == len(s.pages) {
		s.pages = append(s.pages, page[T]{make([]T, pageLen), s.epoch})
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
	var record T
	return uint64(len(s.pages))*pageLen*uint64(unsafe.Sizeof(record)) + uint64(cap(s.pages))*uint64(unsafe.Sizeof(page[T]{}))
}
