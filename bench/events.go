package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"time"
)

// EventsOptions say what Events measures.
type EventsOptions struct {
	Dir    string
	Rounds int
	Seed   uint64
	// House makes a whole house in a directory that meters events of the type
	// EventType by the number at /seconds of their data.
	House func(ctx context.Context, dir string) (EventsHouse, error)
}

// EventsHouse is a house that takes events.
type EventsHouse struct {
	Handler http.Handler
	Path    string   // where events are posted
	Media   string   // of a batch
	Key     string   // that may push
	Buyers  []string // who use
	Close   func() error
}

// EventType is what the benchmark's events are.
const EventType = "bench.gpu.used"

const (
	eventSenders = 4      // connections that push at once
	eventBatch   = 10_000 // events of a request
	eventBatches = 6      // requests of a sender in a round
)

// Events measures pushed usage over HTTP in batches of JSON, deduplicated,
// priced, posted and durable, with the books and the memory on disk following,
// beside a bare handler that only decodes the same batches.
func Events(ctx context.Context, w io.Writer, o EventsOptions) (err error) {
	Facts(w)
	fmt.Fprintf(w, "events: batches of %d from %d senders, %d rounds, seed %d, house in %s\n", eventBatch, eventSenders, o.Rounds, o.Seed, o.Dir)
	house, err := o.House(ctx, o.Dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, house.Close()) }()
	url, stop, err := listen(house.Handler)
	if err != nil {
		return err
	}
	defer stop()
	bare, stopBare, err := listen(http.HandlerFunc(decodeOnly))
	if err != nil {
		return err
	}
	defer stopBare()
	load := &eventLoad{house: &house, client: newLoad(eventSenders, 0).client}
	var yardstick, fresh, again series
	err = alternate(o.Rounds, o.Seed, []step{
		{&yardstick, func(seed uint64) (float64, error) { return load.push(ctx, bare, seed<<1, -1) }},
		{&fresh, func(seed uint64) (float64, error) { return load.push(ctx, url+house.Path, seed<<1, 0) }},
	})
	for round := range uint64(o.Rounds) {
		if err != nil {
			return err
		}
		var rate float64
		rate, err = load.push(ctx, url+house.Path, (o.Seed+round)<<1, eventBatch)
		again = append(again, rate)
	}
	if err != nil {
		return err
	}
	t := newTable(w, "measured", "median", "best", "against", "median ratio")
	t.row("a bare handler that decodes the batch", perSecond(yardstick.median()), perSecond(yardstick.best()), "", "")
	t.row("events metered, posted and durable", perSecond(fresh.median()), perSecond(fresh.best()), "bare handler", ratio(fresh, yardstick))
	t.row("the same events again, all duplicates", perSecond(again.median()), perSecond(again.best()), "bare handler", ratio(again, yardstick))
	return t.flush()
}

// listen serves a handler on loopback.
func listen(h http.Handler) (url string, stop func(), err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	go server.Serve(l) //nolint:errcheck // it ends with Close below
	return "http://" + l.Addr().String(), func() { _ = server.Close() }, nil
}

// pushedEvent is a CloudEvent as the benchmark sends it.
type pushedEvent struct {
	SpecVersion string `json:"specversion"`
	ID          string `json:"id"`
	Source      string `json:"source"`
	Type        string `json:"type"`
	Subject     string `json:"subject"`
	Time        string `json:"time"`
	Data        struct {
		Seconds int    `json:"seconds"`
		Device  string `json:"device"`
	} `json:"data"`
}

// decodeOnly is what any service does at least.
func decodeOnly(w http.ResponseWriter, r *http.Request) {
	var batch []pushedEvent
	if err := json.NewDecoder(r.Body).Decode(&batch); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	fmt.Fprintf(w, `{"accepted":%d}`, len(batch))
}

type eventLoad struct {
	house  *EventsHouse
	client *http.Client
}

// push sends batches, made beforehand, and wants so many duplicates in each; a
// negative number does not look at the answer.
func (l *eventLoad) push(ctx context.Context, url string, seed uint64, duplicates int) (float64, error) {
	ready := make([][][]byte, eventSenders)
	for i := range ready {
		for n := range eventBatches {
			body, err := l.batch(seed, uint64(i*eventBatches+n))
			if err != nil {
				return 0, err
			}
			ready[i] = append(ready[i], body)
		}
	}
	return rateOf(eventSenders, eventBatches*eventBatch, func(sender int) error {
		var answer bytes.Buffer
		for _, body := range ready[sender] {
			request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
			if err != nil {
				return err
			}
			request.Header.Set("Content-Type", l.house.Media)
			request.Header.Set("Authorization", "Bearer "+l.house.Key)
			response, err := l.client.Do(request)
			if err != nil {
				return err
			}
			answer.Reset()
			_, err = answer.ReadFrom(response.Body)
			response.Body.Close()
			if err != nil {
				return err
			}
			if err := counted(answer.Bytes(), duplicates); err != nil {
				return err
			}
		}
		return nil
	})
}

// counted checks a house's report.
func counted(answer []byte, duplicates int) error {
	var report struct{ Accepted, Duplicates, Refused int }
	if err := json.Unmarshal(answer, &report); err != nil {
		return fmt.Errorf("%w: %.300s", err, answer)
	}
	if duplicates >= 0 && (report.Duplicates != duplicates || report.Accepted != eventBatch-duplicates || report.Refused != 0) {
		return fmt.Errorf("of a batch of %d with %d duplicates the house says %.300s", eventBatch, duplicates, answer)
	}
	return nil
}

// batch is a request of events that no other round or sender has.
func (l *eventLoad) batch(seed, number uint64) ([]byte, error) {
	random := rand.New(rand.NewPCG(seed, number))
	now := time.Now().UTC()
	list := make([]pushedEvent, eventBatch)
	for i := range list {
		e := &list[i]
		e.SpecVersion, e.Type, e.Source = "1.0", EventType, fmt.Sprintf("/cluster/%d", random.IntN(32))
		e.ID = fmt.Sprintf("%016x%016x", random.Uint64(), random.Uint64())
		e.Subject = l.house.Buyers[random.IntN(len(l.house.Buyers))]
		e.Time = now.Add(-time.Duration(random.IntN(3600)) * time.Second).Format(time.RFC3339)
		e.Data.Seconds, e.Data.Device = random.IntN(3600), "h100"
	}
	return json.Marshal(list)
}
