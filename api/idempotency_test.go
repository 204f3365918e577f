package api_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"aidollar/api"
)

const key = "Idempotency-Key"

// deposit credits a buyer under a key and gives the movement's id.
func (h *house) deposit(buyer, amount, idempotencyKey string) (id string, replayed bool) {
	h.t.Helper()
	var m api.MovementAnswer
	a := h.post("/deposits", `{"buyer":"`+buyer+`","amount":"`+amount+`"}`, key, idempotencyKey)
	a.want(201, &m)
	return m.ID, a.header.Get("Idempotency-Replayed") == "true"
}

func TestSameKeySameBodyHasOneEffect(t *testing.T) {
	h := newHouse(t)
	buyer := h.buyer("Ann")
	account := buyer.Accounts["balance"]
	first, replayed := h.deposit(buyer.ID, "10", "order-1")
	if replayed {
		t.Error("the first request passes for a repetition")
	}
	again, replayed := h.deposit(buyer.ID, "10", "order-1")
	if again != first || !replayed {
		t.Errorf("repeated: %s %v, want %s as a repetition", again, replayed, first)
	}
	h.post("/deposits", `{"buyer":"`+buyer.ID+`","amount":"11"}`, key, "order-1").refused(409, "idempotency_key_reused")

	// The rounded time of the id is another one now; then the process is, too.
	h.offset += 90 * time.Second
	if again, _ = h.deposit(buyer.ID, "10", "order-1"); again != first {
		t.Errorf("a minute later the same key made %s", again)
	}
	h.restart()
	if again, replayed = h.deposit(buyer.ID, "10", "order-1"); again != first || !replayed {
		t.Errorf("after a restart the same key made %s, repetition %v", again, replayed)
	}
	h.offset += 57 * time.Minute
	h.restart()
	if again, _ = h.deposit(buyer.ID, "10", "order-1"); again != first {
		t.Errorf("at the end of the window the same key made %s", again)
	}
	h.restart()
	h.post("/deposits", `{"buyer":"`+buyer.ID+`","amount":"11"}`, key, "order-1").refused(409, "idempotency_key_reused")
	if got := h.balance(account).CreditsPosted; got != "10" {
		t.Errorf("the balance is %s, want 10", got)
	}
	if other, _ := h.deposit(buyer.ID, "10", "order-2"); other == first {
		t.Error("another key made the same movement")
	}
}

func TestClockThatGoesBackFindsTheKey(t *testing.T) {
	h := newHouse(t)
	buyer := h.buyer("Ann")
	first, _ := h.deposit(buyer.ID, "10", "order-1")
	h.offset -= 10 * time.Minute
	h.restart()
	if again, _ := h.deposit(buyer.ID, "10", "order-1"); again != first {
		t.Errorf("with the clock back the same key made %s", again)
	}
}

func TestKeyThatIsAnID(t *testing.T) {
	h := newHouse(t)
	buyer := h.buyer("Ann")
	id := h.id(1).String()
	if got, _ := h.deposit(buyer.ID, "10", id); got != id {
		t.Errorf("the key %s made %s", id, got)
	}
	h.restart()
	if got, replayed := h.deposit(buyer.ID, "10", id); got != id || !replayed {
		t.Errorf("after a restart the key made %s, repetition %v", got, replayed)
	}
	// When the ledger has forgotten it, it is refused, and not done again.
	h.offset += 2 * time.Hour
	h.restart()
	h.post("/deposits", `{"buyer":"`+buyer.ID+`","amount":"10"}`, key, id).refused(409, "id_too_old")
}

func TestOneKeyFromManyAtOnce(t *testing.T) {
	h := newHouse(t)
	buyer := h.buyer("Ann")
	ids := make([]string, 24)
	var all sync.WaitGroup
	for i := range ids {
		all.Go(func() { ids[i], _ = h.deposit(buyer.ID, "1", "at-once") })
	}
	all.Wait()
	for _, id := range ids {
		if id != ids[0] {
			t.Fatalf("one key made %s and %s", ids[0], id)
		}
	}
	if got := h.balance(buyer.Accounts["balance"]).CreditsPosted; got != "1" {
		t.Errorf("the balance is %s, want 1", got)
	}
}

func TestRefusalLeavesTheKey(t *testing.T) {
	h := newHouse(t)
	buyer := h.buyer("Ann")
	body := `{"party":"` + buyer.ID + `","amount":"5"}`
	if p := h.post("/withdrawals", body, key, "out-1").refused(402, "debit_limited"); p.Available != "0" {
		t.Errorf("available is %q", p.Available)
	}
	h.deposit(buyer.ID, "10", "in-1")
	h.post("/withdrawals", body, key, "out-1").want(201)
	h.post("/withdrawals", body, key, "out-1").want(201)
	if got := h.balance(buyer.Accounts["balance"]).Spendable; got != "5" {
		t.Errorf("the balance is %s, want 5", got)
	}
}

// TestThingsAreNamedByTheirKeys repeats what makes things that are kept for
// good, over restarts.
func TestThingsAreNamedByTheirKeys(t *testing.T) {
	h := newHouse(t)
	seller := h.seller("Shop", "1")
	carry := seller.Accounts["carry"]
	for _, c := range []struct{ path, body, other string }{
		{"/buyers", `{"name":"Ann"}`, `{"name":"Bob"}`},
		{"/sellers", `{"name":"Ann's","commission":"1.5"}`, `{"name":"Ann's","commission":"2.5"}`},
		{"/accounts", `{"code":7,"flags":["limit_debit"]}`, `{"code":8,"flags":["limit_debit"]}`},
		{"/keys", `{"name":"k","scopes":["admin"],"party":null}`, `{"name":"l","scopes":["admin"]}`},
		{"/rules", `{"carry":"` + carry + `","shares":[{"account":"` + seller.Accounts["proceeds"] + `","weight":1}]}`,
			`{"carry":"` + carry + `","shares":[{"account":"` + seller.Accounts["proceeds"] + `","weight":2}]}`},
	} {
		name := "thing-" + c.path
		var first, again struct {
			ID     string `json:"id"`
			Secret string `json:"secret"`
		}
		h.post(c.path, c.body, key, name).want(201, &first)
		h.restart()
		h.post(c.path, c.body, key, name).want(201, &again)
		if again.ID != first.ID || again.Secret != "" {
			t.Errorf("%s: repeated after a restart: %+v, want the id %s and no secret", c.path, again, first.ID)
		}
		h.restart()
		h.post(c.path, c.other, key, name).refused(409, "idempotency_key_reused")
	}
}

func TestAccountIsFoundAgainAfterItsLimitsChanged(t *testing.T) {
	h := newHouse(t)
	var first, again api.AccountAnswer
	h.post("/accounts", `{"code":7}`, key, "a-1").want(201, &first)
	h.call(http.MethodPut, "/accounts/"+first.ID+"/limits", `{"flags":["limit_debit"],"debit_max":"3"}`).want(200)
	h.post("/accounts", `{"code":7}`, key, "a-1").want(201, &again)
	if again.ID != first.ID || again.DebitMax != "3" {
		t.Errorf("repeated: %+v", again)
	}
}

func TestKeysBelongToTheirParties(t *testing.T) {
	h := newHouse(t)
	other := h.as(h.key("", "admin").Secret) // another of the operator's keys: the same space
	buyer := h.buyer("Ann")
	first, _ := h.deposit(buyer.ID, "1", "k")
	if again, _ := other.deposit(buyer.ID, "1", "k"); again != first {
		t.Error("two of the operator's keys do not share their Idempotency-Keys")
	}
}

func TestListsUnderAKey(t *testing.T) {
	h := newHouse(t)
	a, b := h.account(), h.account()
	move := func(amount, more string) string {
		return fmt.Sprintf(`{"debit":%q,"credit":%q,"amount":%q%s}`, a, b, amount, more)
	}
	chain := "[" + move("1", `,"flags":["linked"]`) + "," + move("2", "") + "]"
	longer := "[" + move("1", `,"flags":["linked"]`) + "," + move("2", `,"flags":["linked"]`) + "," + move("3", "") + "]"
	var first, again api.TransferResults
	h.post("/transfers", chain, key, "list-1").want(201, &first)
	h.restart()
	h.post("/transfers", chain, key, "list-1").want(201, &again)
	if len(again.Results) != 2 || again.Results[0].ID != first.Results[0].ID || again.Results[1].ID != first.Results[1].ID || again.Results[1].Result != "exists" {
		t.Errorf("repeated: %+v, want %+v", again, first)
	}
	h.restart()
	h.post("/transfers", longer, key, "list-1").refused(409, "idempotency_key_reused")
	h.post("/transfers", move("1", ""), key, "list-1").refused(409, "idempotency_key_reused")
	h.post("/transfers", "["+move("1", "")+","+move("2", "")+"]", key, "list-2").refused(400, "id_missing")
	if got := h.balance(b).CreditsPosted; got != "3" {
		t.Errorf("the balance is %s, want 3", got)
	}
}

func TestKeysOfOddShapes(t *testing.T) {
	h := newHouse(t)
	for _, odd := range []string{"a b", "ä", string(make([]byte, 0)) + "x\ty", fmt.Sprintf("%0200d", 1)} {
		h.post("/buyers", `{"name":"Ann"}`, key, odd).refused(400, "idempotency_key_invalid")
	}
}
