package e2e

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// party speaks to the program with one API key.
type party struct {
	url, key string
}

// answer is what came back, read to its end.
type answer struct {
	status int
	header http.Header
	body   string
}

// transport has room for all connections of a test at once.
var transport = &http.Transport{MaxIdleConnsPerHost: 256}

// send makes a request. A body that is a string goes as it is.
func (p party) send(method, path string, body any, header ...string) (a answer, err error) {
	var text io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		text = strings.NewReader(b)
	default:
		raw, err := json.Marshal(b)
		if err != nil {
			return a, err
		}
		text = bytes.NewReader(raw)
	}
	request, err := http.NewRequest(method, p.url+path, text)
	if err != nil {
		return a, err
	}
	if p.key != "" {
		request.Header.Set("Authorization", "Bearer "+p.key)
	}
	if text != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := (&http.Client{Transport: transport, Timeout: patience}).Do(request)
	if err != nil {
		return a, err
	}
	defer response.Body.Close()
	all, err := io.ReadAll(response.Body)
	return answer{response.StatusCode, response.Header, string(all)}, err
}

// into wants an answer of that status and reads it.
func (a answer) into(t *testing.T, status int, v any) {
	t.Helper()
	if a.status != status {
		t.Fatalf("status %d, want %d: %s", a.status, status, a.body)
	}
	if err := json.Unmarshal([]byte(a.body), v); err != nil {
		t.Fatalf("%v: %s", err, a.body)
	}
}

// get reads what is there.
func (p party) get(t *testing.T, path string, v any) {
	t.Helper()
	a, err := p.send(http.MethodGet, path, nil)
	if err != nil {
		t.Fatal(err)
	}
	a.into(t, http.StatusOK, v)
}

// post makes something.
func (p party) post(t *testing.T, path string, body, v any, header ...string) {
	t.Helper()
	a, err := p.send(http.MethodPost, path, body, header...)
	if err != nil {
		t.Fatal(err)
	}
	a.into(t, http.StatusCreated, v)
}

// object is a body that is made for one request.
type object map[string]any

// question is a chat completion request.
func question(model string, more object) object {
	q := object{"model": model, "messages": []object{{"role": "user", "content": "What is a meter?"}}}
	for name, value := range more {
		q[name] = value
	}
	return q
}

const chatPath = "/v1/chat/completions"

// problem is an answer that says no.
type problem struct {
	Status    int    `json:"status"`
	Code      string `json:"code"`
	Detail    string `json:"detail"`
	Needed    string `json:"needed"`
	Available string `json:"available"`
}

type account struct {
	ID             string `json:"id"`
	DebitsPending  string `json:"debits_pending"`
	DebitsPosted   string `json:"debits_posted"`
	CreditsPending string `json:"credits_pending"`
	CreditsPosted  string `json:"credits_posted"`
	Spendable      string `json:"spendable"`
}

// balance is what the party has.
func (p party) balance(t *testing.T) account {
	t.Helper()
	var b struct {
		Accounts map[string]account `json:"accounts"`
	}
	p.get(t, "/api/v1/balance", &b)
	return b.Accounts["balance"]
}

type posting struct {
	ID     string   `json:"id"`
	Debit  string   `json:"debit"`
	Credit string   `json:"credit"`
	Amount string   `json:"amount"`
	Code   int      `json:"code"`
	Flags  []string `json:"flags"`
	Cause  string   `json:"cause"`
}

func (p posting) is(flag string) bool {
	for _, f := range p.Flags {
		if f == flag {
			return true
		}
	}
	return false
}

type call struct {
	ID       string            `json:"id"`
	State    string            `json:"state"`
	Model    string            `json:"model"`
	Reserved string            `json:"reserved"`
	Charge   string            `json:"charge"`
	Usage    map[string]uint64 `json:"usage"`
	Source   string            `json:"source"`
	Cut      bool              `json:"cut"`
	Reason   string            `json:"reason"`
}

type receipt struct {
	call
	Exact    string    `json:"exact"`
	CarryIn  string    `json:"carry_in"`
	CarryOut string    `json:"carry_out"`
	Waived   string    `json:"waived"`
	Postings []posting `json:"postings"`
	Lines    []struct {
		Meter    string `json:"meter"`
		Quantity uint64 `json:"quantity"`
		Amount   string `json:"amount"`
	} `json:"lines"`
}

// receipt reads a receipt where a client of models finds it.
func (p party) receipt(t *testing.T, id string) (r receipt) {
	t.Helper()
	p.get(t, "/v1/receipts/"+id, &r)
	return r
}

// pages reads every page of a list.
func pages[T any](t *testing.T, p party, path string) (all []T) {
	t.Helper()
	for after := ""; ; {
		var page struct {
			Items []T    `json:"items"`
			Next  string `json:"next"`
		}
		query := "?limit=1000"
		if after != "" {
			query += "&after=" + url.QueryEscape(after)
		}
		p.get(t, path+query, &page)
		all = append(all, page.Items...)
		if after = page.Next; after == "" {
			return all
		}
	}
}

// calls lists all calls that the key may see.
func (p party) calls(t *testing.T) []call {
	t.Helper()
	return pages[call](t, p, "/api/v1/calls")
}
