package batch

import (
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"time"
)

// Handler answers under /v1/files and /v1/batches.
func (s *Service) Handler() http.Handler {
	mux := http.NewServeMux()
	route := func(pattern string, f func(w http.ResponseWriter, r *http.Request, c Caller) error) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			caller, err := s.Authenticate(r)
			if err == nil {
				err = f(w, r, caller)
			}
			if err != nil {
				s.fail(w, err)
			}
		})
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, &Problem{http.StatusNotFound, "route_unknown", "", "there is no " + r.Method + " " + r.URL.Path +
			" here; there are GET and POST /v1/files and /v1/batches, and below them GET {id}, DELETE /v1/files/{id}, GET /v1/files/{id}/content and POST /v1/batches/{id}/cancel"})
	})
	route("POST /v1/files", s.postFile)
	route("GET /v1/files", s.getFiles)
	route("GET /v1/files/{id}", s.getFile)
	route("DELETE /v1/files/{id}", s.deleteFile)
	route("GET /v1/files/{id}/content", s.getContent)
	route("POST /v1/batches", s.postBatch)
	route("GET /v1/batches", s.getBatches)
	route("GET /v1/batches/{id}", s.getBatch)
	route("POST /v1/batches/{id}/cancel", s.cancelBatch)
	return mux
}

// transferTime is how long a file may take to arrive or to leave.
const transferTime = 15 * time.Minute

func (s *Service) postFile(w http.ResponseWriter, r *http.Request, c Caller) error {
	select {
	case s.uploads <- struct{}{}:
		defer func() { <-s.uploads }()
	default:
		w.Header().Set("Retry-After", "5")
		w.Header().Set("Connection", "close") // the body is not read
		return &Problem{http.StatusServiceUnavailable, "busy", "", "as many files are arriving as are taken at once; try again in a moment"}
	}
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(transferTime)) // a writer without deadlines has no such client
	if err := s.room(c.Party.String(), max(r.ContentLength, 0)); err != nil {
		w.Header().Set("Connection", "close") // the body is not read
		return err
	}
	up, err := s.receive(w, r)
	if err != nil {
		return err
	}
	f, err := s.store(c.Party, up)
	if err != nil {
		return errors.Join(err, ignoreMissing(os.Remove(up.path)))
	}
	reply(w, http.StatusOK, f.object())
	return nil
}

func ignoreMissing(err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

func (s *Service) getFile(w http.ResponseWriter, r *http.Request, c Caller) error {
	f, err := s.ownFile(c.Party, r.PathValue("id"))
	if err != nil {
		return err
	}
	reply(w, http.StatusOK, f.object())
	return nil
}

func (s *Service) getContent(w http.ResponseWriter, r *http.Request, c Caller) error {
	f, err := s.ownFile(c.Party, r.PathValue("id"))
	if err != nil {
		return err
	}
	s.send(w, f)
	return nil
}

func (s *Service) deleteFile(w http.ResponseWriter, r *http.Request, c Caller) error {
	id := r.PathValue("id")
	if err := s.remove(c.Party, id); err != nil {
		return err
	}
	reply(w, http.StatusOK, struct {
		ID      string `json:"id"`
		Object  string `json:"object"`
		Deleted bool   `json:"deleted"`
	}{id, "file", true})
	return nil
}

// order is what a new batch is to be.
type order struct {
	Input    string            `json:"input_file_id"`
	Endpoint string            `json:"endpoint"`
	Window   string            `json:"completion_window"`
	Metadata map[string]string `json:"metadata"`
}

const (
	orderMax         = 64 << 10 // bytes
	metadataMax      = 16       // pairs
	metadataNameMax  = 64       // bytes
	metadataValueMax = 512      // bytes
)

var windowForm = regexp.MustCompile(`^[1-9][0-9]{0,2}h$`)

func (s *Service) postBatch(w http.ResponseWriter, r *http.Request, c Caller) error {
	var o order
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, orderMax))
	d.DisallowUnknownFields()
	if err := d.Decode(&o); err != nil {
		return invalid("invalid_json", "", "the request is not the JSON object it has to be, with input_file_id, endpoint, completion_window and metadata: %v", err)
	}
	var window time.Duration
	if windowForm.MatchString(o.Window) {
		window, _ = time.ParseDuration(o.Window)
	}
	switch {
	case !slices.Contains(s.Endpoints, o.Endpoint):
		return invalid("endpoint_unsupported", "endpoint", "endpoint is %q; it may be one of %q", o.Endpoint, s.Endpoints)
	case window == 0 || window > WindowMax:
		return invalid("completion_window_unsupported", "completion_window", `completion_window is %q; it has to be hours, from "1h" to "168h"`, o.Window)
	case len(o.Metadata) > metadataMax:
		return invalid("metadata_large", "metadata", "metadata has %d pairs; at most %d are kept", len(o.Metadata), metadataMax)
	}
	for name, text := range o.Metadata {
		if len(name) > metadataNameMax || len(text) > metadataValueMax {
			return invalid("metadata_large", "metadata", "a pair of metadata is larger than %d bytes of name and %d of text", metadataNameMax, metadataValueMax)
		}
	}
	now := s.Now()
	made, err := s.create(c, record{Input: o.Input, Endpoint: o.Endpoint, Window: o.Window, Metadata: o.Metadata, Created: now.Unix(), Expires: now.Add(window).Unix()})
	if err != nil {
		return err
	}
	reply(w, http.StatusOK, made.object())
	return nil
}

func (s *Service) getBatch(w http.ResponseWriter, r *http.Request, c Caller) error {
	j, err := s.ownBatch(c.Party, r.PathValue("id"))
	if err != nil {
		return err
	}
	now := j.now()
	reply(w, http.StatusOK, now.object())
	return nil
}

func (s *Service) cancelBatch(w http.ResponseWriter, r *http.Request, c Caller) error {
	j, err := s.ownBatch(c.Party, r.PathValue("id"))
	if err != nil {
		return err
	}
	if now := j.now(); now.ended() || now.Status == statusFinalizing {
		return &Problem{http.StatusConflict, "batch_ended", "", "the batch is " + now.Status + "; only one that runs can be cancelled"}
	}
	err = j.change(func(r *record) {
		if !r.ended() && r.Cancelling == 0 && r.Finalizing == 0 {
			r.Status, r.Cancelling = statusCancelling, s.Now().Unix()
		}
	})
	if err != nil {
		return err
	}
	now := j.now()
	reply(w, http.StatusOK, now.object())
	return nil
}

// page is a list in OpenAI's form.
type page struct {
	Object  string  `json:"object"`
	Data    []any   `json:"data"`
	FirstID *string `json:"first_id"`
	LastID  *string `json:"last_id"`
	HasMore bool    `json:"has_more"`
}

const pageMax = 100

// entry is a row of a list.
type entry struct {
	id     string
	seq    uint64
	object any
}

// list writes the newest entries, from the one after the id that is asked for.
func list(w http.ResponseWriter, r *http.Request, entries []entry) error {
	limit := 20
	if text := r.URL.Query().Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > pageMax {
			return invalid("limit_malformed", "limit", "limit is no whole number from 1 to %d", pageMax)
		}
		limit = n
	}
	slices.SortFunc(entries, func(a, b entry) int { return int(int64(b.seq) - int64(a.seq)) })
	if after := r.URL.Query().Get("after"); after != "" {
		i := slices.IndexFunc(entries, func(e entry) bool { return e.id == after })
		if i < 0 {
			return invalid("after_unknown", "after", "there is no entry %q to go on after", after)
		}
		entries = entries[i+1:]
	}
	p := page{Object: "list", Data: []any{}, HasMore: len(entries) > limit}
	for _, e := range entries[:min(limit, len(entries))] {
		p.Data = append(p.Data, e.object)
		if p.FirstID == nil {
			p.FirstID = &e.id
		}
		p.LastID = &e.id
	}
	reply(w, http.StatusOK, &p)
	return nil
}

func (s *Service) getFiles(w http.ResponseWriter, r *http.Request, c Caller) error {
	purpose := r.URL.Query().Get("purpose")
	var entries []entry
	s.mu.Lock()
	for _, f := range s.files {
		if f.Party == c.Party.String() && (purpose == "" || f.Purpose == purpose) {
			entries = append(entries, entry{f.ID, f.Seq, f.object()})
		}
	}
	s.mu.Unlock()
	return list(w, r, entries)
}

func (s *Service) getBatches(w http.ResponseWriter, r *http.Request, c Caller) error {
	var entries []entry
	s.mu.Lock()
	for _, j := range s.batches {
		if j.r.Party == c.Party.String() {
			entries = append(entries, entry{j.r.ID, j.r.Seq, j.r.object()})
		}
	}
	s.mu.Unlock()
	return list(w, r, entries)
}
