package api_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"aidollar/api"
	"aidollar/cmd/aidollar/registrar"
	"aidollar/rules/identity"
	"aidollar/rules/ivms101"
)

// identities has a house keep who its parties are.
func (h *house) identities(who *ivms101.Person) *house {
	h.t.Helper()
	store, err := identity.Open(identity.Options{Dir: h.dir, Now: h.now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() {
		if err := store.Close(); err != nil {
			h.t.Error(err)
		}
	})
	h.persons = &registrar.Identities{Store: store, Node: h.node, Today: func() string { return h.now().UTC().Format(time.DateOnly) }, House: who}
	h.serveAgain()
	return h
}

func personJSON(name, more string) string {
	return `{"legalPerson":{"name":{"nameIdentifier":[{"legalPersonName":"` + name + `","legalPersonNameIdentifierType":"LEGL"}]}` + more + `}}`
}

func TestIdentity(t *testing.T) {
	h := newHouse(t).identities(nil)
	ann := h.buyer("Ann")
	path := "/parties/" + ann.ID + "/identity"
	h.get(path).refused(404, "identity_unknown")
	digest := strings.Repeat("0a", 32)
	keep := h.now().Add(time.Hour).UTC().Format(time.RFC3339)
	var first, second api.EntryAnswer
	h.call(http.MethodPut, path, `{"person":`+personJSON("Hall", "")+`,"evidence":[{"name":"extract","sha256":"`+digest+`"}],"keep_until":"`+keep+`"}`).want(200, &first)
	if first.Version != 1 || first.Keep != keep || len(first.Digest) != 64 || first.Again {
		t.Errorf("%+v", first)
	}
	// The party may say who it is and read it, and not how long it is kept.
	own := h.as(h.key(ann.ID, "manage").Secret)
	own.call(http.MethodPut, path, `{"person":`+personJSON("Hall & Sons", "")+`,"keep_until":null}`).refused(403, "key_scope")
	own.call(http.MethodPut, path, `{"person":`+personJSON("Hall & Sons", "")+`}`).want(200, &second)
	if second.Version != 2 || second.Keep != keep || second.Digest == first.Digest {
		t.Errorf("%+v", second)
	}
	own.call(http.MethodPut, path, `{"person":`+personJSON("Hall & Sons", "")+`}`).want(200, &second)
	if second.Version != 2 || !second.Again {
		t.Errorf("%+v", second)
	}
	var shown api.IdentityAnswer
	own.get(path).want(200, &shown)
	if !strings.Contains(string(shown.Person), `"Hall \u0026 Sons"`) || len(shown.Versions) != 2 || shown.Versions[0].Replaced == "" || shown.Due != "" {
		t.Errorf("%+v %s", shown, shown.Person)
	}
	h.get(path+"?version=1").want(200, &shown)
	if shown.Evidence[0].Digest != digest || shown.Version != 1 {
		t.Errorf("%+v", shown)
	}
	h.get(path+"?version=3").refused(404, "identity_unknown")
	h.get(path+"?version=0").refused(400, "number_invalid")
	testIdentityForeign(t, h, ann, own)

	var page api.IdentityReadPage
	own.get(path+"/reads?limit=1").want(200, &page)
	if len(page.Items) != 1 || page.Next == "" || page.Items[0].Why != "shown" || page.Items[0].Version != 1 || page.Items[0].By != "00000000-0000-0001-0000-000000000001" {
		t.Errorf("%+v", page)
	}
	own.get(path+"/reads?after="+page.Next).want(200, &page)
	if len(page.Items) != 1 || page.Items[0].Version != 2 {
		t.Errorf("%+v", page)
	}

	var gone api.ErasureAnswer
	h.call(http.MethodDelete, path, "").want(200, &gone)
	if gone.Erased || gone.Due != keep {
		t.Errorf("%+v", gone)
	}
	h.get(path).want(200, &shown)
	if shown.Due != keep {
		t.Errorf("%+v", shown)
	}
	h.offset, gone = 2*time.Hour, api.ErasureAnswer{}
	h.call(http.MethodDelete, path, "").want(200, &gone)
	if !gone.Erased || gone.Due != "" {
		t.Errorf("%+v", gone)
	}
	h.get(path).refused(410, "identity_erased")
	h.call(http.MethodDelete, path, "").refused(410, "identity_erased")
	if strings.Contains(h.log.String(), "Hall") {
		t.Error("a name stands in the log of requests")
	}
}

// Keys that only read or call, and other parties, see nothing.
func testIdentityForeign(t *testing.T, h *house, ann api.PartyAnswer, own *house) {
	t.Helper()
	path := "/parties/" + ann.ID + "/identity"
	h.as(h.key(ann.ID, "read", "call").Secret).get(path).refused(403, "key_scope")
	other := h.as(h.key(h.seller("Ben", "2").ID, "manage").Secret)
	other.get(path).refused(403, "key_scope")
	other.call(http.MethodPut, path, `{"person":`+personJSON("Ben", "")+`}`).refused(403, "key_scope")
	other.get(path+"/reads").refused(403, "key_scope")
	own.call(http.MethodDelete, path, "").refused(403, "key_scope")
	h.get("/parties/"+ann.Accounts["balance"]+"/identity").refused(404, "seller_or_buyer_unknown")
}

// What is wrong with a person is told in its place in the body, all of it.
func TestIdentityMistakes(t *testing.T) {
	h := newHouse(t).identities(nil)
	path := "/parties/" + h.buyer("Ann").ID + "/identity"
	for _, c := range []struct{ body, pointer, code string }{
		{`{"person":` + personJSON("Hall", `,"countryOfRegistration":"XY"`) + `}`, "/person/legalPerson/countryOfRegistration", "country_unknown"},
		{`{"person":{"natural~Person":{}}}`, "/person/natural~0Person", "member_unknown"},
		{`{"person":"Hall"}`, "/person", "field_type"},
		{`{"evidence":[]}`, "/person", "field_missing"},
		{`{"person":` + personJSON("Hall", "") + `,"evidence":[{"name":"a","sha256":"AB"}]}`, "/evidence/0/sha256", "digest_invalid"},
		{`{"person":` + personJSON("Hall", "") + `,"keep":"2030-01-01T00:00:00Z"}`, "/keep", "field_unknown"},
	} {
		var p api.Problem
		h.call(http.MethodPut, path, c.body).want(400, &p)
		found := false
		for _, f := range p.Errors {
			found = found || f.Pointer == c.pointer && f.Code == c.code
		}
		if !found {
			t.Errorf("%s: not %s %s, but %+v", c.body, c.pointer, c.code, p.Errors)
		}
	}
	h.get(path).refused(404, "identity_unknown")
}

func TestIdentitiesOff(t *testing.T) {
	h := newHouse(t)
	path := "/parties/" + h.buyer("Ann").ID + "/identity"
	h.get(path).refused(501, "identities_off")
	h.call(http.MethodPut, path, fmt.Sprintf(`{"person":%s}`, personJSON("Hall", ""))).refused(501, "identities_off")
}

// Beside a payout travels who its party is, from the account to the address, as the
// standard's own reader takes it; or it is said what is missing.
func TestTravel(t *testing.T) {
	h := newChainHouse(t).ready()
	var p api.PayoutAnswer
	h.post("/payouts", `{"token":1,"asks":[{"party":"`+h.ann.ID+`","amount":"2.5"}]}`).want(201, &p)
	path := "/payouts/" + p.ID + "/travel"
	h.get(path).refused(501, "identities_off")
	h.identities(nil)
	missing := func(want ...string) {
		t.Helper()
		var page api.TravelPage
		h.get(path).want(200, &page)
		var got []string
		for _, f := range page.Items[0].Missing {
			got = append(got, f.Pointer)
		}
		if !slices.Equal(got, want) || page.Items[0].Payload != nil || page.Items[0].Amount != "2.5" {
			t.Errorf("%+v", page.Items[0])
		}
	}
	missing("/beneficiary/beneficiaryPerson", "/originatingVASP", "/originator/originatorPerson")
	h.call(http.MethodPut, "/parties/"+h.ann.ID+"/identity", `{"person":`+personJSON("Ann Ltd", "")+`}`).want(200)
	missing("/originatingVASP")

	who, err := ivms101.ReadPerson([]byte(personJSON("House", "")), "2026-01-01")
	if err != nil {
		t.Fatal(err)
	}
	keeps, is := h.persons.(*registrar.Identities)
	if !is {
		t.Fatal("another store")
	}
	keeps.House = who
	var page api.TravelPage
	h.get(path+"?party="+h.ann.ID).want(200, &page)
	payload, err := ivms101.Read(page.Items[0].Payload, keeps.Today())
	if err != nil {
		t.Fatalf("%v in %s", err, page.Items[0].Payload)
	}
	from, to := payload.Originator.OriginatorPerson[0], payload.Beneficiary.BeneficiaryPerson[0]
	if from.AccountNumber[0] != h.ann.Accounts["balance"] || from.LegalPerson.CustomerIdentification != h.ann.ID || to.AccountNumber[0] != p.Items[0].Address ||
		payload.OriginatingVASP.OriginatingVASP.LegalPerson.Name.NameIdentifier[0].LegalPersonName != "House" || payload.BeneficiaryVASP != nil {
		t.Errorf("%s", page.Items[0].Payload)
	}
	if h.get(path+"?party="+h.shop.ID).want(200, &page); len(page.Items) != 0 {
		t.Errorf("%+v", page)
	}
	h.get("/payouts/"+h.next().String()+"/travel").refused(404, "payout_not_found")
	h.as(h.key(h.ann.ID, "read", "manage").Secret).get(path).refused(403, "key_scope")
	var reads api.IdentityReadPage
	if h.get("/parties/"+h.ann.ID+"/identity/reads").want(200, &reads); len(reads.Items) != 2 || reads.Items[0].Why != "travel" {
		t.Errorf("%+v", reads)
	}
}
