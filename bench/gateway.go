package bench

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// GatewayOptions say what Gateway measures.
type GatewayOptions struct {
	Program     string // this program's executable
	Dir         string
	Rounds      int
	Connections int
	Span        time.Duration // of each measurement
}

// child is a process of the benchmark.
type child struct {
	command *exec.Cmd
	url     string
}

// stop ends a child and waits for it.
func (c *child) stop() error {
	if c == nil {
		return nil
	}
	if err := c.command.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return c.command.Wait()
}

// start runs a part of the benchmark that prints its URL.
func (o *GatewayOptions) start(args ...string) (*child, error) {
	return startChild(exec.Command(o.Program, args...))
}

// ends starts an upstream, and Go's reverse proxy in front of it to compare with.
func (o *GatewayOptions) ends() (upstream, proxy *child, err error) {
	if upstream, err = o.start("bench", "upstream"); err != nil {
		return nil, nil, err
	}
	if proxy, err = o.start("bench", "proxy", upstream.url); err != nil {
		return nil, nil, errors.Join(err, upstream.stop())
	}
	return upstream, proxy, nil
}

func startChild(command *exec.Cmd) (*child, error) {
	c := &child{command: command}
	c.command.Stderr = os.Stderr
	out, err := c.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := c.command.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	c.url = strings.TrimSpace(line)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%v did not start: %w", command.Args, err), c.stop())
	}
	return c, nil
}

// Gateway measures calls through the gateway, with everything durable, the books
// on, and a key with limits of every kind, beside Go's reverse proxy in front of the same upstream, and
// through a gateway at a seller's that asks the same house. All are processes of their own; the processor
// time of each is the kernel's account of its process, and that of a gateway elsewhere is its own and the house's.
func Gateway(ctx context.Context, w io.Writer, o GatewayOptions) (err error) {
	Facts(w)
	fmt.Fprintf(w, "gateway: %d connections, %d rounds of %s, journal on %s\n", o.Connections, o.Rounds, o.Span, o.Dir)
	upstream, proxy, err := o.ends()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, proxy.stop(), upstream.stop()) }()
	house, key, err := o.house(ctx, upstream.url)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, house.stop()) }()
	far, err := o.elsewhere(ctx, house.url, upstream.url)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, far.stop()) }()
	for _, kind := range []struct{ name, body string }{{"JSON", requestJSON}, {"stream of 50 events", requestStream}} {
		if err := o.compare(ctx, w, kind.name, kind.body, proxy, house, far, key); err != nil {
			return err
		}
	}
	return nil
}

// compare runs proxy, gateway and a gateway elsewhere in turns.
func (o *GatewayOptions) compare(ctx context.Context, w io.Writer, name, body string, proxy, house, far *child, key string) error {
	l := newLoad(o.Connections, o.Span)
	var proxyCPU, houseCPU, farCPU, proxyRate, houseRate, farRate series
	var proxyTimes, houseTimes, farTimes latencies
	for round := range o.Rounds + 1 {
		p, err := l.run(ctx, proxy.url, "none", body, proxy.command.Process.Pid)
		if err != nil {
			return err
		}
		h, err := l.run(ctx, house.url, key, body, house.command.Process.Pid)
		if err != nil {
			return err
		}
		f, err := l.run(ctx, far.url, key, body, far.command.Process.Pid, house.command.Process.Pid)
		if err != nil {
			return err
		}
		if round == 0 {
			continue // connections and caches are made
		}
		proxyCPU, houseCPU, farCPU = append(proxyCPU, p.cpu.Seconds()), append(houseCPU, h.cpu.Seconds()), append(farCPU, f.cpu.Seconds())
		proxyRate = append(proxyRate, float64(p.calls)/o.Span.Seconds())
		houseRate = append(houseRate, float64(h.calls)/o.Span.Seconds())
		farRate = append(farRate, float64(f.calls)/o.Span.Seconds())
		proxyTimes.merge(&p.times)
		houseTimes.merge(&h.times)
		farTimes.merge(&f.times)
	}
	t := newTable(w, name, "CPU a call", "x proxy", "x gateway", "calls", "p50", "p99")
	t.row("reverse proxy", micros(proxyCPU.median()), "", "", perSecond(proxyRate.median()), micros(proxyTimes.p50()), micros(proxyTimes.quantile(.99)))
	t.row("gateway", micros(houseCPU.median()), ratio(houseCPU, proxyCPU), "", perSecond(houseRate.median()), micros(houseTimes.p50()), micros(houseTimes.quantile(.99)))
	t.row("gateway elsewhere", micros(farCPU.median()), ratio(farCPU, proxyCPU), ratio(farCPU, houseCPU), perSecond(farRate.median()), micros(farTimes.p50()), micros(farTimes.quantile(.99)))
	if err := t.flush(); err != nil {
		return err
	}
	return o.alone(ctx, w, body, proxy, house, far, key)
}

// alone measures one call after the other, where nothing waits for a processor:
// what is added to a call then is what the house does for it, and the share of
// it that is spent on durable writes has a meaning.
func (o *GatewayOptions) alone(ctx context.Context, w io.Writer, body string, proxy, house, far *child, key string) error {
	l := newLoad(1, o.Span)
	var proxyTimes, houseTimes, farTimes latencies
	var durable float64
	for range o.Rounds {
		p, err := l.run(ctx, proxy.url, "none", body, proxy.command.Process.Pid)
		if err != nil {
			return err
		}
		before, err := o.durableSteps(ctx, house.url)
		if err != nil {
			return err
		}
		h, err := l.run(ctx, house.url, key, body, house.command.Process.Pid)
		if err != nil {
			return err
		}
		after, err := o.durableSteps(ctx, house.url)
		if err != nil {
			return err
		}
		f, err := l.run(ctx, far.url, key, body, far.command.Process.Pid)
		if err != nil {
			return err
		}
		proxyTimes.merge(&p.times)
		houseTimes.merge(&h.times)
		farTimes.merge(&f.times)
		durable += after - before
	}
	added := houseTimes.mean() - proxyTimes.mean()
	durable /= float64(len(houseTimes.all))
	_, err := fmt.Fprintf(w, "one call at a time: p50 %s against the proxy's %s; on average %s added, the two durable writes take %s (%.0f %%); elsewhere p50 %s, %s more on average\n\n",
		micros(houseTimes.p50()), micros(proxyTimes.p50()), micros(added), micros(durable), 100*durable/added, micros(farTimes.p50()), micros(farTimes.mean()-houseTimes.mean()))
	return err
}

// durableSteps is the time that calls have spent so far in their reservation
// and their capture, in seconds, from the gateway's own metrics.
func (o *GatewayOptions) durableSteps(ctx context.Context, url string) (sum float64, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/metrics", nil)
	if err != nil {
		return 0, err
	}
	operator, err := o.operatorKey()
	if err != nil {
		return 0, err
	}
	request.Header.Set("Authorization", "Bearer "+operator)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		for _, step := range []string{"reserve", "capture"} {
			if value, ok := strings.CutPrefix(lines.Text(), `aidollar_call_step_seconds_sum{step="`+step+`"} `); ok {
				n, err := strconv.ParseFloat(value, 64)
				if err != nil {
					return 0, err
				}
				sum += n
			}
		}
	}
	return sum, lines.Err()
}

const gatewayCard = `card: bench
version: 1
currency: USD
models:
  - model: bench
    output_max: 4096
    prices: {input: 0.15, output: 0.60}
`

// house starts a server in front of the upstream and gives a buyer with money.
func (o *GatewayOptions) house(ctx context.Context, upstream string) (*child, string, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, "", err
	}
	config := fmt.Sprintf(`listen: %s
data: data
cards: [card.yaml]
sellers: [{name: bench, card: bench, commission: 1.5, upstreams: [bench], gateways: true}]
upstreams: [{name: bench, url: %s/v1, models: [bench]}]
log: {level: warn}
`, address, upstream)
	return o.serve(ctx, "http://"+address, map[string]string{"serve.yaml": config, "card.yaml": gatewayCard})
}

// serve starts a server with the files of its configuration, of which one is
// serve.yaml, and gives a buyer with money.
func (o *GatewayOptions) serve(ctx context.Context, url string, files map[string]string) (*child, string, error) {
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(o.Dir, name), []byte(text), 0o600); err != nil {
			return nil, "", err
		}
	}
	c := &child{command: exec.Command(o.Program, "serve", "--config", filepath.Join(o.Dir, "serve.yaml")), url: url}
	c.command.Stderr = os.Stderr
	if err := c.command.Start(); err != nil {
		return nil, "", err
	}
	key, err := o.buyer(ctx, c.url)
	if err != nil {
		return nil, "", errors.Join(err, c.stop())
	}
	return c, key, nil
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// operatorKey is the key that the server has made for its operator.
func (o *GatewayOptions) operatorKey() (string, error) {
	key, err := os.ReadFile(filepath.Join(o.Dir, "data", "operator.key"))
	return strings.TrimSpace(string(key)), err
}

// operator posts to the API as the server's operator.
func (o *GatewayOptions) operator(ctx context.Context, url string) (func(path, body string) (made, error), error) {
	key, err := o.operatorKey()
	c := &apiLoad{url: url + "/api/v1", key: key, client: http.DefaultClient}
	return func(path, body string) (m made, err error) {
		var answer bytes.Buffer
		if err = c.post(ctx, path, "application/json", []byte(body), &answer); err == nil {
			err = json.Unmarshal(answer.Bytes(), &m)
		}
		return m, err
	}, err
}

// untilReady waits until a server answers, for a while.
func untilReady(url string) {
	for range 200 {
		response, err := http.Get(url + "/readyz")
		if err == nil {
			response.Body.Close()
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// made is what the API says about what it has made.
type made struct{ ID, Secret string }

// buyer waits for the server and enters a buyer with a key and money.
func (o *GatewayOptions) buyer(ctx context.Context, url string) (string, error) {
	untilReady(url)
	post, err := o.operator(ctx, url)
	if err != nil {
		return "", err
	}
	buyer, err := post("/buyers", `{"name":"bench"}`)
	if err != nil {
		return "", err
	}
	if _, err = post("/deposits", fmt.Sprintf(`{"buyer":%q,"amount":"1000000"}`, buyer.ID)); err != nil {
		return "", err
	}
	// Every limit is on, and none is reached.
	const limits = `"limits":{"day":"100000","month":"900000","total":"1000000"}`
	project, err := post("/projects", fmt.Sprintf(`{"party":%q,"name":"bench",%s}`, buyer.ID, limits))
	if err != nil {
		return "", err
	}
	key, err := post("/keys", fmt.Sprintf(`{"party":%q,"project":%q,"name":"bench","scopes":["call"],"models":["be*"],"networks":["127.0.0.0/8","::1/128"],
		"requests_per_minute":1000000000,"tokens_per_minute":4000000000,%s}`, buyer.ID, project.ID, limits))
	return key.Secret, err
}
