package buyer

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

func dollars(t *testing.T, text string) Dollars {
	t.Helper()
	d, err := ParseDollars(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func folder(t *testing.T, dir, total string) *Folder {
	t.Helper()
	f, err := OpenFolder(dir, []Token{dollar}, dollars(t, total))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestReceiptsAreKept(t *testing.T) {
	s := open(t, func(s *seller) { s.id = true })
	dir := filepath.Join(t.TempDir(), "deep", "receipts")
	b, _ := buyer(t, 10000, 100000)
	f := folder(t, dir, "0.02")
	b.Book = f
	for range 2 {
		response, err := b.do(t, http.MethodGet, s.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
	}
	var refusal *Refusal
	if err := b.failing(t, http.MethodGet, s.URL, nil); !errors.As(err, &refusal) || !errors.Is(err, ErrTotal) {
		t.Errorf("the third: %v", err)
	}
	all, err := f.Receipts()
	if err != nil || len(all) != 2 {
		t.Fatalf("%d receipts, %v", len(all), err)
	}
	for _, r := range all {
		if r.State != "answered" || r.Status != 200 || r.Settlement == nil || r.Dollars != "0.01" || r.Amount != "10000" || r.Token != dollar.Name() || r.ID == "" || r.Header.Get("Date") == "" {
			t.Errorf("%+v", r)
		}
	}
	if info, err := os.Stat(filepath.Join(dir, spentFile)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if spent, err := folder(t, dir, "1").Spent(); err != nil || spent.String() != "0.02" {
		t.Errorf("%s spent, %v", spent, err)
	}
	s.refuse = true
	b.Book = folder(t, dir, "1")
	response, err := b.do(t, http.MethodGet, s.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	s.mu.Lock()
	s.refuse, s.break_ = false, 99
	s.mu.Unlock()
	var lost *Lost
	if err := b.failing(t, http.MethodGet, s.URL, nil); !errors.As(err, &lost) {
		t.Fatal(err)
	}
	states := map[string]int{}
	if all, err = f.Receipts(); err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		states[r.State]++
	}
	if states["answered"] != 2 || states["refused"] != 1 || states["lost"] != 1 {
		t.Errorf("%v", states)
	}
}

// Each opens the folder by itself, as programs do.
func TestTheLimitHoldsForManyPrograms(t *testing.T) {
	s := open(t, nil)
	dir := t.TempDir()
	var paid, refused atomic.Int32
	var all sync.WaitGroup
	for range 20 {
		b, _ := buyer(t, 10000, 1<<40)
		b.Book = folder(t, dir, "0.07")
		all.Go(func() {
			r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, s.URL, nil)
			if err != nil {
				t.Error(err)
				return
			}
			response, err := b.RoundTrip(r)
			switch {
			case err == nil:
				response.Body.Close()
				paid.Add(1)
			case errors.Is(err, ErrTotal):
				refused.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	all.Wait()
	if paid.Load() != 7 || refused.Load() != 13 || len(s.paid) != 7 {
		t.Errorf("%d paid, %d refused, the seller has %d", paid.Load(), refused.Load(), len(s.paid))
	}
}

func TestNobodyPaysWithoutKnowingWhatIsLeft(t *testing.T) {
	s := open(t, nil)
	for _, content := range []string{"", "{", `{"version":2}`, `{"version":1,"tokens":{"x":{"units":"-1"}}}`, `{"version":1,"tokens":{"x":{"units":"1","decimals":99}}}`} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, spentFile), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		b, _ := buyer(t, 10000, 100000)
		b.Book = folder(t, dir, "1")
		if err := b.failing(t, http.MethodGet, s.URL, nil); err == nil || !strings.Contains(err.Error(), spentFile) {
			t.Errorf("%q: %v", content, err)
		}
	}
	if len(s.paid) != 0 {
		t.Errorf("paid %d times", len(s.paid))
	}
}
