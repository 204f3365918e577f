package console

import (
	"net/http"
	"strings"
	"testing"
)

// TestProofPages shows statements to everybody, and to each party its own way to
// the root and no other's.
func TestProofPages(t *testing.T) {
	h := newHouse(120)
	newest, second, third := "/console/proofs/"+testID(8000).String(), "/console/proofs/"+testID(8001).String(), "/console/proofs/"+testID(8002).String()
	for _, c := range []struct {
		who, path string
		status    int
		has, not  []string
	}{
		{secretBuyer, "/console/proofs", 200, []string{newest, "1.0136", "short", "covered", "not compared", "after=50", "on its chain: final", "on its chain: failed"}, nil},
		{secretBuyer, "/console/proofs?after=50", 200, []string{"Back to the newest"}, []string{"after="}},
		{secretBuyer, "/console/proofs?after=x", 400, nil, nil},
		{secretBuyer, newest, 200, []string{"Are you counted?", "counted", "Step 3", "In channels", "Short of what is owed", newest + "/inclusion"}, []string{`id="party"`}},
		{secretBuyer, second, 200, []string{"Nothing was owed then", "Beyond what is owed", "AlreadyPublished"}, []string{"/inclusion"}},
		{secretBuyer, third, 200, []string{"the path leads to another root", "not reached", "never compared", "the root is put on none"}, nil},
		{secretSeller, newest, 200, []string{"Nothing was owed then"}, []string{"12.25"}},
		{secretSeller, newest + "?party=" + partyBuyer.ID.String(), 200, []string{"Nothing was owed then"}, []string{"12.25"}},
		{secretSeller, newest + "/inclusion?party=" + partyBuyer.ID.String(), 404, nil, nil},
		{secretAdmin, newest, 200, []string{"Is a party counted?", `id="party"`}, []string{"Step 1", "/inclusion"}},
		{secretAdmin, newest + "?party=" + partyBuyer.ID.String(), 200, []string{"Step 1", newest + "/inclusion?party="}, nil},
		{secretAdmin, newest + "?party=Ann", 200, []string{"This is no party&#39;s id"}, []string{"Step 1"}},
		{secretAdmin, "/console/proofs/" + testID(1).String(), 404, nil, nil},
		{secretAdmin, "/console/proofs/x/statement", 404, nil, nil},
		{secretAdmin, "/console/proofs/x/inclusion", 404, nil, nil},
	} {
		response, body := newVisitor(t, h).signIn(c.who).do(http.MethodGet, c.path, "", nil)
		if response.StatusCode != c.status {
			t.Errorf("%s: %d, want %d", c.path, response.StatusCode, c.status)
		}
		wants(t, c.path, body, c.has, c.not)
	}
	if body := newVisitor(t, h).signIn(secretBuyer).get(newest + "/inclusion"); body != `{"party":"buyer"}` {
		t.Errorf("the inclusion is %s", body)
	}
	if body := newVisitor(t, h).signIn(secretSeller).get(newest + "/statement"); body != "a.b.c\n" {
		t.Errorf("the statement is %s", body)
	}
	if body := newVisitor(t, newHouse(0)).signIn(secretAdmin).get("/console/proofs"); !strings.Contains(body, "Nothing was stated yet") {
		t.Error("a house without statements shows some")
	}
}

// wants looks for texts on a page, and for texts that must not be on it.
func wants(t *testing.T, of, page string, has, lacks []string) {
	t.Helper()
	for _, text := range has {
		if !strings.Contains(page, text) {
			t.Errorf("%s lacks %q", of, text)
		}
	}
	for _, text := range lacks {
		if strings.Contains(page, text) {
			t.Errorf("%s has %q", of, text)
		}
	}
}
