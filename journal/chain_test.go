package journal

import (
	"strings"
	"testing"

	"github.com/hashicorp/raft"
)

// TestBrokenChain stores records whose checksums are right but which do not
// follow each other; start and audit stop there and name the place.
func TestBrokenChain(t *testing.T) {
	breaks := map[string]func(f *frame){
		"gap":               func(f *frame) { f.seq++ },
		"repetition":        func(f *frame) { f.seq-- },
		"other predecessor": func(f *frame) { f.prev[5] ^= 1 },
		"length":            func(f *frame) { f.length++ },
	}
	for name, spoil := range breaks {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			j, _ := mustOpen(t, testOptions(dir))
			mustAppend(t, j, payload(1, 50), payload(2, 50))
			mustClose(t, j)
			seq, hash := j.Position()

			s, err := reopenStore(dir)
			if err != nil {
				t.Fatal(err)
			}
			last, _ := s.LastIndex()
			var l raft.Log
			if err := s.GetLog(last, &l); err != nil {
				t.Fatal(err)
			}
			data := payload(3, 50)
			f := frame{term: l.Term, seq: seq + 1, length: uint64(len(data)), prev: hash}
			spoil(&f)
			var head [frameSize]byte
			f.encode(&head)
			if err := s.StoreLog(&raft.Log{Index: last + 1, Term: l.Term, Type: raft.LogCommand, Data: data, Extensions: head[:]}); err != nil {
				t.Fatal(err)
			}
			s.close()

			m := &tally{}
			_, err = Open(testOptions(dir), m)
			if CodeOf(err) != CodeDamaged || m.seen != 2 {
				t.Fatalf("Open gives %v after %d records", err, m.seen)
			}
			report, err := Check(dir, nil)
			if CodeOf(err) != CodeDamaged || report.LastSeq != 2 || !strings.Contains(err.Error(), segmentName(1)) {
				t.Fatalf("Check gives %v after record %d", err, report.LastSeq)
			}
		})
	}
}
