package review

import (
	"bytes"
	"testing"

	"aidollar/core/internal/wire"
)

// FuzzRestore holds that no bytes break the reader, that what it takes is written the same
// way, and that a book it gives goes on.
func FuzzRestore(f *testing.F) {
	b := NewBook()
	b.Open(start, id(1), screening("acme", false, "SDN/1"))
	b.Open(start, id(2), referral("acme", 1))
	b.Open(start, id(3), arrival("acme", 1))
	b.Open(start, id(4), misplacement("acme", 2))
	f.Add(bytesOf(b))
	b.SetFourEyes(true)
	b.Decide(start, id(1), ruling(Approve, ann, start+day))
	b.Decide(start, id(2), ruling(Approve, ann, start+day))
	b.Decide(start, id(2), ruling(Approve, bob, start+2*day))
	b.Decide(start, id(3), ruling(Refuse, bob, 0))
	f.Add(bytesOf(b))
	b.Withdraw(start, id(2), Act{By: ann, Reason: "no"})
	b.Withdraw(start, id(3), Act{By: ann, Reason: "no"})
	f.Add(bytesOf(b))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r := &wire.Reader{B: raw}
		b, err := RestoreBook(r)
		if err != nil {
			return
		}
		if !bytes.Equal(bytesOf(b), raw[:len(raw)-len(r.B)]) {
			t.Fatal("written otherwise than it was read")
		}
		b.Open(start, id(9), screening("other", true, "SDN/1"))
		b.Decide(start, id(1), ruling(Approve, ann, start+day))
		b.Withdraw(start, id(2), Act{By: bob, Reason: "back"})
		b.Advance(start + 400*day)
		b.Standing("Participant/acme", start)
		b.Items(0, func(*Item) bool { return true })
		again, err := RestoreBook(&wire.Reader{B: bytesOf(b)})
		if err != nil || !bytes.Equal(bytesOf(again), bytesOf(b)) {
			t.Fatalf("what it has become is not read back: %v", err)
		}
	})
}

// TestAShortSnapshotIsRefused cuts a snapshot short at every byte.
func TestAShortSnapshotIsRefused(t *testing.T) {
	b := NewBook()
	b.opened(t, start, 1, screening("acme", false, "SDN/1"))
	b.opened(t, start, 2, referral("acme", 1))
	b.decided(t, start, 2, ruling(Approve, ann, start+day), Approved)
	raw := bytesOf(b)
	for n := range raw {
		if _, err := RestoreBook(&wire.Reader{B: raw[:n]}); err == nil {
			t.Fatalf("%d of %d bytes pass for the whole", n, len(raw))
		}
	}
}
