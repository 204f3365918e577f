package lists

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"
)

// largeAdvanced is a file of the advanced form with the head of the test data and n
// parties, which is made while it is read.
func largeAdvanced(tb testing.TB, n int) io.Reader {
	tb.Helper()
	text, err := os.ReadFile("testdata/sdn_advanced.xml")
	if err != nil {
		tb.Fatal(err)
	}
	head, _, found := strings.Cut(string(text), "<Locations>")
	party, rest, also := strings.Cut(string(text)[strings.Index(string(text), `    <DistinctParty FixedRef="9003">`):], `    <DistinctParty FixedRef="9103">`)
	if !found || !also || rest == "" {
		tb.Fatal("the test data has another form")
	}
	party = strings.Replace(party, `<Feature ID="76" FeatureTypeID="10">`, strings.Repeat(" ", 4_000)+`<Feature ID="76" FeatureTypeID="10">`, 1) // as long as real ones
	from, to := io.Pipe()
	go func() {
		_, err := io.WriteString(to, head+`<Locations><Location ID="502"><LocationCountry CountryID="11196"/></Location></Locations><DistinctParties>`)
		for i := 0; i < n && err == nil; i++ {
			_, err = io.WriteString(to, strings.ReplaceAll(party, "9003", fmt.Sprint(100_000+i)))
		}
		_, _ = io.WriteString(to, "</DistinctParties></Sanctions>")
		_ = to.CloseWithError(err) // is nil, always
	}()
	return from
}

// A file is read as a stream: what stays is its entries, and not its text.
func TestAdvancedIsStreamed(t *testing.T) {
	const parties = 4_000
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	l, b := &List{}, &bounded{from: largeAdvanced(t, parties)}
	if err := readAdvanced(l, "large.xml", b, NewCountries()); err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	kept := int64(after.HeapAlloc) - int64(before.HeapAlloc)
	if len(l.Entries) != parties || b.total < 20<<20 || kept > b.total/3 {
		t.Errorf("%d entries of %d bytes keep %d bytes", len(l.Entries), b.total, kept)
	}
	runtime.KeepAlive(l)
}

// BenchmarkAdvanced reads a file of the size of OFAC's.
func BenchmarkAdvanced(b *testing.B) {
	for b.Loop() {
		l, from := &List{}, &bounded{from: largeAdvanced(b, 20_000)}
		if err := readAdvanced(l, "large.xml", from, NewCountries()); err != nil {
			b.Fatal(err)
		}
		b.SetBytes(from.total)
	}
}
