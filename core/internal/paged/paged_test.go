package paged

import "testing"

func TestAFrozenViewKeepsItsItems(t *testing.T) {
	var s Slice[int]
	for i := range 1000 {
		s.Append(i)
	}
	view := s.Freeze()
	for i := range 1000 {
		*s.Change(i) = -i - 1
	}
	for range 600 {
		s.Pop()
	}
	s.Append(7)
	if view.Len() != 1000 {
		t.Fatalf("the view has %d items, want 1000", view.Len())
	}
	for i := range 1000 {
		if got := *view.At(i); got != i {
			t.Fatalf("item %d of the view is %d", i, got)
		}
	}
	if s.Len() != 401 || *s.At(400) != 7 || *s.At(399) != -400 {
		t.Errorf("the slice lost its own changes: %d items, %d, %d", s.Len(), *s.At(399), *s.At(400))
	}
}

func TestAnAppendAfterAFreezeStaysOutOfTheView(t *testing.T) {
	var s Slice[int]
	s.Append(1)
	view := s.Freeze()
	s.Append(2)
	*s.Change(0) = 3
	if view.Len() != 1 || *view.At(0) != 1 || *s.At(0) != 3 || *s.At(1) != 2 {
		t.Errorf("view %d of %d items, slice %d %d", *view.At(0), view.Len(), *s.At(0), *s.At(1))
	}
}
