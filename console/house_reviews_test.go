package console

import (
	"context"
	"net/url"
	"slices"
	"testing"

	"aidollar/core/attest"
	"aidollar/core/ledger"
	"aidollar/core/policy/ruling"
	"aidollar/core/review"
)

// queue makes the test house's reviews, in the very book that a house has.
func (h *house) queue() *review.Book {
	if h.reviewed != nil || len(h.receipts) == 0 {
		return h.reviewed
	}
	h.reviewed = review.NewBook()
	open := func(n uint64, c review.Content) {
		if _, refusal := h.reviewed.Open(noon-int64(10-n)*3600e9, testID(30_000+n), c); refusal != "" {
			panic(refusal)
		}
	}
	subject := func(id ledger.ID) string { return "Participant/" + id.String() }
	open(1, review.Content{Kind: review.Screening, Subject: subject(partyOther.ID), Party: partyOther.ID, Name: "Mukhammad " + hostile, Matches: []review.Match{
		{Entry: "CSL/7", Name: "AL TARIQI, M.", Score: 871, List: "Consolidated Screening List"},
		{Entry: "OFAC-SDN/9001", Name: "AL-TARIQI, Muhammad " + hostile, Score: 893, List: "Specially Designated Nationals", Day: 20_500},
	}})
	open(2, review.Content{Kind: review.Referral, Subject: subject(partyBuyer.ID), Party: partyBuyer.ID, Text: "in eu; with health; referred by looked-at", Action: "session.open", Resource: "Model/large", Request: [32]byte{1}, Decision: 7})
	open(3, review.Content{Kind: review.Arrival, Subject: "Participant/stranger", Text: "1,000 USDC", Action: "deposit", Resource: "Asset/eip155:1/erc20:0x1", Request: [32]byte{2}, Arrival: testID(6000)})
	open(4, review.Content{Kind: review.Screening, Subject: subject(partySeller.ID), Party: partySeller.ID, Name: "Northern Lights", Hit: true, Matches: []review.Match{{Entry: "SDN/1", Name: "NORTHERN LIGHT", Score: 1000, List: "SDN"}}})
	if _, refusal := h.reviewed.Decide(noon, testID(30_004), review.Ruling{Verdict: review.Approve, Act: review.Act{By: review.Person{ID: testID(101), Name: "Ada"}, Reason: "another <company>"}, Until: noon + 86_400e9}); refusal != "" {
		panic(refusal)
	}
	return h.reviewed
}

func shownReview(h *house, i *review.Item) Review {
	r := Review{Item: *i}
	r.Of, _ = h.Party(i.Party)
	if i.Decision != 0 {
		r.Set = 1
		r.Deciding = []ruling.Cited{{ID: "looked-at", Title: "Health data <are looked at>", Remedy: "Other data.", Source: ruling.Source{Cite: "a circular"}}, {ID: "gone"}}
	}
	return r
}

// Reviews implements Reviews.
func (h *house) Reviews(_ context.Context, q ReviewQuery, cursor string, _ int) (page ReviewPage, err error) {
	if cursor != "" {
		return page, ErrCursor
	}
	if b := h.queue(); b != nil {
		b.Items(0, func(i *review.Item) bool {
			if (i.State != review.Open) == q.Decided && (q.Kind == 0 || q.Kind == i.Kind) {
				page.Reviews = append(page.Reviews, shownReview(h, i))
			}
			return true
		})
	}
	return page, h.err
}

// Review implements Reviews.
func (h *house) Review(_ context.Context, id ledger.ID) (Review, error) {
	if b := h.queue(); b != nil {
		if i, known := b.Item(id); known {
			return shownReview(h, &i), h.err
		}
	}
	return Review{}, ErrNotFound
}

// FourEyes implements Reviews.
func (h *house) FourEyes(context.Context) (bool, error) {
	return h.queue() != nil && h.queue().FourEyes(), h.err
}

func reviewRefusal(r review.Refusal) error {
	if r == "" || r == review.Exists {
		return nil
	}
	return &Refusal{Code: string(r), Sentence: r.Sentence()}
}

// DecideReview implements Reviews.
func (h *house) DecideReview(_ context.Context, id, by ledger.ID, verdict review.Verdict, reason string, until int64) error {
	_, refusal := h.queue().Decide(noon, id, review.Ruling{Verdict: verdict, Until: until, Act: review.Act{By: review.Person{ID: by, Name: "by the console"}, Reason: reason}})
	return reviewRefusal(refusal)
}

// WithdrawReview implements Reviews.
func (h *house) WithdrawReview(_ context.Context, id, by ledger.ID, reason string) error {
	_, refusal := h.queue().Withdraw(noon, id, review.Act{By: review.Person{ID: by, Name: "by the console"}, Reason: reason})
	return reviewRefusal(refusal)
}

// Auditors implements Reviews.
func (h *house) Auditors(context.Context) ([]attest.Auditor, error) {
	if len(h.receipts) == 0 {
		return nil, h.err
	}
	both := attest.Of(attest.Participant, attest.DataCentre)
	return []attest.Auditor{
		{Name: "tuev", Key: [32]byte{1, 2, 3}, Kinds: both, From: noon - 86_400e9},
		{Name: "later", Key: [32]byte{4}, Kinds: both, From: noon + 86_400e9},
		{Name: "past", Key: [32]byte{5}, Kinds: attest.Of(attest.Delivery), From: noon - 2*86_400e9, Until: noon - 86_400e9},
		{Name: "stolen", Key: [32]byte{6}, Kinds: both, From: noon - 2*86_400e9, Distrusted: noon - 3600e9, Reason: "the key <leaked>"},
	}, h.err
}

// Attestations implements Reviews.
func (h *house) Attestations(_ context.Context, cursor string, _ int) (AttestationPage, error) {
	if len(h.receipts) == 0 {
		return AttestationPage{}, h.err
	}
	if cursor != "" {
		return AttestationPage{}, ErrCursor
	}
	says := attest.Statement{Auditor: "tuev", Subject: "DataCentre/fra-1", Claim: "bsi-c5-type2", From: noon / 1e9, Until: noon/1e9 + 86_400}
	delivered := attest.Statement{Auditor: "tuev", Subject: "Delivery/2026-114", Claim: attest.Delivered, From: noon / 1e9, Until: noon/1e9 + 86_400, Units: 1_200, Of: "Chip/h200"}
	return AttestationPage{Entries: []attest.Entry{{Number: 1, Statement: says}, {Number: 2, Statement: delivered}}}, h.err
}

// TestReviewPages shows what is to be decided with what it is about, to the house alone.
func TestReviewPages(t *testing.T) {
	h := newHouse(120)
	v := newVisitor(t, h).signIn(secretAdmin)
	screening, referral := "/console/reviews/"+testID(30_001).String(), "/console/reviews/"+testID(30_002).String()
	wants(t, "the queue", v.get("/console/reviews"), []string{"near a list", "0.893", "referred by a rule", "session.open of", "money that came", "1,000 USDC"}, []string{hostile, "another &lt;company"})
	wants(t, "one kind", v.get("/console/reviews?kind=arrival"), []string{"money that came"}, []string{"near a list", "referred by"})
	wants(t, "what is decided", v.get("/console/reviews?state=decided"), []string{"another &lt;company&gt;", "cleared", "Ada", "Northern Lights"}, []string{"near a list"})
	wants(t, "a screening", v.get(screening), []string{"OFAC-SDN/9001", "0.893", "0.871", "Specially Designated Nationals", "2026-02-16", "It is somebody else", "It is the listed one"}, []string{hostile})
	wants(t, "a referral", v.get(referral), []string{"Health data &lt;are looked at&gt;", "Other data.", "a circular", `href="/console/rules/looked-at?set=1"`, "<code>gone</code>", "in eu; with health"}, []string{"It is the listed one"})
	wants(t, "a clearing", v.get("/console/reviews/"+testID(30_004).String()), []string{"Take it back", "2026-03-02 12:00:00", "1.000"}, []string{"Decide it"})
	page := v.get("/console/auditors")
	wants(t, "auditors", page, []string{"bsi-c5-type2", "DataCentre/fra-1", "1<span class=\"group\">200</span></span> of", "the key &lt;leaked&gt;", "Participant, DataCentre"}, nil)
	if words := texts(t, page, "span", "state"); !slices.Equal(words, []string{"trusted", "not yet", "ended", "distrusted"}) {
		t.Errorf("the auditors are %q", words)
	}
	v.status("/console/reviews/"+testID(1).String(), 404)
	v.status("/console/reviews/nothing", 404)
	v.status("/console/reviews?after=9", 400)
	for _, secret := range []string{secretBuyer, secretSeller} {
		other := newVisitor(t, h).signIn(secret)
		for _, path := range []string{"/console/reviews", screening, "/console/auditors"} {
			other.status(path, 404)
		}
		for _, path := range []string{screening, screening + "/withdraw"} {
			if a, _ := other.post(path, url.Values{"form": {formTokenOf(other)}, "reason": {"mine"}, "verdict": {"approve"}}); a.StatusCode != 404 {
				t.Errorf("%s sent %s: %d", secret, path, a.StatusCode)
			}
		}
	}
	bare := newVisitor(t, newHouse(0)).signIn(secretAdmin)
	wants(t, "an empty queue", bare.get("/console/reviews"), []string{"Nothing to decide"}, nil)
	wants(t, "nothing decided", bare.get("/console/reviews?state=decided"), []string{"Nothing decided"}, nil)
	wants(t, "no auditors", bare.get("/console/auditors"), []string{"No auditors", "No attestations in force"}, nil)
}

// TestAReviewIsDecided sends the form, with mistakes first, by two persons where the house
// wants two, and takes the answer back.
func TestAReviewIsDecided(t *testing.T) {
	h := newHouse(120)
	v := newVisitor(t, h).signIn(secretAdmin)
	path := "/console/reviews/" + testID(30_002).String()
	token, _ := v.hidden(v.get(path))
	send := func(to string, fields url.Values, status int, says string) {
		t.Helper()
		a, page := v.post(to, fields)
		if a.StatusCode != status {
			t.Errorf("%v: %d", fields, a.StatusCode)
		}
		wants(t, says, page, []string{says}, nil)
	}
	form := func(verdict, reason, until string) url.Values {
		return url.Values{"form": {token}, "verdict": {verdict}, "reason": {reason}, "until": {until}}
	}
	send(path, url.Values{"form": {"forged"}, "verdict": {"approve"}, "reason": {"fine"}}, 403, "another session")
	send(path, form("perhaps", "fine", ""), 422, "Choose what you decide")
	send(path, form("approve", " ", "2026-04-01"), 422, "Say why")
	send(path, form("approve", "fine", ""), 422, "has a last day")
	send(path, form("approve", "fine", "soon"), 422, "is no day")
	send(path, form("approve", "fine", "2026-02-01"), 409, "ends at a time to come")
	if i, _ := h.queue().Item(testID(30_002)); i.State != review.Open {
		t.Fatalf("decided by a mistake: %v", i.State)
	}
	h.queue().SetFourEyes(true)
	send(path, form("approve", "fine", "2026-04-01"), 303, "")
	wants(t, "the first of two", v.get(path), []string{"One person has approved it", "One approved"}, nil)
	send(path, form("approve", "again", "2026-04-01"), 409, "another one has to")
	h.queue().SetFourEyes(false)
	send(path, form("approve", "once more", "2026-04-01"), 303, "")
	i, _ := h.queue().Item(testID(30_002))
	if i.State != review.Approved || i.Ruling.By.ID != testID(101) || i.Ruling.Reason != "once more" || i.Until != noon+(31*24+12)*3600e9 {
		t.Errorf("%+v", i)
	}
	send(path+"/withdraw", url.Values{"form": {token}, "reason": {""}}, 422, "Say why")
	send(path+"/withdraw", url.Values{"form": {token}, "reason": {"too early"}}, 303, "")
	wants(t, "what was taken back", v.get(path), []string{"withdrawn", "too early"}, []string{"Decide it", "Take it back</button>"})
	send(path, form("approve", "late", "2026-04-01"), 409, "The answer has ended")
	listed := "/console/reviews/" + testID(30_001).String()
	send(listed, form("refuse", "it is him", ""), 303, "")
	wants(t, "who is listed", v.get(listed), []string{"confirmed", "it is him"}, nil)
}
