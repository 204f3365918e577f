package gateway

import (
	"math"
	"testing"
)

// The document and pointers of RFC 6901, section 5, with numbers in the places
// that are none there.
func TestPointer(t *testing.T) {
	document := []byte(`{"foo":[7,8],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8,"deep":{"er":[{"x":9}]},"s":"10.50"}`)
	for pointer, want := range map[string]uint64{
		"/foo/0": 7, "/foo/1": 8, "/": 0, "/a~1b": 1, "/c%d": 2, "/e^f": 3, "/g|h": 4, "/i\\j": 5, "/k\"l": 6, "/ ": 7, "/m~0n": 8,
		"/deep/er/0/x": 9,
	} {
		if n, err := unitsAt(document, pointer, 0); err != nil || n != want {
			t.Errorf("%s: %d, %v", pointer, n, err)
		}
	}
	if n, err := unitsAt(document, "/s", 2); err != nil || n != 1050 {
		t.Errorf("a decimal in a string: %d, %v", n, err)
	}
	for _, pointer := range []string{"/foo", "/foo/2", "/foo/-", "/foo/01", "/foo/-1", "/none", "/a/b", "/deep/er/x", "/s/0"} {
		if n, err := unitsAt(document, pointer, 0); err == nil {
			t.Errorf("%s led to %d", pointer, n)
		}
	}
	if _, err := unitsAt([]byte(`{"x":1}}`), "/x", 0); err == nil {
		t.Error("a document with a tail was read")
	}
}

// Decimals are scaled exactly or not at all.
func TestScaled(t *testing.T) {
	for _, c := range []struct {
		text  string
		power int
		want  uint64
		ok    bool
	}{
		{"0", 0, 0, true}, {"12", 0, 12, true}, {"12.5", 1, 125, true}, {"12.50", 1, 125, true}, {"12.5", 0, 0, false},
		{"0.001", 3, 1, true}, {"0.001", 2, 0, false}, {"1e3", 0, 1000, true}, {"1.5E+2", 0, 150, true}, {"1500e-2", 0, 15, true},
		{"1e-3", 3, 1, true}, {"0e400", 0, 0, true}, {"0.000", 0, 0, true}, {"18446744073709551615", 0, math.MaxUint64, true},
		{"18446744073709551616", 0, 0, false}, {"1e20", 0, 0, false}, {"1e999999999999", 0, 0, false}, {"-1", 0, 0, false},
		{"-0", 0, 0, false}, {"", 0, 0, false}, {"abc", 0, 0, false}, {"null", 0, 0, false}, {"0x10", 0, 0, false}, {"1_000", 0, 0, false},
		{"00012", 0, 0, false}, {" 1", 0, 0, false}, {"0.1", 18, 100_000_000_000_000_000, true}, {"NaN", 0, 0, false},
	} {
		if n, err := scaled(c.text, c.power); n != c.want || (err == nil) != c.ok {
			t.Errorf("%q times 10^%d: %d, %v", c.text, c.power, n, err)
		}
	}
}

func FuzzUnitsAt(f *testing.F) {
	f.Add([]byte(`{"a":[1,{"b":"2.5"}]}`), "/a/1/b", uint8(1))
	f.Add([]byte(`1`), "/", uint8(0))
	f.Fuzz(func(t *testing.T, document []byte, pointer string, decimals uint8) {
		n, err := unitsAt(document, "/"+pointer, decimals%19)
		if err != nil && n != 0 {
			t.Errorf("%d with the error %v", n, err)
		}
	})
}
