package identity

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"aidollar/core/ledger"
	"aidollar/rules/ivms101"

	"go.etcd.io/bbolt"
)

// desk is a store with a clock that the test sets.
type desk struct {
	*Store
	t   *testing.T
	dir string
	now time.Time
}

func newDesk(t *testing.T) *desk {
	d := &desk{t: t, dir: t.TempDir(), now: time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)}
	d.reopen()
	t.Cleanup(func() { _ = d.Close() }) // a test that closed it has looked itself
	return d
}

func (d *desk) options() Options {
	return Options{Dir: d.dir, Now: func() time.Time { return d.now }, Log: slog.New(slog.DiscardHandler)}
}

func (d *desk) reopen() {
	d.t.Helper()
	var err error
	if d.Store, err = Open(d.options()); err != nil {
		d.t.Fatal(err)
	}
}

var (
	ann, ben = ledger.ID{Hi: 1, Lo: 7}, ledger.ID{Hi: 1, Lo: 8}
	officer  = ledger.ID{Hi: 9}
)

func person(name string) *Identity {
	return &Identity{
		Person: &ivms101.Person{LegalPerson: &ivms101.LegalPerson{Name: &ivms101.LegalPersonName{
			NameIdentifier: []ivms101.LegalPersonNameID{{LegalPersonName: name, Type: ivms101.LegalNameLegal}},
		}}},
		Evidence: []Evidence{{"extract.pdf", strings.Repeat("ab", 32)}},
	}
}

func nameIn(i *Identity) string { return i.Person.LegalPerson.Name.NameIdentifier[0].LegalPersonName }

func (d *desk) put(id ledger.ID, name string, keep *int64) Version {
	d.t.Helper()
	v, _, err := d.Put(id, Entry{By: officer, Keep: keep}, person(name))
	if err != nil {
		d.t.Fatal(err)
	}
	return v
}

func (d *desk) show(id ledger.ID, number uint64) *Shown {
	d.t.Helper()
	s, err := d.Show(id, officer, number, "test")
	if err != nil {
		d.t.Fatal(err)
	}
	return s
}

func (d *desk) file() []byte {
	d.t.Helper()
	raw, err := os.ReadFile(filepath.Join(d.dir, storeFile))
	if err != nil {
		d.t.Fatal(err)
	}
	return raw
}

func in(now time.Time, later time.Duration) *int64 {
	nanos := now.Add(later).UnixNano()
	return &nanos
}

func TestVersions(t *testing.T) {
	d := newDesk(t)
	if _, err := d.Show(ann, officer, 0, "test"); !errors.Is(err, ErrUnknown) {
		t.Errorf("nobody: %v", err)
	}
	first := d.put(ann, "Hall", in(d.now, time.Hour))
	if again, same, err := d.Put(ann, Entry{By: ben}, person("Hall")); err != nil || !same || again != first {
		t.Errorf("the same once more: %+v, %v, %v", again, same, err)
	}
	d.now = d.now.Add(time.Minute)
	second := d.put(ann, "Hall & Sons", nil)
	if second.Number != 2 || second.Keep != first.Keep || second.Digest == first.Digest {
		t.Errorf("%+v behind %+v", second, first)
	}
	if s := d.show(ann, 0); nameIn(s.Identity) != "Hall & Sons" || len(s.All) != 2 || s.All[0].Replaced != second.At || s.Due != 0 || s.Identity.Evidence[0].Name != "extract.pdf" {
		t.Errorf("%+v", s)
	}
	if s := d.show(ann, 1); nameIn(s.Identity) != "Hall" || s.Number != 1 {
		t.Errorf("%+v", s)
	}
	// Another time to keep it until is no other version.
	if v, same, err := d.Put(ann, Entry{By: officer, Keep: in(d.now, 48*time.Hour)}, person("Hall & Sons")); err != nil || !same || v.Keep != *in(d.now, 48*time.Hour) {
		t.Errorf("%+v, %v, %v", v, same, err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	d.now = d.now.Add(2 * time.Hour) // the first version's time is over
	d.reopen()
	if s := d.show(ann, 0); nameIn(s.Identity) != "Hall & Sons" || len(s.All) != 1 || s.Keep != *in(d.now, 46*time.Hour) {
		t.Errorf("at the next start: %+v", s)
	}
	if _, err := d.Show(ann, officer, 1, "test"); !errors.Is(err, ErrUnknown) {
		t.Errorf("a version that is kept no longer: %v", err)
	}
}

// A digest of the same identity is another each time, and follows from what is sealed
// with it.
func TestDigest(t *testing.T) {
	d := newDesk(t)
	one, two := d.put(ann, "Hall", nil), d.put(ben, "Hall", nil)
	plain, err := json.Marshal(person("Hall"))
	if err != nil {
		t.Fatal(err)
	}
	if one.Digest == two.Digest || one.Digest == sha256.Sum256(plain) {
		t.Error("a digest can be guessed from the identity")
	}
	var e entry
	var hidden secret
	err = d.view(func(tx *bbolt.Tx) error {
		return json.Unmarshal(tx.Bucket(bucketVersions).Get(versionKey(ann, 1)), &e)
	})
	if err != nil {
		t.Fatal(err)
	}
	raw, err := d.seal.aead.Open(nil, nil, e.Sealed, boundVersion(ann, 1))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &hidden); err != nil || digestOf(hidden.Salt, plain) != one.Digest {
		t.Errorf("the digest is of something else: %v", err)
	}
}

// Nothing that was sealed is in the file in clear, and what was erased is not there
// sealed either.
func TestErase(t *testing.T) {
	d := newDesk(t)
	d.put(ann, "Hall the very particular", nil)
	d.put(ben, "Ben", nil)
	d.show(ann, 0)
	var sealed []byte
	if err := d.view(func(tx *bbolt.Tx) error {
		var e entry
		if err := json.Unmarshal(tx.Bucket(bucketVersions).Get(versionKey(ann, 1)), &e); err != nil {
			return err
		}
		var err error
		sealed, err = json.Marshal(e.Sealed)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if raw := d.file(); bytes.Contains(raw, []byte("particular")) || !bytes.Contains(raw, sealed) {
		t.Fatal("the file has a name in clear, or has nothing")
	}
	old, err := os.Open(filepath.Join(d.dir, storeFile))
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	if due, err := d.Erase(ann, officer); err != nil || due != 0 {
		t.Fatalf("%d, %v", due, err)
	}
	if bytes.Contains(d.file(), sealed) {
		t.Error("the file still has what was erased")
	}
	info, err := old.Stat()
	if err != nil {
		t.Fatal(err)
	}
	was := make([]byte, info.Size())
	if _, err := old.ReadAt(was, 0); err != nil || len(bytes.Trim(was, "\x00")) != 0 {
		t.Errorf("the file before is not overwritten: %v", err)
	}
	if _, err := d.Show(ann, officer, 0, "test"); !errors.Is(err, ErrErased) {
		t.Errorf("erased: %v", err)
	}
	if _, err := d.Erase(ann, officer); !errors.Is(err, ErrErased) {
		t.Errorf("erased twice: %v", err)
	}
	if _, err := d.Erase(ledger.ID{Lo: 1}, officer); !errors.Is(err, ErrUnknown) {
		t.Errorf("nobody erased: %v", err)
	}
	// Others are still there, who looked is, and what comes next goes on counting.
	if s := d.show(ben, 0); nameIn(s.Identity) != "Ben" {
		t.Errorf("%+v", s)
	}
	if reads, err := d.Reads(ann, 0, 10); err != nil || len(reads) != 1 || reads[0].By != officer || reads[0].Version != 1 {
		t.Errorf("%+v, %v", reads, err)
	}
	if v := d.put(ann, "Hall again", nil); v.Number != 2 {
		t.Errorf("%+v", v)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	d.reopen()
	if s := d.show(ann, 0); nameIn(s.Identity) != "Hall again" {
		t.Errorf("%+v", s)
	}
}

// What has to be kept is erased when its time is over, and not before; a new version
// takes the wish back.
func TestEraseKept(t *testing.T) {
	d := newDesk(t)
	keep := in(d.now, time.Hour)
	for _, id := range []ledger.ID{ann, ben} {
		d.put(id, "Hall", keep)
		if due, err := d.Erase(id, officer); err != nil || due != *keep {
			t.Fatalf("%d, %v", due, err)
		}
	}
	if s := d.show(ann, 0); s.Due != *keep {
		t.Errorf("%+v", s)
	}
	if v := d.put(ben, "Hall", nil); v.Number != 2 {
		t.Errorf("the same name behind the wish is a version of its own: %+v", v)
	}
	d.now = d.now.Add(time.Hour)
	if err := d.sweep(); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Show(ann, officer, 0, "test"); !errors.Is(err, ErrErased) {
		t.Errorf("its time is over: %v", err)
	}
	if s := d.show(ben, 0); s.Number != 2 || len(s.All) != 1 || s.Due != 0 {
		t.Errorf("%+v", s)
	}
}

// A crash behind taking out and before writing anew is made good at the next start.
func TestShredAtStart(t *testing.T) {
	d := newDesk(t)
	d.put(ann, "Hall", nil)
	var sealed []byte
	if err := d.update(func(tx *bbolt.Tx) error {
		var e entry
		if err := json.Unmarshal(tx.Bucket(bucketVersions).Get(versionKey(ann, 1)), &e); err != nil {
			return err
		}
		sealed, _ = json.Marshal(e.Sealed) // bytes have a form in JSON
		return errors.Join(tx.Bucket(bucketVersions).Delete(versionKey(ann, 1)), tx.Bucket(bucketMeta).Put(keyShred, []byte{1}))
	}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(d.dir, ".new-"+storeFile), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(d.file(), sealed) {
		t.Fatal("the test erases nothing")
	}
	d.reopen()
	if bytes.Contains(d.file(), sealed) {
		t.Error("the file still has what was erased")
	}
}

func TestKeys(t *testing.T) {
	d := newDesk(t)
	d.put(ann, "Hall", nil)
	if _, err := Open(d.options()); err == nil || !strings.Contains(err.Error(), "in use by another process") {
		t.Errorf("opened twice: %v", err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	defer d.reopen() // for the cleanup
	key := filepath.Join(d.dir, KeyFile)
	text, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := os.WriteFile(key, text, 0o600); err != nil {
			t.Error(err)
		}
	}()
	if err := os.Remove(key); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(d.options()); err == nil || !strings.Contains(err.Error(), "back from a backup") {
		t.Errorf("without the key: %v", err)
	}
	if _, err := os.Stat(key); err == nil {
		t.Error("a new key was made that opens nothing")
	}
	if err := os.WriteFile(key, []byte("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(d.options()); err == nil || !strings.Contains(err.Error(), "is not the key that the identities") {
		t.Errorf("with another key: %v", err)
	}
}

// What is sealed for one party does not open as another's, nor when a bit is changed.
func TestSealBound(t *testing.T) {
	d := newDesk(t)
	d.put(ann, "Hall", nil)
	d.put(ben, "Ben", nil)
	exchange := func(f func(e *entry)) error {
		err := d.update(func(tx *bbolt.Tx) error {
			var e entry
			if err := json.Unmarshal(tx.Bucket(bucketVersions).Get(versionKey(ann, 1)), &e); err != nil {
				return err
			}
			f(&e)
			return put(tx.Bucket(bucketVersions), versionKey(ben, 1), &e)
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = d.Show(ben, officer, 0, "test")
		return err
	}
	if err := exchange(func(*entry) {}); !errors.Is(err, errSeal) {
		t.Errorf("another party's: %v", err)
	}
	if err := exchange(func(e *entry) { e.Sealed[20] ^= 1 }); !errors.Is(err, errSeal) {
		t.Errorf("a bit: %v", err)
	}
	plain, err := json.Marshal(person("Ben"))
	if err != nil {
		t.Fatal(err)
	}
	if err := exchange(func(e *entry) {
		if e.Sealed, _, err = d.seal.sealed(boundVersion(ben, 1), plain); err != nil {
			t.Fatal(err)
		}
	}); !errors.Is(err, errSeal) {
		t.Errorf("another digest: %v", err)
	}
}

func TestBounds(t *testing.T) {
	d := newDesk(t)
	keep := in(d.now, time.Hour)
	for i := range VersionsMax {
		d.put(ann, "Hall "+strconv.Itoa(i), keep)
	}
	if _, _, err := d.Put(ann, Entry{By: officer}, person("Hall")); !errors.Is(err, ErrVersions) {
		t.Errorf("%d versions and one: %v", VersionsMax, err)
	}
	large := person("Hall")
	large.Evidence = append(large.Evidence, Evidence{strings.Repeat("x", recordMax), ""})
	if _, _, err := d.Put(ann, Entry{By: officer}, large); !errors.Is(err, ErrSize) {
		t.Errorf("a large one: %v", err)
	}
	if err := d.update(func(tx *bbolt.Tx) error { return tx.Bucket(bucketMeta).Put(keyCount, numberKey(PartiesMax)) }); err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.Put(ben, Entry{By: officer}, person("Ben")); !errors.Is(err, ErrFull) {
		t.Errorf("one party more: %v", err)
	}
	if err := d.update(func(tx *bbolt.Tx) error {
		for range ReadsKept + 5 {
			if err := note(tx, ann, &Read{By: ben, Why: "test"}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	reads, err := d.Reads(ann, 0, ReadsKept+10)
	if err != nil || len(reads) != ReadsKept || reads[0].Number != ReadsKept+5 || reads[ReadsKept-1].Number != 6 {
		t.Errorf("%d reads, %v", len(reads), err)
	}
	if page, err := d.Reads(ann, 8, 10); err != nil || len(page) != 2 || page[0].Number != 7 {
		t.Errorf("%+v, %v", page, err)
	}
}

// Files are exchanged under those who read and write.
func TestManyAtOnce(t *testing.T) {
	d := newDesk(t)
	d.put(ann, "Hall", nil)
	var all sync.WaitGroup
	for n := range 4 {
		all.Go(func() {
			id := ledger.ID{Hi: 5, Lo: uint64(n)}
			for i := range 5 {
				if _, _, err := d.Put(id, Entry{By: officer}, person("P"+strconv.Itoa(i))); err != nil {
					t.Error(err)
				}
				if s, err := d.Show(ann, officer, 0, "test"); err != nil || nameIn(s.Identity) != "Hall" {
					t.Error(err)
				}
				if _, err := d.Erase(id, officer); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if reads, err := d.Reads(ann, 0, 100); err != nil || len(reads) != 20 {
		t.Errorf("%d reads, %v", len(reads), err)
	}
}
