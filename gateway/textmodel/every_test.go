package textmodel

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func post(path, body string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	new(Handler).ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/v1"+path, strings.NewReader(body)))
	return w
}

// A stream of responses or messages says the same as the answer in one piece.
func TestStreamsOfEveryKind(t *testing.T) {
	for path, c := range map[string]struct{ body, text, last string }{
		"/responses": {`{"model":"demo-text","input":"What is a meter?","max_output_tokens":9`, `"delta":"`, "response.incomplete"},
		"/messages":  {`{"model":"demo-text","max_tokens":9,"messages":[{"role":"user","content":"What is a meter?"}]`, `"text":"`, "message_stop"},
	} {
		whole, stream := post(path, c.body+`}`), post(path, c.body+`,"stream":true}`)
		if whole.Code != 200 || stream.Code != 200 || !json.Valid(whole.Body.Bytes()) || !strings.Contains(whole.Body.String(), `"output_tokens":9`) {
			t.Fatalf("%s: %d %s, %d", path, whole.Code, whole.Body, stream.Code)
		}
		text, last := "", ""
		for line := range strings.Lines(stream.Body.String()) {
			if strings.HasPrefix(line, "event: ") {
				last = strings.TrimSpace(line[7:])
			}
			if strings.Contains(line, "delta") && strings.Contains(line, c.text) && strings.Contains(last, "delta") {
				_, rest, _ := strings.Cut(line, c.text)
				piece, _, _ := strings.Cut(rest, `"`)
				text += piece
			}
		}
		if text == "" || !strings.Contains(whole.Body.String(), `"`+text+`"`) || last != c.last || !strings.Contains(stream.Body.String(), `"output_tokens":9`) {
			t.Errorf("%s: streamed %q up to %s, whole %s", path, text, last, whole.Body)
		}
	}
}

// What was read aloud can be written down, with the length that it has.
func TestSoundThereAndBack(t *testing.T) {
	w := post("/audio/speech", `{"model":"demo-text","input":"`+strings.Repeat("é", 50)+`"}`)
	if w.Code != 200 || w.Body.Len() != wavHeader+50*soundOfRune || w.Body.String()[:4] != "RIFF" {
		t.Fatalf("%d, %d bytes", w.Code, w.Body.Len())
	}
	form := "--B\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\ndemo-text\r\n--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\n" +
		w.Body.String() + "\r\n--B--\r\n"
	r := httptest.NewRequest(http.MethodPost, "/v1/audio/transcriptions", strings.NewReader(form))
	r.Header.Set("Content-Type", "multipart/form-data; boundary=B")
	back := httptest.NewRecorder()
	new(Handler).ServeHTTP(back, r)
	if !strings.Contains(back.Body.String(), `"seconds":3`) || !strings.Contains(back.Body.String(), label) {
		t.Errorf("%d %s", back.Code, back.Body)
	}
}

func TestRefusedEverywhere(t *testing.T) {
	for _, op := range operations {
		for _, body := range []string{`{`, `{"model":"other"}`, `{"model":"demo-text"}`} {
			if op.suffix == "/moderations" && strings.Contains(body, "demo-text") {
				continue // it takes anything
			}
			w := post(op.suffix, body)
			if w.Code/100 != 4 || !strings.Contains(w.Body.String(), `"error":{`) || !strings.Contains(w.Body.String(), `"message":"`) {
				t.Errorf("%s %s: %d %s", op.suffix, body, w.Code, w.Body)
			}
		}
		if w := httptest.NewRecorder(); true {
			new(Handler).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/v1"+op.suffix, nil))
			if w.Code != http.StatusNotFound {
				t.Errorf("GET %s: %d", op.suffix, w.Code)
			}
		}
	}
}
