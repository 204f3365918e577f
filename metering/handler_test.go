package metering

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	cloudevents "github.com/cloudevents/sdk-go/v2"
	cehttp "github.com/cloudevents/sdk-go/v2/protocol/http"

	"aidollar/core/ledger"
)

const key = "Bearer sk-seller"

func serve(t *testing.T) (*desk, string) {
	t.Helper()
	d, _, in := newDesk(t)
	h := &Handler{
		Intake: in, Log: slog.New(slog.DiscardHandler),
		Authenticate: func(w http.ResponseWriter, r *http.Request) (Account, bool) {
			if r.Header.Get("Authorization") != key {
				w.WriteHeader(http.StatusUnauthorized)
				return Account{}, false
			}
			return Account{Seller: seller}, true
		},
		Refuse: func(w http.ResponseWriter, status int, code, detail string) {
			w.WriteHeader(status)
			fmt.Fprintf(w, "%s: %s", code, detail)
		},
	}
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return d, server.URL + Path
}

func post(t *testing.T, url, media, body string, header ...string) (int, string) {
	t.Helper()
	request, err := http.NewRequest(http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", key)
	request.Header.Set("Content-Type", media)
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

func report(t *testing.T, url, media, body string) (r Report) {
	t.Helper()
	status, text := post(t, url, media, body)
	if status != http.StatusOK {
		t.Fatalf("status %d: %s", status, text)
	}
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return r
}

func line(id string) string {
	return fmt.Sprintf(`{"specversion":"1.0","id":%q,"source":"/rack/7","type":"gpu.used","subject":%q,"shard":4,"data":%s}`, id, buyer, used)
}

// TestOfficialClient has the CloudEvents project's own client push events, in
// every mode that it has.
func TestOfficialClient(t *testing.T) {
	d, url := serve(t)
	made := func(id string) cloudevents.Event {
		e := cloudevents.NewEvent()
		e.SetID(id)
		e.SetSource("/rack/7")
		e.SetType("gpu.used")
		e.SetSubject(buyer.String())
		e.SetTime(noon)
		e.SetExtension("shard", "4")
		if err := e.SetData(cloudevents.ApplicationJSON, json.RawMessage(used)); err != nil {
			t.Fatal(err)
		}
		return e
	}
	client, err := cloudevents.NewClientHTTP(cloudevents.WithTarget(url), cehttp.WithHeader("Authorization", key))
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	for mode, ctx := range map[string]func() error{
		"structured": func() error {
			return client.Send(cloudevents.WithEncodingStructured(ctx), made("structured"))
		},
		"binary": func() error { return client.Send(cloudevents.WithEncodingBinary(ctx), made("binary")) },
	} {
		if result := ctx(); !cloudevents.IsACK(result) {
			t.Errorf("%s: %v", mode, result)
		}
	}
	request, err := cehttp.NewHTTPRequestFromEvents(ctx, url, []cloudevents.Event{made("batch 1"), made("batch 2"), made("binary")})
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", key)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var r Report
	if err = json.NewDecoder(response.Body).Decode(&r); err != nil || r.Accepted != 2 || r.Duplicates != 1 || r.Refused != 0 {
		t.Errorf("the batch: %+v, %v", r, err)
	}
	if len(d.taken) != 8 {
		t.Errorf("%d entries, want two for each of four events", len(d.taken))
	}
}

func TestStreamOfLines(t *testing.T) {
	d, url := serve(t)
	var b bytes.Buffer
	const n = BatchMax + 100
	for i := range n {
		fmt.Fprintln(&b, line(fmt.Sprint(i)))
	}
	b.WriteString("\n{\"specversion\":\n" + line("1") + "\n")
	r := report(t, url, MediaLines, b.String())
	if r.Accepted != n || r.Duplicates != 1 || r.Refused != 1 || r.Problems[0].Index != n || r.Problems[0].Code != "event_malformed" {
		t.Errorf("%+v", r)
	}
	if len(d.taken) != 2*n {
		t.Errorf("%d entries", len(d.taken))
	}
}

func TestRequestsRefused(t *testing.T) {
	d, url := serve(t)
	for _, c := range []struct {
		media, body string
		status      int
		says        string
		header      []string
	}{
		{MediaEvent, line("a")[:40], 400, "request_malformed", nil},
		{MediaEvent, `[]`, 400, "event_malformed", nil},
		{MediaEvent, `{"specversion":"1.0","id":7,"source":"s","type":"t"}`, 400, "attribute id is 7", nil},
		{MediaEvent, strings.Replace(line("a"), "gpu.used", "gpu.idle", 1), 400, "event_type_unknown", nil},
		{MediaEvent, `{"id":"` + strings.Repeat("x", EventMax) + `"}`, 400, "event_too_large", nil},
		{MediaBatch, `{}`, 400, "no JSON array", nil},
		{MediaBatch, `[` + line("a"), 400, "request_malformed", nil},
		{MediaBatch, `[` + line("a")[:50], 400, "request_malformed", nil},
		{MediaBatch, `[` + line("a") + `,,]`, 400, "request_malformed", nil},
		{MediaLines, strings.Repeat("x", EventMax+1), 400, "event_too_large", nil},
		{"application/json", line("a"), 415, MediaBatch, nil},
		{"", "", 415, "media_type_unsupported", nil},
		{"text/plain", "x", 400, "event_data_malformed", []string{"Ce-Specversion", "1.0", "Ce-Id", "a", "Ce-Source", "s", "Ce-Type", "gpu.used"}},
		{"application/json", "{", 400, "no JSON", []string{"Ce-Specversion", "1.0", "Ce-Id", "a", "Ce-Source", "s", "Ce-Type", "gpu.used"}},
		{MediaEvent, line("a"), 401, "", []string{"Authorization", "Bearer sk-other"}},
	} {
		if status, text := post(t, url, c.media, c.body, c.header...); status != c.status || !strings.Contains(text, c.says) {
			t.Errorf("%s %.60s: %d %s, want %d that says %q", c.media, c.body, status, text, c.status, c.says)
		}
	}
	if len(d.taken) != 0 {
		t.Errorf("%d entries of refused requests were taken", len(d.taken))
	}
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusMethodNotAllowed || response.Header.Get("Allow") != http.MethodPost {
		t.Errorf("GET: %d, Allow %q", response.StatusCode, response.Header.Get("Allow"))
	}
}

func FuzzBatch(f *testing.F) {
	f.Add([]byte(`[` + line("a") + `]`))
	f.Add([]byte(`[{"specversion":"1.0","data":[[]]}]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		_, _, in := newDesk(&testing.T{})
		p := &push{handler: &Handler{Intake: in}, account: Account{Seller: ledger.ID{}}, request: httptest.NewRequest(http.MethodPost, Path, nil)}
		_ = p.batch(bytes.NewReader(body)) // no panic, and the numbers add up
		if r := p.report; r.Accepted+r.Duplicates+r.Refused != p.done {
			t.Errorf("%+v of %d events", r, p.done)
		}
	})
}

func BenchmarkBatch(b *testing.B) {
	_, _, in := newDesk(&testing.T{})
	var body bytes.Buffer
	body.WriteString("[")
	const n = 10_000
	for i := range n {
		if i > 0 {
			body.WriteString(",")
		}
		body.WriteString(line(fmt.Sprint(i)))
	}
	body.WriteString("]")
	b.SetBytes(int64(body.Len()))
	for range b.N {
		p := &push{handler: &Handler{Intake: in}, request: httptest.NewRequest(http.MethodPost, Path, nil)}
		if err := p.batch(bytes.NewReader(body.Bytes())); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*n/b.Elapsed().Seconds(), "events/s")
}
