package api_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"aidollar/api"
	"aidollar/core/attest"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/review"
)

// screened opens the screening of a party.
func (h *house) screened(n uint64, party, name string, hit bool) ledger.ID {
	h.t.Helper()
	of, err := ledger.ParseID(party)
	if err != nil {
		h.t.Fatal(err)
	}
	id := h.id(n)
	h.must(clearing.OpenReview{ID: id, Content: review.Content{
		Kind: review.Screening, Party: of, Name: name, Hit: hit, Text: "screened",
		Matches: []review.Match{{Entry: "OFAC-SDN/9001", Name: "AL-TARIQI, Mohamed", Score: 937, List: "SDN", Day: 20_777}},
	}})
	return id
}

func TestReviews(t *testing.T) {
	h := newHouse(t)
	ann, bea := h.buyer("Ann"), h.buyer("Bea")
	first := h.screened(1, ann.ID, "Mukhammad at-Tariki", true)
	second := h.screened(2, bea.ID, "Abu Wahm", false)
	var page api.ReviewPage
	h.get("/reviews?state=open").want(200, &page)
	if len(page.Items) != 2 || page.Items[0].ID != second.String() || page.Items[1].Matches[0].Score != "0.937" || page.Items[1].Matches[0].Day != "2026-11-20" || !page.Items[1].Hit {
		t.Fatalf("%+v", page)
	}
	h.get("/reviews?limit=1").want(200, &page)
	h.get("/reviews?limit=1&after="+page.Next).want(200, &page)
	if len(page.Items) != 1 || page.Items[0].ID != first.String() {
		t.Errorf("%+v", page)
	}
	h.get("/reviews?state=open&after="+page.Next).refused(400, "cursor_invalid")
	h.get("/reviews?state=shut").refused(400, "word_unknown")
	for _, filter := range []string{"party=" + ann.ID, "subject=Participant/" + ann.ID, "kind=screening&party=" + ann.ID} {
		page = api.ReviewPage{}
		if h.get("/reviews?"+filter).want(200, &page); len(page.Items) != 1 || page.Items[0].Party != ann.ID {
			t.Errorf("%s: %+v", filter, page)
		}
	}
	h.as(h.key(ann.ID, "read", "manage").Secret).get("/reviews").refused(403, "key_scope")

	path := "/reviews/" + first.String()
	h.post(path+"/decision", `{"verdict":"maybe"}`).refused(400, "field_missing")
	h.post(path+"/decision", `{"verdict":"maybe","reason":"x"}`).refused(400, "word_unknown")
	h.post(path+"/decision", `{"verdict":"refuse","reason":"the same","until":"2199-01-01T00:00:00Z"}`).refused(422, "review_until")
	h.post(path+"/withdrawal", `{"reason":"x"}`).refused(409, "review_open")
	h.post("/reviews/"+h.id(9).String()+"/decision", `{"verdict":"approve","reason":"x"}`).refused(404, "review_unknown")
	var a api.ReviewAnswer
	h.post(path+"/decision", `{"verdict":"approve","reason":"born elsewhere"}`).want(200, &a)
	if a.State != "approved" || a.Ruling == nil || a.Ruling.Name != "operator" || a.Ruling.Reason != "born elsewhere" {
		t.Errorf("%+v", a)
	}
	h.post(path+"/decision", `{"verdict":"refuse","reason":"no"}`).refused(409, "review_decided")
	h.post(path+"/withdrawal", `{"reason":"a slip"}`).want(200, &a)
	if a.State != "open" || a.Since == "" {
		t.Errorf("%+v", a)
	}
	h.get(path).want(200, &a)
	if len(a.Steps) != 3 || a.Steps[0].Verdict != "withdraw" || a.Steps[0].Reason != "a slip" || a.Steps[1].Verdict != "approve" || a.Steps[2].State != "open" || a.Steps[2].Verdict != "" {
		t.Errorf("%+v", a.Steps)
	}
	h.get("/reviews/"+h.id(9).String()).refused(404, "review_unknown")
	h.secondPerson(second)
}

// secondPerson lets something pass by two.
func (h *house) secondPerson(id ledger.ID) {
	h.t.Helper()
	var terms api.ReviewTermsAnswer
	h.get("/reviews/terms").want(200, &terms)
	if terms.FourEyes || terms.Open != 2 {
		h.t.Errorf("%+v", terms)
	}
	h.call(http.MethodPut, "/reviews/terms", `{"four_eyes":true}`).want(200, &terms)
	if !terms.FourEyes {
		h.t.Errorf("%+v", terms)
	}
	path := "/reviews/" + id.String() + "/decision"
	var a api.ReviewAnswer
	h.post(path, `{"verdict":"approve","reason":"somebody else"}`).want(200, &a)
	if a.State != "open" || a.First == nil || a.First.Reason != "somebody else" {
		h.t.Errorf("%+v", a)
	}
	h.post(path, `{"verdict":"approve","reason":"I am sure"}`).refused(403, "review_second_person")
	h.must(clearing.AddKey{Key: clearing.Key{ID: h.id(77), Hash: api.HashSecret("sk-aid-the-other-one"), Name: "bea", Scopes: clearing.ScopeAdmin}})
	h.as("sk-aid-the-other-one").post(path, `{"verdict":"approve","reason":"so it is"}`).want(200, &a)
	if a.State != "approved" || a.Ruling.Name != "bea" || a.First.Name != "operator" {
		h.t.Errorf("%+v", a)
	}
}

// Reviews that the machine has forgotten are in the books.
func TestAReviewIsRemembered(t *testing.T) {
	h := newHouse(t)
	id := h.id(1)
	h.must(clearing.OpenReview{ID: id, Content: review.Content{Kind: review.Referral, Subject: "Participant/x", Action: "chip.ship", Resource: "Chip/y", Request: [32]byte{1}}})
	path := "/reviews/" + id.String()
	until := h.now().Add(time.Hour).UTC().Format(time.RFC3339)
	h.post(path+"/decision", `{"verdict":"approve","reason":"the licence is there"}`).refused(422, "review_until")
	h.post(path+"/decision", `{"verdict":"approve","reason":"the licence is there","until":"`+until+`"}`).want(200, &api.ReviewAnswer{})
	h.offset = 40 * 24 * time.Hour
	h.must(clearing.Tick{})
	h.post(path+"/withdrawal", `{"reason":"x"}`).refused(404, "review_unknown")
	var a api.ReviewAnswer
	h.get(path).want(200, &a)
	if a.State != "lapsed" || len(a.Steps) != 3 || a.Steps[1].Reason != "the licence is there" || a.Steps[0].Verdict != "" {
		t.Errorf("%+v", a)
	}
}

func TestAuditorsAndAttestations(t *testing.T) {
	h := newHouse(t)
	private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{3}, ed25519.SeedSize))
	public := [32]byte(private[32:])
	x := base64.RawURLEncoding.EncodeToString(public[:])
	at := h.now().Unix()
	s := attest.Statement{ID: h.id(5), Auditor: "tuv", Subject: "DataCentre/fra-1", Claim: "bsi-c5-type2", Issued: at, From: at, Until: at + 90_000, Evidence: [32]byte{1}}
	text, err := s.Sign(private)
	if err != nil {
		t.Fatal(err)
	}
	said := fmt.Sprintf(`{"text":%q}`, text)
	h.post("/attestations", said).refused(422, "auditor_unknown")
	h.post("/attestations", `{"text":"a.b"}`).refused(400, "attestation_malformed")
	h.post("/auditors", `{"name":"tuv","x":"abc","kinds":["DataCentre"]}`).refused(400, "key_malformed")
	h.post("/auditors", `{"name":"TÜV","x":"`+x+`","kinds":["DataCentre"]}`).refused(422, "auditor_invalid")
	h.post("/auditors", `{"name":"tuv","x":"`+x+`","kinds":["Dog"]}`).refused(400, "word_unknown")
	var auditor api.AuditorAnswer
	h.post("/auditors", `{"name":"tuv","x":"`+x+`","kinds":["Delivery"]}`).want(200, &auditor)
	if auditor.KeyID != attest.KeyID(public) || auditor.Kinds[0] != "Delivery" || len(auditor.Kinds) != 1 {
		t.Errorf("%+v", auditor)
	}
	h.post("/attestations", said).refused(403, "auditor_kind")
	h.post("/auditors", `{"name":"tuv","x":"`+x+`","kinds":["DataCentre","Delivery"],"until":"2190-01-01T00:00:00Z"}`).want(200, &auditor)
	var a api.AttestationAnswer
	h.post("/attestations", said).want(200, &a)
	if a.ID != s.ID.String() || a.Claim != s.Claim || a.KeyID != auditor.KeyID {
		t.Errorf("%+v", a)
	}
	if again := h.post("/attestations", said); again.header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("said twice: %s", again.body)
	}
	h.get("/attestations/"+a.ID).want(200, &a)
	if a.Statement != text {
		t.Errorf("%+v", a)
	}
	h.post("/attestations/"+a.ID+"/strike", `{"reason":"the site was closed"}`).want(200, &a)
	if a.Revoker != "operator" || a.RevokedBy == "" || a.Reason != "the site was closed" {
		t.Errorf("%+v", a)
	}
	h.post("/attestations/"+a.ID+"/strike", `{"reason":"once more"}`).refused(409, "attestation_revoked")
	h.post("/attestations/"+h.id(6).String()+"/strike", `{"reason":"none"}`).refused(404, "attestation_unknown")
	h.get("/attestations/"+h.id(6).String()).refused(404, "attestation_unknown")
	for filter, want := range map[string]int{"": 1, "?auditor=tuv": 1, "?subject=DataCentre/fra-1": 1, "?auditor=other": 0} {
		var page api.AttestationPage
		if h.get("/attestations"+filter).want(200, &page); len(page.Items) != want {
			t.Errorf("%q: %+v", filter, page)
		}
	}
	h.distrusted(auditor.KeyID)
}

func (h *house) distrusted(kid string) {
	h.t.Helper()
	h.post("/auditors/distrust", `{"kid":"x","reason":"stolen"}`).refused(422, "auditor_unknown")
	var a api.AuditorAnswer
	h.post("/auditors/distrust", `{"kid":"`+kid+`","reason":"stolen"}`).want(200, &a)
	var page api.AuditorPage
	h.get("/auditors").want(200, &page)
	if a.Distrusted == "" || len(page.Items) != 1 || page.Items[0].Reason != "stolen" {
		h.t.Errorf("%+v", page)
	}
	var events api.EventPage
	h.get("/events?type=auditor.changed,attestation.changed").want(200, &events)
	var kinds []string
	for _, e := range events.Items {
		kinds = append(kinds, e.Type+" "+string(e.Data))
	}
	if heard := strings.Join(kinds, "\n"); len(events.Items) != 5 || !strings.Contains(heard, `"state":"revoked"`) {
		h.t.Errorf("%s", heard)
	}
}

// TestAReviewOfMoneyThatCame: it is shown with amount, sender and party, waits while the
// party's own name is under review, and is the party's by its approval.
func TestAReviewOfMoneyThatCame(t *testing.T) {
	h := newChainHouse(t)
	screening := h.screened(1, h.ann.ID, "Mukhammad at-Tariki", false)
	came := h.arrives(h.ann.ID, dollars(4))
	var page api.ReviewPage
	h.get("/reviews?state=open&kind=arrival").want(200, &page)
	if len(page.Items) != 1 || page.Items[0].Party != h.ann.ID || page.Items[0].Arrival != came.ID.String() ||
		!strings.HasPrefix(page.Items[0].Text, "4 USD from "+strings.ToLower(addressThree)+" in transaction 0x") {
		t.Fatalf("%+v", page.Items)
	}
	var a api.ArrivalAnswer
	path := "/reviews/" + page.Items[0].ID
	h.as(h.key(h.ann.ID, "read").Secret).get("/arrivals/"+came.ID.String()).want(200, &a)
	if a.Party != "" || a.For != h.ann.ID || a.Has {
		t.Errorf("while it waits: %+v", a)
	}
	h.post(path+"/decision", `{"verdict":"approve","reason":"salary"}`).refused(403, "party_under_review")
	h.post("/reviews/"+screening.String()+"/decision", `{"verdict":"approve","reason":"born elsewhere"}`).want(200)
	h.must(clearing.DropArrival{ID: came.ID})
	h.post(path+"/decision", `{"verdict":"approve","reason":"salary"}`).refused(409, "arrival_not_held")
	second := h.arrives(h.ann.ID, dollars(3))
	h.get("/arrivals/"+second.ID.String()).want(200, &a)
	if a.Party != h.ann.ID {
		t.Errorf("behind the screening: %+v", a)
	}
	h.screened(2, h.ann.ID, "Mukhammad at-Tariki", true)
	third := h.arrives(h.ann.ID, dollars(2))
	h.get("/reviews?state=open&kind=screening").want(200, &page)
	h.post("/reviews/"+page.Items[0].ID+"/decision", `{"verdict":"approve","reason":"born elsewhere"}`).want(200)
	page = api.ReviewPage{}
	h.get("/reviews?state=open&kind=arrival").want(200, &page)
	var item api.ReviewAnswer
	h.post("/reviews/"+page.Items[0].ID+"/decision", `{"verdict":"approve","reason":"salary"}`).want(200, &item)
	a = api.ArrivalAnswer{}
	h.get("/arrivals/"+third.ID.String()).want(200, &a)
	if item.State != "approved" || a.Party != h.ann.ID || a.For != "" {
		t.Errorf("approved: %+v, the money %+v", item, a)
	}
	h.post("/reviews/"+page.Items[0].ID+"/withdrawal", `{"reason":"a slip"}`).refused(409, "review_final")
}
