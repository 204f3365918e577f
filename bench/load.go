package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// load sends chat completions over a number of connections.
type load struct {
	client      *http.Client
	connections int
	span        time.Duration
}

func newLoad(connections int, span time.Duration) *load {
	return &load{
		client: &http.Client{Transport: &http.Transport{
			MaxConnsPerHost: connections, MaxIdleConnsPerHost: connections, DisableCompression: true,
		}},
		connections: connections, span: span,
	}
}

// result is what a load saw, and what the process under load spent.
type result struct {
	calls int
	times latencies
	span  time.Duration // from the first call to the end of the last
	cpu   time.Duration // of the process, each call
}

// pay gives a connection the header with which its next call is paid for; ok is
// false when it has nothing left to pay with.
type pay func(connection int) (name, value string, ok bool)

// withKey pays with an API key.
func withKey(key string) pay { return withKeys([]string{key}) }

// withKeys pays with a key for each connection, over and over where there are fewer.
func withKeys(keys []string) pay {
	bearers := make([]string, len(keys))
	for i, key := range keys {
		bearers[i] = "Bearer " + key
	}
	return func(connection int) (string, string, bool) {
		return "Authorization", bearers[connection%len(bearers)], true
	}
}

const (
	requestJSON   = `{"model":"bench","max_completion_tokens":64,"messages":[{"role":"user","content":"What is a clearing house, in a few words?"}]}`
	requestStream = `{"model":"bench","max_completion_tokens":64,"stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"What is a clearing house, in a few words?"}]}`
)

// run loads a server for the span and reads the processor time of its processes.
func (l *load) run(ctx context.Context, url, key, body string, pids ...int) (*result, error) {
	return l.runOn(ctx, url, body, pids, withKey(key))
}

// runPaid is run with whatever calls are paid for with, and ends early when that
// is used up.
func (l *load) runPaid(ctx context.Context, url, body string, pid int, with pay) (*result, error) {
	return l.runOn(ctx, url, body, []int{pid}, with)
}

func (l *load) runOn(ctx context.Context, url, body string, pids []int, with pay) (*result, error) {
	before, err := processorTimes(pids)
	if err != nil {
		return nil, err
	}
	var all sync.WaitGroup
	times := make([]latencies, l.connections)
	errs := make([]error, l.connections)
	begin := time.Now()
	for c := range l.connections {
		all.Go(func() {
			for time.Since(begin) < l.span && errs[c] == nil {
				name, value, ok := with(c)
				if !ok {
					return
				}
				sent := time.Now()
				errs[c] = l.call(ctx, url, body, name, value)
				times[c].add(time.Since(sent))
			}
		})
	}
	all.Wait()
	r := &result{span: time.Since(begin)}
	after, err := processorTimes(pids)
	if err = errors.Join(append(errs, err)...); err != nil {
		return nil, err
	}
	for c := range times {
		r.times.merge(&times[c])
	}
	r.calls = len(r.times.all)
	if r.calls == 0 {
		return nil, fmt.Errorf("%s: there was nothing to pay with", url)
	}
	r.cpu = (after - before) / time.Duration(r.calls)
	return r, nil
}

func (l *load) call(ctx context.Context, url, body, name, value string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/v1/chat/completions", strings.NewReader(body))
	if err != nil {
		return err
	}
	request.Header["Content-Type"] = []string{"application/json"}
	request.Header[name] = []string{value}
	response, err := l.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s: %s", url, response.Status, answer)
	}
	return nil
}

// ticksPerSecond is the unit of /proc/PID/stat on every Linux that Go supports.
const ticksPerSecond = 100

// processorTimes is what processes have computed so far, together.
func processorTimes(pids []int) (sum time.Duration, err error) {
	for _, pid := range pids {
		one, err := processorTime(pid)
		if err != nil {
			return 0, err
		}
		sum += one
	}
	return sum, nil
}

// processorTime is what a process has computed so far, in user and kernel mode:
// fields 14 and 15 of /proc/PID/stat, see proc(5).
func processorTime(pid int) (time.Duration, error) {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return 0, err
	}
	// The second field is the command in parentheses and may hold anything.
	_, rest, ok := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	if !ok || len(fields) < 13 {
		return 0, fmt.Errorf("/proc/%d/stat is not readable", pid)
	}
	var ticks int64
	for _, field := range fields[11:13] {
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return 0, err
		}
		ticks += n
	}
	return time.Duration(ticks) * time.Second / ticksPerSecond, nil
}
