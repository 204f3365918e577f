package api_test

import (
	"net/http"
	"testing"
	"time"

	"aidollar/api"
)

func (h *house) patch(path, body string, header ...string) *answer {
	h.t.Helper()
	return h.call(http.MethodPatch, path, body, header...)
}

func TestProjects(t *testing.T) {
	h := newHouse(t)
	ann, bob := h.buyer("Ann"), h.buyer("Bob")
	manager := h.as(h.key(ann.ID, "manage", "read").Secret)
	var p, q api.ProjectAnswer
	manager.post("/projects", `{"name":"search","limits":{"day":"2.5","total":"100"}}`, key, "p-1").want(201, &p)
	if p.Party != ann.ID || p.Limits == nil || p.Limits.Day != "2.5" || p.Limits.Month != "" || p.Limits.Total != "100" {
		t.Errorf("the project is %+v", p)
	}
	manager.post("/projects", `{"name":"search","limits":{"day":"2.5","total":"100"}}`, key, "p-1").want(201, &q)
	if q.ID != p.ID {
		t.Errorf("the repetition made %s beside %s", q.ID, p.ID)
	}
	path := "/projects/" + p.ID
	manager.patch(path, `{"name":"find","archived":true}`).want(200, &q)
	if q.Name != "find" || q.Archived == "" || q.Limits == nil || q.Limits.Day != "2.5" {
		t.Errorf("changed, it is %+v", q)
	}
	q = api.ProjectAnswer{}
	manager.patch(path, `{"archived":false,"limits":{"month":"7"}}`).want(200, &q)
	if q.Archived != "" || q.Limits == nil || q.Limits.Day != "" || q.Limits.Month != "7" {
		t.Errorf("changed again, it is %+v", q)
	}
	q = api.ProjectAnswer{}
	manager.patch(path, `{"limits":null}`).want(200, &q)
	if q.Limits != nil {
		t.Errorf("without limits it is %+v", q)
	}
	for body, code := range map[string]string{
		`{"limits":{"day":2}}`: "amount_number", `{"limits":{"week":"2"}}`: "field_unknown", `{"archived":"yes"}`: "field_type",
		`{"name":""}`: "text_empty", `{"limits":[]}`: "field_type", `{"limits":{"day":"-1"}}`: "amount_negative",
	} {
		manager.patch(path, body).refused(400, code)
	}
	var page api.ProjectPage
	manager.get("/projects").want(200, &page)
	if len(page.Items) != 1 || page.Items[0].ID != p.ID {
		t.Errorf("the projects are %+v", page)
	}
	// Nobody else's business.
	stranger := h.as(h.key(bob.ID, "manage", "read").Secret)
	stranger.get(path).refused(403, "key_scope")
	stranger.patch(path, `{"name":"mine"}`).refused(403, "key_scope")
	stranger.post("/projects", `{"party":"`+ann.ID+`","name":"mine"}`).refused(403, "key_scope")
	stranger.get("/projects?party="+ann.ID).refused(403, "key_scope")
	h.as(h.key(ann.ID, "read").Secret).patch(path, `{"name":"mine"}`).refused(403, "key_scope")
	h.post("/projects", `{"name":"nobody's"}`).refused(400, "field_missing")
	h.get("/projects/0190a5d2-7c1e-7aaa-8000-0123456789ab").refused(404, "project_not_found")
	h.get(path).want(200)
}

func TestReadsHaveTags(t *testing.T) {
	h := newHouse(t)
	ann := h.buyer("Ann")
	var p api.ProjectAnswer
	h.post("/projects", `{"party":"`+ann.ID+`","name":"one"}`).want(201, &p)
	path := "/projects/" + p.ID
	first := h.get(path).want(200).header.Get("ETag")
	if first == "" || h.get(path).header.Get("ETag") != first {
		t.Fatalf("the tag is %q", first)
	}
	for list, status := range map[string]int{first: 304, "*": 304, `"x", W/` + first: 304, `"x"`: 200} {
		if a := h.get(path, "If-None-Match", list); a.status != status || (status == 304 && len(a.body) > 0) {
			t.Errorf("If-None-Match %s: %d with %d bytes", list, a.status, len(a.body))
		}
	}
	second := h.patch(path, `{"name":"two"}`, "If-Match", first).want(200).header.Get("ETag")
	if second == first || h.get(path).header.Get("ETag") != second {
		t.Errorf("the tags are %q and %q", first, second)
	}
	h.patch(path, `{"name":"three"}`, "If-Match", first).refused(412, "precondition_failed")
	h.patch(path, `{"name":"three"}`, "If-Match", "W/"+second).refused(412, "precondition_failed")
	h.patch(path, `{"name":"three"}`, "If-Match", "*").want(200)
	h.get(path, "If-None-Match", second).want(200)
}

// TestChangesThatMeet has many clients change the same thing from the same
// state: exactly one of them may.
func TestChangesThatMeet(t *testing.T) {
	h := newHouse(t)
	ann := h.buyer("Ann")
	k := h.key(ann.ID, "call")
	tag := h.get("/keys/" + k.ID).want(200).header.Get("ETag")
	const many = 8
	statuses := make(chan int, many)
	for i := range many {
		go func() {
			statuses <- h.patch("/keys/"+k.ID, `{"requests_per_minute":`+string(rune('1'+i))+`}`, "If-Match", tag).status
		}()
	}
	counts := map[int]int{}
	for range many {
		counts[<-statuses]++
	}
	if counts[200] != 1 || counts[412] != many-1 {
		t.Errorf("the answers are %v", counts)
	}
}

func TestKeyTerms(t *testing.T) {
	h := newHouse(t)
	ann := h.buyer("Ann")
	var p api.ProjectAnswer
	h.post("/projects", `{"party":"`+ann.ID+`","name":"one"}`).want(201, &p)
	manager := h.as(h.key(ann.ID, "manage").Secret)
	var k api.KeyAnswer
	manager.post("/keys", `{"name":"bot","scopes":["call","read"],"project":"`+p.ID+`","expires":"2100-01-01T00:00:00Z","models":["a","b-*"],
		"networks":["127.0.0.0/8","192.0.2.7"],"requests_per_minute":60,"tokens_per_minute":1000,"limits":{"day":"1"}}`).want(201, &k)
	if k.Party != ann.ID || k.Project != p.ID || len(k.Models) != 2 || len(k.Networks) != 2 || k.Networks[1] != "192.0.2.7/32" ||
		k.RequestsPerMinute != 60 || k.TokensPerMinute != 1000 || k.Limits == nil || k.Limits.Day != "1" || k.Expires == "" {
		t.Errorf("the key is %+v", k)
	}
	h.as(k.Secret).get("/calls").want(200)
	path := "/keys/" + k.ID
	secret := k.Secret
	k = api.KeyAnswer{}
	manager.patch(path, `{"networks":["10.0.0.0/8"],"models":null,"tokens_per_minute":0}`).want(200, &k)
	if k.Secret != "" || len(k.Models) != 0 || len(k.Networks) != 1 || k.TokensPerMinute != 0 || k.RequestsPerMinute != 60 || k.Limits == nil {
		t.Errorf("changed, the key is %+v", k)
	}
	h.as(secret).get("/calls").refused(403, "key_network")
	manager.patch(path, `{"networks":[]}`).want(200)
	h.as(secret).get("/calls").want(200)
	for body, code := range map[string]string{
		`{"networks":["10.0.0.1/8"]}`: "network_invalid", `{"networks":["here"]}`: "network_invalid", `{"models":[""]}`: "text_length",
		`{"models":[1]}`: "field_type", `{"project":"` + p.ID + `"}`: "field_unknown", `{"expires":"soon"}`: "time_invalid",
		`{"requests_per_minute":-1}`: "number_invalid", `{"scopes":["admin"]}`: "field_unknown",
	} {
		manager.patch(path, body).refused(400, code)
	}
	manager.patch(path, `{"expires":"2020-01-01T00:00:00Z"}`).want(200)
	h.as(secret).get("/calls").refused(401, "key_invalid")
	manager.patch(path, `{"expires":null}`).want(200)
	h.as(secret).get("/calls").want(200)
	manager.call(http.MethodDelete, path, "").want(204)
	manager.patch(path, `{"models":["a"]}`).refused(401, "key_revoked")
}

func TestLeastPrivilege(t *testing.T) {
	h := newHouse(t)
	ann, bob := h.buyer("Ann"), h.buyer("Bob")
	var one, two api.ProjectAnswer
	h.post("/projects", `{"party":"`+ann.ID+`","name":"one"}`).want(201, &one)
	h.post("/projects", `{"party":"`+ann.ID+`","name":"two"}`).want(201, &two)
	whole := h.as(h.key(ann.ID, "manage").Secret)
	var narrow, other api.KeyAnswer
	whole.post("/keys", `{"name":"lead of one","scopes":["manage"],"project":"`+one.ID+`"}`).want(201, &narrow)
	whole.post("/keys", `{"name":"of two","scopes":["call"],"project":"`+two.ID+`"}`).want(201, &other)
	bobs := h.key(bob.ID, "call")
	whole.post("/keys", `{"name":"crown","scopes":["admin"]}`).refused(422, "scopes_invalid")
	whole.post("/keys", `{"name":"spy","scopes":["read"],"party":"`+bob.ID+`"}`).refused(403, "key_scope")
	whole.get("/keys/"+bobs.ID).refused(403, "key_scope")
	whole.call(http.MethodDelete, "/keys/"+bobs.ID, "").refused(403, "key_scope")
	whole.post("/keys/"+bobs.ID+"/rotate", `{}`).refused(403, "key_scope")
	whole.get("/calls").refused(403, "key_scope")

	// Who serves elsewhere says what calls used: that right is the operator's to give.
	shop := h.seller("Shop", "1")
	h.as(h.key(shop.ID, "manage").Secret).post("/keys", `{"name":"elsewhere","scopes":["gateway"]}`).refused(403, "key_scope")
	h.post("/keys", `{"name":"elsewhere","scopes":["gateway"],"party":"`+ann.ID+`"}`).refused(422, "role_invalid")
	if k := h.key(shop.ID, "gateway"); k.Secret == "" || k.Party != shop.ID {
		t.Errorf("the operator's key for a seller's gateway is %+v", k)
	}

	lead := h.as(narrow.Secret)
	var made api.KeyAnswer
	lead.post("/keys", `{"name":"own","scopes":["call"]}`).want(201, &made)
	if made.Project != one.ID {
		t.Errorf("a key made in a project is in project %q", made.Project)
	}
	lead.get("/keys/"+other.ID).refused(403, "key_scope")
	lead.patch("/keys/"+other.ID, `{"models":["a"]}`).refused(403, "key_scope")
	lead.post("/keys", `{"name":"out","scopes":["call"],"project":"`+two.ID+`"}`).refused(403, "key_scope")
	lead.post("/projects", `{"name":"three"}`).refused(403, "key_scope")
	var page api.KeyPage
	lead.get("/keys").want(200, &page)
	if len(page.Items) != 2 {
		t.Errorf("the lead of a project sees %d keys", len(page.Items))
	}
	whole.get("/keys?project="+two.ID).want(200, &page)
	if len(page.Items) != 1 || page.Items[0].ID != other.ID {
		t.Errorf("the keys of the other project are %+v", page.Items)
	}
}

func TestRotation(t *testing.T) {
	h := newHouse(t)
	ann := h.buyer("Ann")
	manager := h.as(h.key(ann.ID, "manage").Secret)
	var old, fresh, again api.KeyAnswer
	manager.post("/keys", `{"name":"bot","scopes":["read"],"models":["a"]}`).want(201, &old)
	rotate := func(k api.KeyAnswer, body, name string) *answer {
		return manager.post("/keys/"+k.ID+"/rotate", body, key, name)
	}
	rotate(old, `{"grace_seconds":3600}`, "r-1").want(201, &fresh)
	if fresh.Secret == "" || fresh.Secret == old.Secret || fresh.ID == old.ID || len(fresh.Models) != 1 || fresh.Name != "bot" || fresh.Expires != "" {
		t.Errorf("the new key is %+v", fresh)
	}
	h.as(old.Secret).get("/calls").want(200)
	h.as(fresh.Secret).get("/calls").want(200)
	a := rotate(old, `{"grace_seconds":3600}`, "r-1").want(201, &again)
	if again.ID != fresh.ID || a.header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("the repetition made %+v", again)
	}
	h.offset += time.Hour + time.Second
	h.as(old.Secret).get("/calls").refused(401, "key_invalid")
	h.as(fresh.Secret).get("/calls").want(200)
	manager.post("/keys/"+old.ID+"/rotate", `{}`).refused(401, "key_expired")
	var now api.KeyAnswer
	manager.post("/keys/"+fresh.ID+"/rotate", `{"grace_seconds":0}`).want(201, &now)
	h.as(fresh.Secret).get("/calls").refused(401, "key_invalid")
	h.as(now.Secret).get("/calls").want(200)
	manager.post("/keys/"+now.ID+"/rotate", `{"grace_seconds":99999999}`).refused(400, "number_invalid")
}

func TestMeters(t *testing.T) {
	h := newHouse(t)
	shop, ann := h.seller("Shop", "0"), h.buyer("Ann")
	body := `{"seller":"` + shop.ID + `","name":"gpu hours","aggregation":"sum","product":"h100","meter":"second"}`
	var m, again api.MeterAnswer
	h.post("/meters", body).want(201, &m)
	h.post("/meters", body).want(201, &again)
	if m.Number != again.Number || m.Aggregation != "sum" || m.Window != "none" || m.Meter != "second" || m.Product != "h100" {
		t.Errorf("the meter is %+v and %+v", m, again)
	}
	h.post("/meters", `{"seller":"`+shop.ID+`","name":"gpu hours","aggregation":"count","product":"h100","meter":"second"}`).refused(409, "meter_differs")
	h.post("/meters", `{"seller":"`+shop.ID+`","name":"peak","aggregation":"max","product":"h100","meter":"second"}`).refused(400, "meter_window_missing")
	h.post("/meters", `{"seller":"`+ann.ID+`","name":"peak","aggregation":"sum","product":"h100","meter":"second"}`).refused(422, "seller_unknown")
	h.post("/meters", `{"seller":"`+shop.ID+`","name":"peak","aggregation":"mean","product":"h100","meter":"second"}`).refused(400, "word_unknown")
	h.post("/meters", `{"seller":"`+shop.ID+`","name":"peak","aggregation":"max","window":"day","product":"h100","meter":"second"}`).want(201)
	var page api.MeterPage
	h.as(h.key(ann.ID, "call").Secret).get("/meters?limit=1&seller="+shop.ID).want(200, &page)
	if len(page.Items) != 1 || page.Next == "" {
		t.Fatalf("the meters are %+v", page)
	}
	h.get("/meters?after="+page.Next).want(200, &page)
	if len(page.Items) != 1 || page.Items[0].Name != "peak" || page.Items[0].Window != "day" {
		t.Errorf("the meters behind the first are %+v", page)
	}
}
