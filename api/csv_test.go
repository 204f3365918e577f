package api

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// No cell that somebody chose is run by a spreadsheet, and none that the server
// made is changed.
func TestTableCells(t *testing.T) {
	cells := newTable("a", "b")
	for _, text := range []string{"=1+1", "+1", "-1", "@SUM", "\tx", "plain", "a=b", `"quoted", with a comma`, "＝1"} {
		cells.texts(text)
		cells.figures("-1.5")
		cells.end()
	}
	want := "a,b\r\n'=1+1,-1.5\r\n'+1,-1.5\r\n'-1,-1.5\r\n'@SUM,-1.5\r\n'\tx,-1.5\r\nplain,-1.5\r\na=b,-1.5\r\n\"\"\"quoted\"\", with a comma\",-1.5\r\n'＝1,-1.5\r\n"
	if got := string(cells.answer().text); got != want {
		t.Errorf("the table is %q, want %q", got, want)
	}
}

func TestLinkNext(t *testing.T) {
	w := httptest.NewRecorder()
	q := &request{Request: httptest.NewRequest(http.MethodGet, Prefix+"/usage?by=model&after=x", nil), out: w}
	q.linkNext("")
	if got := w.Header().Get("Link"); got != "" {
		t.Errorf("the last page links to %s", got)
	}
	q.linkNext("a/b=")
	if got := w.Header().Get("Link"); got != `</api/v1/usage?after=a%2Fb%3D&by=model>; rel="next"` {
		t.Errorf("the next page is %s", got)
	}
}
