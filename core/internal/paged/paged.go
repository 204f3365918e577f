package paged

const pageSize = 256

type page[T any] struct {
	epoch uint64
	items [pageSize]T
}

// Slice is a growing sequence. The zero value is empty and ready.
type Slice[T any] struct {
	pages []*page[T]
	n     int
	epoch uint64
}

// Len is the number of items.
func (s *Slice[T]) Len() int { return s.n }

// At returns the i-th item for reading. The pointer is good until the next
// change of the slice.
func (s *Slice[T]) At(i int) *T { return &s.pages[i/pageSize].items[i%pageSize] }

// Change returns the i-th item for writing, apart from every frozen view.
func (s *Slice[T]) Change(i int) *T {
	p := s.pages[i/pageSize]
	if p.epoch != s.epoch {
		fresh := *p
		fresh.epoch = s.epoch
		p = &fresh
		s.pages[i/pageSize] = p
	}
	return &p.items[i%pageSize]
}

// Append adds an item and returns its index.
func (s *Slice[T]) Append(item T) int {
	i := s.n
	if i/pageSize == len(s.pages) {
		s.pages = append(s.pages, &page[T]{epoch: s.epoch})
	}
	s.n++
	*s.Change(i) = item
	return i
}

// Pop removes the last item and returns it.
func (s *Slice[T]) Pop() T {
	last := s.Change(s.n - 1)
	item := *last
	var zero T
	*last = zero
	s.n--
	return item
}

// Freeze returns a view that keeps the present items whatever becomes of s.
// Only reading the view is allowed, from any goroutine.
func (s *Slice[T]) Freeze() Slice[T] {
	view := Slice[T]{pages: append([]*page[T](nil), s.pages...), n: s.n, epoch: s.epoch}
	s.epoch++
	return view
}
