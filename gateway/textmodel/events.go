package textmodel

import (
	"encoding/json"
	"io"
	"net/http"
)

// events is a stream on its way out.
type events struct {
	w http.ResponseWriter
	r *http.Request
}

func begin(w http.ResponseWriter, r *http.Request) *events {
	w.Header().Set("Content-Type", "text/event-stream")
	return &events{w, r}
}

// send writes an event, with a name if it has one, and says whether anybody
// still reads.
func (e *events) send(name string, v any) bool {
	data, err := json.Marshal(v)
	if err != nil {
		return false
	}
	var b []byte
	if name != "" {
		b = append(append(append(b, "event: "...), name...), '\n')
	}
	b = append(append(append(b, "data: "...), data...), "\n\n"...)
	_, err = e.w.Write(b)
	if f, ok := e.w.(http.Flusher); ok {
		f.Flush()
	}
	return err == nil && e.r.Context().Err() == nil
}

func (e *events) done() {
	_, _ = io.WriteString(e.w, "data: [DONE]\n\n") // the last thing there is to say
}

// object is any JSON object.
type object map[string]any
