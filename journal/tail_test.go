package journal

import (
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/hashicorp/raft"
)

// logOf writes a log through the store alone: entries in the given groups, one
// write each. It gives the segment and the offset of each entry.
func logOf(t *testing.T, groups ...[][]byte) (dir string, offsets []int64, end int64) {
	t.Helper()
	dir = t.TempDir()
	if _, err := openFormat(osFS{}, dir); err != nil {
		t.Fatal(err)
	}
	s := openTestStore(t, dir)
	index := uint64(0)
	for _, g := range groups {
		var logs []*raft.Log
		for _, data := range g {
			index++
			logs = append(logs, &raft.Log{Index: index, Term: 1, Type: raft.LogCommand, Data: data, Extensions: make([]byte, frameSize)})
		}
		if err := s.StoreLogs(logs); err != nil {
			t.Fatal(err)
		}
	}
	for _, o := range s.segs[0].offsets {
		offsets = append(offsets, int64(o))
	}
	end = s.segs[0].end
	s.close()
	return dir, offsets, end
}

func openTestStore(t *testing.T, dir string) *store {
	t.Helper()
	s, err := reopenStore(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func reopenStore(dir string) (*store, error) {
	logID, err := readFormat(osFS{}, dir)
	if err != nil {
		return nil, err
	}
	fs := unsyncedFS{}
	state, _, err := openState(fs, dir, quiet())
	if err != nil {
		return nil, err
	}
	return openStore(fs, filepath.Join(dir, logDir), logID, 1, SegmentSizeMin, state, quiet())
}

// lastAfter puts b in place of the first segment and gives the last index the
// store then finds.
func lastAfter(t *testing.T, dir string, b []byte) (uint64, error) {
	t.Helper()
	if err := os.WriteFile(segmentPath(dir, 1), b, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := reopenStore(dir)
	if err != nil {
		return 0, err
	}
	defer s.close()
	last, err := s.LastIndex()
	if err != nil {
		return 0, err
	}
	var l raft.Log
	for i := uint64(1); i <= last; i++ {
		if err := s.GetLog(i, &l); err != nil {
			return last, err
		}
	}
	return last, nil
}

// zeroPayload has sectors of zeros between others.
func zeroPayload(size int) []byte {
	b := payload(9, size)
	if size > 3000 {
		clear(b[1000:2600])
	}
	return b
}

func TestCutAtEveryByte(t *testing.T) {
	dir, offsets, end := logOf(t, [][]byte{payload(1, 700)}, [][]byte{payload(2, 100)}, [][]byte{payload(3, 200)})
	whole, err := os.ReadFile(segmentPath(dir, 1))
	if err != nil {
		t.Fatal(err)
	}
	for cut := offsets[2]; cut <= end; cut++ {
		b := make([]byte, len(whole))
		copy(b, whole[:cut])
		want := uint64(2)
		if cut == end {
			want = 3
		}
		if last, err := lastAfter(t, dir, b); err != nil || last != want {
			t.Fatalf("cut at %d of %d to %d: the log ends at %d, %v; wanted %d", cut, offsets[2], end, last, err, want)
		}
	}
	// A header that did not arrive whole leaves a log that has not begun; the
	// state file does not know of it then either.
	if err := os.Remove(filepath.Join(dir, stateName)); err != nil {
		t.Fatal(err)
	}
	for cut := int64(0); cut < segmentHeaderUsed; cut++ {
		b := make([]byte, len(whole))
		copy(b, whole[:cut])
		if last, err := lastAfter(t, dir, b); err != nil || last != 0 {
			t.Fatalf("header cut at %d: the log ends at %d, %v", cut, last, err)
		}
	}
}

// TestTornSectors loses any set of sectors of the last write, which holds
// three records; what is left is a beginning of them, without an error.
func TestTornSectors(t *testing.T) {
	r := random(t)
	for range 10 {
		group := [][]byte{payload(2, r.IntN(2000)), zeroPayload(r.IntN(8000)), payload(4, r.IntN(2000))}
		dir, offsets, end := logOf(t, [][]byte{payload(1, 200+r.IntN(700))}, group)
		whole, err := os.ReadFile(segmentPath(dir, 1))
		if err != nil {
			t.Fatal(err)
		}
		for range 15 {
			b := append([]byte(nil), whole...)
			want := uint64(4)
			for at := offsets[1]; at < end; {
				next := min((at/sectorSize+1)*sectorSize, end)
				if r.IntN(4) == 0 && !allZero(b[at:next]) {
					clear(b[at:next])
					for i := 3; i > 0; i-- {
						if at < offsets[i]+recordSize(frameSize, len(group[i-1])) {
							want = min(want, uint64(i))
						}
					}
				}
				at = next
			}
			if last, err := lastAfter(t, dir, b); err != nil || last != want {
				t.Fatalf("the log ends at %d, %v; wanted %d", last, err, want)
			}
		}
	}
}

// TestFlippedBits changes one bit of what was acknowledged; it is never taken
// for a tear, also in the very last record, and the place is named.
func TestFlippedBits(t *testing.T) {
	r := random(t)
	dir, offsets, end := logOf(t, [][]byte{payload(1, 700), payload(2, 100)}, [][]byte{zeroPayload(6000)}, [][]byte{payload(4, 30), zeroPayload(4000)})
	whole, err := os.ReadFile(segmentPath(dir, 1))
	if err != nil {
		t.Fatal(err)
	}
	try := func(bit int64) {
		t.Helper()
		b := append([]byte(nil), whole...)
		b[bit/8] ^= 1 << (bit % 8)
		last, err := lastAfter(t, dir, b)
		if code := CodeOf(err); code != CodeDamaged && code != CodeFormat {
			t.Fatalf("bit %d at offset %d flipped: the log ends at %d with %v", bit%8, bit/8, last, err)
		}
		if e, ok := errors.AsType[*Error](err); !ok || e.File != segmentPath(dir, 1) || e.Offset > bit/8 {
			t.Fatalf("bit at offset %d flipped, but the error names another place: %v", bit/8, err)
		}
	}
	for bit := range int64(segmentHeaderUsed) * 8 {
		try(bit)
	}
	for _, off := range offsets {
		for bit := off * 8; bit < (off+recordHeader)*8; bit += 1 + r.Int64N(16) {
			try(bit)
		}
	}
	for range 200 {
		try(r.Int64N(end * 8))
	}
}

func TestTruncateSuffix(t *testing.T) {
	var groups [][][]byte
	for i := range uint64(40) {
		groups = append(groups, [][]byte{payload(i, 6000)})
	}
	dir, _, _ := logOf(t, groups...)
	for _, lo := range []uint64{38, 21, 11, 2, 1} {
		s := openTestStore(t, dir)
		last, _ := s.LastIndex()
		if err := s.DeleteRange(lo, last); err != nil {
			t.Fatal(err)
		}
		s.close()
		s = openTestStore(t, dir)
		if last, _ = s.LastIndex(); last != lo-1 {
			t.Fatalf("cut before %d, the log ends at %d", lo, last)
		}
		if err := s.StoreLog(&raft.Log{Index: lo, Term: 2, Data: []byte("another leader's")}); err != nil {
			t.Fatal(err)
		}
		var l raft.Log
		if err := s.GetLog(lo, &l); err != nil || l.Term != 2 {
			t.Fatalf("entry %d after the cut: term %d, %v", lo, l.Term, err)
		}
		if lo > 1 {
			if err := s.GetLog(lo-1, &l); err != nil || l.Term != 1 || binary.LittleEndian.Uint64(l.Data) != lo-2 {
				t.Fatalf("entry %d before the cut: %v", lo-1, err)
			}
		}
		s.close()
	}
}

func TestPrefixStaysOnDisk(t *testing.T) {
	var groups [][][]byte
	for i := range uint64(40) {
		groups = append(groups, [][]byte{payload(i, 6000)})
	}
	dir, _, _ := logOf(t, groups...)
	s := openTestStore(t, dir)
	defer s.close()
	if err := s.DeleteRange(1, 30); err != nil {
		t.Fatal(err)
	}
	if first, _ := s.FirstIndex(); first != 31 {
		t.Fatalf("the engine sees the log from %d", first)
	}
	var l raft.Log
	if err := s.GetLog(3, &l); err != nil || binary.LittleEndian.Uint64(l.Data) != 2 {
		t.Fatalf("entry 3 is gone: %v", err)
	}
}

func FuzzSegment(f *testing.F) {
	f.Add([]byte{}, uint64(0))
	seg := &segment{head: segmentHead{ordinal: 1, size: SegmentSizeMin, firstIndex: 1, logID: 5}, end: segmentHeader}
	var y layout
	p := y.plan(seg, true, []*raft.Log{{Index: 1, Data: payload(1, 100)}, {Index: 2, Data: payload(2, 1000)}})
	var b []byte
	for _, part := range p.bufs {
		b = append(b, part...)
	}
	f.Add(b, uint64(5))
	f.Fuzz(func(t *testing.T, b []byte, logID uint64) {
		path := filepath.Join(t.TempDir(), segmentName(1))
		padded := make([]byte, max(len(b), segmentHeader+recordHeader))
		copy(padded, b)
		if err := os.WriteFile(path, padded, 0o600); err != nil {
			t.Fatal(err)
		}
		seg, err := openSegment(osFS{}, filepath.Dir(path), segmentName(1), os.O_RDONLY)
		if err != nil {
			return
		}
		defer discard(seg.file)
		if seg.blank {
			seg.head.logID, seg.head.firstIndex = logID, 1
		}
		var l raft.Log
		at, err := walk(seg, segmentHeader, seg.head.firstIndex, seg.head.size, func(h *recordHead, off int64, raw []byte) error {
			h.entry(raw, &l)
			if len(l.Data) != h.dataLen || recordSize(len(l.Extensions), len(l.Data)) != int64(len(raw)) {
				t.Fatal("an entry that does not fill its record")
			}
			_, _ = parseFrame(l.Extensions, len(l.Data))
			return nil
		})
		if err == nil {
			_, _ = examineTail(seg, at, 1)
		}
	})
}
