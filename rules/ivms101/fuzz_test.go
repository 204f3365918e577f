package ivms101

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"
)

// What is read can be written and read again as the same, and what is refused has
// mistakes.
func FuzzRead(f *testing.F) {
	f.Add([]byte(file(f, "natural.json")))
	f.Add([]byte(file(f, "legal.json")))
	f.Add([]byte(`{"legalPerson": {"name": {"nameIdentifier": [{"legalPersonName": "Hall", "legalPersonNameIdentifierType": "legl"}]}}, "accountNumber": ["\ud83d"]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		same(t, text, func(text []byte) (any, error) { return Read(text, today) })
		same(t, text, func(text []byte) (any, error) { return ReadPerson(text, today) })
	})
}

func same(t *testing.T, text []byte, read func([]byte) (any, error)) {
	first, err := read(text)
	if err != nil {
		var found Mistakes
		if !errors.As(err, &found) || len(found) == 0 || len(found) > mistakesMax+1 {
			t.Fatalf("no mistakes: %v", err)
		}
		return
	}
	once, err := json.Marshal(first)
	if err != nil {
		t.Fatal(err)
	}
	second, err := read(once)
	if err != nil {
		t.Fatalf("what was written is refused: %v\n%s", err, once)
	}
	if twice, err := json.Marshal(second); err != nil || !bytes.Equal(once, twice) {
		t.Fatalf("%v\n%s\n%s", err, once, twice)
	}
}
