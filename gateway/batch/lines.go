package batch

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"aidollar/internal/durable"
)

// result is a line of an output file, in OpenAI's form.
type result struct {
	ID       string       `json:"id"`
	CustomID string       `json:"custom_id"`
	Response *response    `json:"response"`
	Error    *resultError `json:"error"`
}

type response struct {
	Status    int             `json:"status_code"`
	RequestID string          `json:"request_id"` // the receipt's id
	Body      json.RawMessage `json:"body"`
	Cost      string          `json:"cost,omitempty"`
}

type resultError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

const (
	resultPrefix = "batch_req_"
	resultMax    = 64 << 20 // bytes of a result that is read back
	closedMax    = 8        // attempts beyond TriesMax whose ids turn out to be closed
)

// open opens the logs and reads from them how far the batch came.
func (j *job) open() (err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.latest, j.done, j.broken = map[int]attempt{}, map[int]bool{}, nil
	j.attempts, err = openLog(j.path(attemptsFile), 1<<10, func(text []byte) error {
		var a attempt
		err := json.Unmarshal(text, &a)
		j.latest[a.Line] = a
		return err
	})
	if err != nil {
		return err
	}
	finished := func(text []byte) error {
		var r struct {
			ID string `json:"id"`
		}
		if err := json.Unmarshal(text, &r); err != nil {
			return err
		}
		number, err := strconv.Atoi(r.ID[strings.LastIndexByte(r.ID, '_')+1:])
		j.done[number] = true
		delete(j.latest, number)
		return err
	}
	if j.output, err = openLog(j.path(outputFile), resultMax, finished); err != nil {
		return err
	}
	completed := len(j.done)
	if j.errors, err = openLog(j.path(errorsFile), resultMax, finished); err != nil {
		return err
	}
	if err := durable.SyncDir(j.dir); err != nil {
		return err
	}
	j.s.mu.Lock()
	defer j.s.mu.Unlock()
	j.r.Counts.Completed, j.r.Counts.Failed = completed, len(j.done)-completed
	return nil
}

func (j *job) close() (err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, f := range []**os.File{&j.attempts, &j.output, &j.errors} {
		if *f != nil {
			err = errors.Join(err, (*f).Close())
			*f = nil
		}
	}
	return err
}

// trouble is the first failure of the disk; after it nothing more is begun.
func (j *job) trouble(err error) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.broken == nil {
		j.broken = err
	}
	return j.broken
}

type task struct {
	number int
	line   line
}

var errStop = errors.New("no further line")

// runLines makes the calls that have no result yet, a few at a time.
func (j *job) runLines() error {
	tasks := make(chan task)
	var workers sync.WaitGroup
	for range j.s.Parallel {
		workers.Add(1)
		go func() {
			defer workers.Done()
			for t := range tasks {
				j.runLine(t)
			}
		}()
	}
	err := j.eachCall(func(number int, text []byte) error {
		if j.s.stopped() || j.trouble(nil) != nil {
			return errStop
		}
		return j.feed(tasks, number, text)
	})
	close(tasks)
	workers.Wait()
	if errors.Is(err, errStop) {
		err = nil
	}
	return errors.Join(err, j.trouble(nil))
}

// feed hands a line to a worker, unless it is done or is not to be begun.
func (j *job) feed(tasks chan<- task, number int, text []byte) error {
	j.mu.Lock()
	done := j.done[number]
	_, begun := j.latest[number]
	j.mu.Unlock()
	r := j.now()
	if done || (r.Cancelling != 0 && !begun) {
		return nil
	}
	l, m := j.s.parse(text)
	switch {
	case m != nil: // it was fine when the batch began: the house was set up anew
		return j.put(j.failure(number, l.CustomID, m.Code, m.Message))
	case !begun && j.s.Now().Unix() >= r.Expires:
		if !r.Expired {
			if err := j.change(func(r *record) { r.Expired = true }); err != nil {
				return err
			}
		}
		return j.put(j.failure(number, l.CustomID, "batch_expired", "the batch's time was over before this call was begun; it was not charged"))
	}
	select {
	case tasks <- task{number, l}:
		return nil
	case <-j.s.stop:
		return errStop
	}
}

func (j *job) resultID(number int) string {
	return resultPrefix + j.now().ID[len(batchPrefix):] + "_" + strconv.Itoa(number)
}

func (j *job) failure(number int, customID, code, message string) (int, *result) {
	return number, &result{ID: j.resultID(number), CustomID: customID, Error: &resultError{code, message}}
}

// put writes a line's result, durably, and counts it.
func (j *job) put(number int, r *result) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(r); err != nil {
		return err
	}
	good := r.Response != nil && r.Response.Status/100 == 2
	j.mu.Lock()
	defer j.mu.Unlock()
	log := j.errors
	if good {
		log = j.output
	}
	if err := appendSynced(log, b.Bytes()); err != nil {
		return err
	}
	j.done[number] = true
	delete(j.latest, number)
	j.s.mu.Lock()
	defer j.s.mu.Unlock()
	if good {
		j.r.Counts.Completed++
	} else {
		j.r.Counts.Failed++
	}
	return nil
}

func appendSynced(f *os.File, b []byte) error {
	if _, err := f.Write(b); err != nil {
		return err
	}
	return f.Sync()
}

// note writes an attempt down before it is made.
func (j *job) note(a attempt) error {
	b, err := json.Marshal(a)
	if err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.broken != nil {
		return j.broken
	}
	j.latest[a.Line] = a
	return appendSynced(j.attempts, append(b, '\n'))
}

// next is the attempt to be made at a line: the one that has no result, or a new one.
func (j *job) next(number int, closed bool) (a attempt, err error) {
	j.mu.Lock()
	a, begun := j.latest[number]
	j.mu.Unlock()
	if begun && !closed {
		return a, nil
	}
	a = attempt{number, a.Number + 1, j.s.Now().UnixMilli()}
	return a, j.note(a)
}

// runLine makes a line's call until it has a result or the service stops.
func (j *job) runLine(t task) {
	put := func(number int, r *result) {
		if err := j.put(number, r); err != nil {
			_ = j.trouble(err)
		}
	}
	if j.s.stopped() {
		return
	}
	a, err := j.next(t.number, false)
	for try := 1; err == nil; {
		call := a.call(j.now().ID)
		answer, failed := j.s.Runner.Run(j.s.ctx, j.key, call, t.line.URL, t.line.Body)
		switch {
		case errors.Is(failed, ErrForgotten):
			put(j.failure(t.number, t.line.CustomID, "line_interrupted", fmt.Sprintf(
				"the house stopped while this call was made, too long ago to tell whether it was charged; look for the receipt %s", call)))
			return
		case errors.Is(failed, ErrClosed) && a.Number < j.s.TriesMax+closedMax:
			a, err = j.next(t.number, true)
			continue
		case failed == nil && answer.Status/100 == 2:
		case j.s.ctx.Err() != nil:
			return // cut off; it runs again
		case (failed != nil || passing(answer.Status)) && try < j.s.TriesMax:
			if !j.rest(j.s.Pause << (try - 1)) {
				return
			}
			try++
			continue
		case failed != nil:
			j.s.Log.Error("a call of a batch failed", "batch", j.now().ID, "line", t.number, "call", call, "error", failed)
			put(j.failure(t.number, t.line.CustomID, "call_failed", fmt.Sprintf("the call could not be made; its receipt, if there is one, is %s", call)))
			return
		}
		put(t.number, &result{ID: j.resultID(t.number), CustomID: t.line.CustomID, Response: &response{answer.Status, call.String(), body(answer.Body), answer.Cost}})
		return
	}
	_ = j.trouble(err)
}

// passing says that a refusal is about this moment and not about the call.
func passing(status int) bool {
	return status == http.StatusTooManyRequests || status == http.StatusRequestTimeout || status >= 500
}

// rest is false when the service stops meanwhile.
func (j *job) rest(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-j.s.stop:
		return false
	}
}

// body is an answer as JSON; one that is none becomes a text.
func body(b []byte) json.RawMessage {
	if json.Valid(b) {
		return b
	}
	text, _ := json.Marshal(strings.ToValidUTF8(string(b), "\uFFFD")) // a text always encodes
	return text
}
