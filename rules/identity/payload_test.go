package identity

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"aidollar/core/ledger"
	"aidollar/rules/ivms101"

	"go.etcd.io/bbolt"
)

var pay, batch = ledger.ID{Hi: 3, Lo: 1}, ledger.ID{Hi: 3, Lo: 2}

func travel(name string) *ivms101.Payload {
	persons := []ivms101.Person{*person(name).Person}
	return &ivms101.Payload{Originator: &ivms101.Originator{OriginatorPerson: persons}, PayloadMetadata: &ivms101.PayloadMetadata{PayloadVersion: ivms101.Version}}
}

func (d *desk) keep(id, cause ledger.ID, name string, until *int64) Kept {
	d.t.Helper()
	k, again, err := d.KeepPayload(id, cause, travel(name), *until)
	if err != nil || again {
		d.t.Fatal(again, err)
	}
	return k
}

// sealedOf is a payload's sealed text, as it stands in the file.
func (d *desk) sealedOf(id, cause ledger.ID) (sealed []byte) {
	d.t.Helper()
	err := d.view(func(tx *bbolt.Tx) error {
		p, err := parcelOf(tx, id, cause)
		if err != nil {
			return err
		}
		sealed, err = json.Marshal(p.Sealed)
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return sealed
}

// A payload is shown as it was kept, to whom it was shown is written down, and behind its
// time nothing of it is in the file, though nobody asked.
func TestPayload(t *testing.T) {
	d := newDesk(t)
	first := d.keep(ann, pay, "Hall the very particular", in(d.now, time.Hour))
	second := d.keep(ann, batch, "Hall the very particular", in(d.now, 2*time.Hour))
	d.keep(ben, pay, "Ben", in(d.now, 3*time.Hour))
	if first.Digest == second.Digest {
		t.Error("the same payload twice has one digest, so that it can be guessed")
	}
	if bytes.Contains(d.file(), []byte("particular")) {
		t.Fatal("the file has a name in clear")
	}
	k, text, err := d.Payload(ann, pay, officer, "test")
	if want, _ := json.Marshal(travel("Hall the very particular")); err != nil || k != first || !bytes.Equal(text, want) { // it has a form in JSON
		t.Errorf("%+v, %s, %v", k, text, err)
	}
	if reads, err := d.Reads(ann, 0, 10); err != nil || len(reads) != 1 || reads[0].Cause != pay || reads[0].By != officer || reads[0].Why != "test" {
		t.Errorf("%+v, %v", reads, err)
	}
	if k, ok, err := d.PayloadKept(ann, batch); err != nil || !ok || k != second {
		t.Errorf("%+v, %v, %v", k, ok, err)
	}
	if _, ok, err := d.PayloadKept(ben, batch); err != nil || ok {
		t.Errorf("another's: %v, %v", ok, err)
	}
	sealed := d.sealedOf(ann, pay)
	if !bytes.Contains(d.file(), sealed) {
		t.Fatal("the test finds nothing")
	}
	d.now = d.now.Add(time.Hour)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	d.reopen()
	if _, _, err := d.Payload(ann, pay, officer, "test"); !errors.Is(err, ErrPayloadUnknown) {
		t.Errorf("its time is over: %v", err)
	}
	if bytes.Contains(d.file(), sealed) {
		t.Error("the file still has what was erased")
	}
	if k, _, err := d.Payload(ann, batch, officer, "test"); err != nil || k != second {
		t.Errorf("%+v, %v", k, err)
	}
	// What was told again is told once, and what is gone is no longer counted.
	if reads, err := d.Reads(ann, 0, 10); err != nil || len(reads) != 2 {
		t.Errorf("%+v, %v", reads, err)
	}
	if err := d.view(func(tx *bbolt.Tx) error {
		if n := counted(tx, keyPayloads); n != 2 {
			t.Errorf("%d are counted", n)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func TestPayloadAgain(t *testing.T) {
	d := newDesk(t)
	k := d.keep(ann, pay, "Hall", in(d.now, time.Hour))
	if again, same, err := d.KeepPayload(ann, pay, travel("Hall"), *in(d.now, time.Minute)); err != nil || !same || again != k {
		t.Errorf("for less long: %+v, %v, %v", again, same, err)
	}
	longer := *in(d.now, 5*time.Hour)
	if again, same, err := d.KeepPayload(ann, pay, travel("Hall"), longer); err != nil || !same || again.Until != longer || again.Digest != k.Digest {
		t.Errorf("for longer: %+v, %v, %v", again, same, err)
	}
	if _, _, err := d.KeepPayload(ann, pay, travel("Hull"), longer); !errors.Is(err, ErrPayloadOther) {
		t.Errorf("another: %v", err)
	}
	if _, _, err := d.KeepPayload(ann, batch, travel("Hall"), d.now.UnixNano()); !errors.Is(err, ErrPayloadOver) {
		t.Errorf("until now: %v", err)
	}
	if _, _, err := d.KeepPayload(ann, batch, travel(strings.Repeat("x", payloadMax)), longer); !errors.Is(err, ErrPayloadSize) {
		t.Errorf("a large one: %v", err)
	}
	d.now = d.now.Add(2 * time.Hour)
	if err := d.sweep(); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := d.PayloadKept(ann, pay); err != nil || !ok {
		t.Errorf("erased at its first time: %v, %v", ok, err)
	}
	if err := d.update(func(tx *bbolt.Tx) error { return tx.Bucket(bucketMeta).Put(keyPayloads, numberKey(PayloadsMax)) }); err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.KeepPayload(ben, pay, travel("Ben"), longer); !errors.Is(err, ErrPayloadsFull) {
		t.Errorf("one more: %v", err)
	}
}

// A payload that is copied to another party or cause does not open.
func TestPayloadBound(t *testing.T) {
	d := newDesk(t)
	d.keep(ann, pay, "Hall", in(d.now, time.Hour))
	for _, to := range [][2]ledger.ID{{ben, pay}, {ann, batch}} {
		err := d.update(func(tx *bbolt.Tx) error {
			bucket := tx.Bucket(bucketPayloads)
			return bucket.Put(payloadKey(to[0], to[1]), bytes.Clone(bucket.Get(payloadKey(ann, pay))))
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := d.Payload(to[0], to[1], officer, "test"); !errors.Is(err, errSeal) {
			t.Errorf("%v: %v", to, err)
		}
	}
}

// What somebody is obliged to keep of a party outlasts every wish, what its operator set
// before and what comes later, and the wish says until when.
func TestKeep(t *testing.T) {
	d := newDesk(t)
	soon, late := *in(d.now, time.Hour), *in(d.now, 9*time.Hour)
	if err := d.Keep(ann, late); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Erase(ann, officer); !errors.Is(err, ErrUnknown) {
		t.Errorf("of whom nothing is kept yet: %v", err)
	}
	if v := d.put(ann, "Hall", &soon); v.Keep != late {
		t.Errorf("%+v", v)
	}
	if err := d.Keep(ann, soon); err != nil {
		t.Fatal(err)
	}
	if v, again, err := d.Put(ann, Entry{By: officer, Keep: &soon}, person("Hall")); err != nil || !again || v.Keep != late {
		t.Errorf("the same for less long: %+v, %v, %v", v, again, err)
	}
	d.put(ann, "Hall & Sons", nil)
	if s := d.show(ann, 1); s.Keep != late || s.All[1].Keep != late {
		t.Errorf("%+v", s)
	}
	later := *in(d.now, 20*time.Hour)
	d.keep(ann, pay, "Hall", &later)
	if due, err := d.Erase(ann, officer); err != nil || due != later {
		t.Errorf("until its payload's time: %d, %v", due, err)
	}
	if s := d.show(ann, 0); s.Due != late {
		t.Errorf("%+v", s)
	}
	d.now = d.now.Add(8 * time.Hour)
	if err := d.sweep(); err != nil {
		t.Fatal(err)
	}
	if s := d.show(ann, 0); len(s.All) != 2 {
		t.Errorf("%+v", s)
	}
	d.now = d.now.Add(time.Hour)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	d.reopen()
	if _, err := d.Show(ann, officer, 0, "test"); !errors.Is(err, ErrErased) {
		t.Errorf("its time is over: %v", err)
	}
	if err := d.update(func(tx *bbolt.Tx) error { return tx.Bucket(bucketMeta).Put(keyCount, numberKey(PartiesMax)) }); err != nil {
		t.Fatal(err)
	}
	if err := d.Keep(ben, late); !errors.Is(err, ErrFull) {
		t.Errorf("one party more: %v", err)
	}
}

// Hold keeps those of whom something is kept, and nobody else, and never for less long.
func TestHold(t *testing.T) {
	d := newDesk(t)
	soon, late := *in(d.now, time.Hour), *in(d.now, 9*time.Hour)
	d.put(ann, "Hall", nil)
	d.put(ben, "Ben", &late)
	asked := map[ledger.ID]int{}
	hold := func(until int64) {
		t.Helper()
		if err := d.Hold(func(id ledger.ID) int64 { asked[id]++; return until }); err != nil {
			t.Fatal(err)
		}
	}
	hold(0)
	if s := d.show(ann, 0); s.Keep != 0 {
		t.Errorf("%+v", s)
	}
	hold(late)
	hold(soon)
	if s := d.show(ann, 0); s.Keep != late {
		t.Errorf("%+v", s)
	}
	if due, err := d.Erase(ann, officer); err != nil || due != late {
		t.Errorf("%d, %v", due, err)
	}
	if len(asked) != 2 || asked[ann] != 3 || asked[ben] != 3 {
		t.Errorf("asked of %v", asked)
	}
}

// Of several payloads the good ones are kept, whatever is wrong with the others.
func TestKeepPayloads(t *testing.T) {
	d := newDesk(t)
	d.keep(ann, pay, "Hall", in(d.now, time.Hour))
	late := *in(d.now, 2*time.Hour)
	out, err := d.KeepPayloads([]Parcel{
		{ann, pay, travel("Hull"), late}, {ann, batch, travel("Hall"), late}, {ben, pay, travel("Ben"), d.now.UnixNano()}, {ann, pay, travel("Hall"), late}, {ben, batch, travel(strings.Repeat("x", payloadMax)), late},
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []error{ErrPayloadOther, nil, ErrPayloadOver, nil, ErrPayloadSize} {
		if !errors.Is(out[i].Refused, want) {
			t.Errorf("parcel %d: %v, want %v", i, out[i].Refused, want)
		}
	}
	if k, ok, err := d.PayloadKept(ann, batch); err != nil || !ok || k != out[1].Kept || out[1].Again || !out[3].Again || out[3].Until != late {
		t.Errorf("%+v %v %v; %+v", k, ok, err, out)
	}
	if _, ok, err := d.PayloadKept(ben, batch); err != nil || ok {
		t.Errorf("a refused one is kept: %v %v", ok, err)
	}
}
