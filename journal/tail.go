package journal

import "io"

// tail is what follows the last intact record of the newest segment.
type tail struct {
	at     int64 // where it begins
	extent int64 // the offset after its last byte that is not zero; at when clean
}

func (t tail) torn() bool { return t.extent > t.at }

// dataExtent gives the offset after the last byte in [from, size) that is not
// zero, or from.
func dataExtent(f io.ReaderAt, from, size int64) (int64, error) {
	extent := from
	buf := make([]byte, walkWindow)
	for off := from; off < size; {
		b := buf[:min(int64(len(buf)), size-off)]
		if err := readFull(f, b, off); err != nil {
			return 0, err
		}
		if !allZero(b) {
			for i := len(b) - 1; i >= 0; i-- {
				if b[i] != 0 {
					extent = off + int64(i) + 1
					break
				}
			}
		}
		off += int64(len(b))
	}
	return extent, nil
}

// examineTail decides what the bytes from at on are: nothing, the remains of a
// write that was never acknowledged (which may be cut), or damage to records
// that were (an error). index is the one that would come at that place.
//
// Only one write is ever on its way, and a record says where its write began.
// So an intact record of a write that began later proves that everything
// before it was durable. In the last write the test is finer: a torn write
// leaves sectors of the zeros that were there before it, a flipped bit none.
func examineTail(s *segment, at int64, index uint64) (tail, error) {
	extent, err := dataExtent(s.file, at, s.head.size)
	if err != nil {
		return tail{}, ioFailure(err, s.path, "a segment cannot be read")
	}
	t := tail{at: at, extent: extent}
	if !t.torn() {
		return t, nil
	}
	w := newWalker(s)
	for off := at + recordAlign; off < extent; off += recordAlign {
		b, err := w.bytes(off, recordHeader)
		if err != nil {
			return t, ioFailure(err, s.path, "a segment cannot be read")
		}
		if h, ok := parseHead(b, s.head.stamp()); ok && int64(h.writeStart) > at {
			return t, damaged(s.path, at, index,
				"the entry here is not intact, but entry %d at offset %d was written after it was durable", h.index, off)
		}
	}
	torn, err := tornRecord(w, at, extent)
	if err != nil {
		return t, ioFailure(err, s.path, "a segment cannot be read")
	}
	if !torn {
		return t, damaged(s.path, at, index, "the last entry was written completely and has changed since")
	}
	return t, nil
}

// tornRecord reports whether the broken record at lacks a part, rather than
// having all of it with other content.
func tornRecord(w *walker, at, extent int64) (bool, error) {
	h, raw, headOK, _, err := w.record(at)
	if err != nil {
		return false, err
	}
	if headOK {
		if int64(len(raw)) != h.size() {
			return false, nil // we never write a record past the end
		}
		return raw[len(raw)-1] == 0 || zeroSectorsIn(raw, at) > h.zeroSectors, nil
	}
	b, err := w.bytes(at, recordHeader)
	if err != nil {
		return false, err
	}
	// No header: either its sector never arrived, or nothing after it did.
	return allZero(b) || extent <= at+recordHeader, nil
}
