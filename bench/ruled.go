package bench

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"aidollar/rules/pack"
	"aidollar/rules/packs"
)

// Ruled measures calls through a gateway whose house decides by all the packs that come with
// the program, beside one without rules and beside Go's reverse proxy, in turns.
func Ruled(ctx context.Context, w io.Writer, o GatewayOptions) (err error) {
	Facts(w)
	fmt.Fprintf(w, "rules at the gateway: %d connections, %d rounds of %s, journals on %s\n", o.Connections, o.Rounds, o.Span, o.Dir)
	upstream, proxy, err := o.ends()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, proxy.stop(), upstream.stop()) }()
	plain, plainKey, _, err := o.under(ctx, "plain", upstream.url, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, plain.stop()) }()
	archive, rules, err := shippedArchive()
	if err != nil {
		return err
	}
	ruled, ruledKey, in, err := o.under(ctx, "ruled", upstream.url, archive)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ruled.stop()) }()
	fmt.Fprintf(w, "%d rules of all packs\n", rules)
	for _, kind := range []struct{ name, body string }{{"JSON", requestJSON}, {"stream of 50 events", requestStream}} {
		if err := o.compareRuled(ctx, w, kind.name, kind.body, proxy, plain, ruled, plainKey, ruledKey); err != nil {
			return err
		}
	}
	decisions, err := in.decisions(ctx)
	if err == nil {
		_, err = fmt.Fprintf(w, "decisions made for all calls with rules: %d\n", decisions)
	}
	return err
}

func (o *GatewayOptions) compareRuled(ctx context.Context, w io.Writer, name, body string, proxy, plain, ruled *child, plainKey, ruledKey string) error {
	l := newLoad(o.Connections, o.Span)
	var cpu, rate [3]series
	for round := range o.Rounds + 1 {
		turns := []struct {
			at  int
			of  *child
			key string
		}{{0, proxy, "none"}, {1, plain, plainKey}, {2, ruled, ruledKey}}
		if round%2 == 1 { // neither of the two comes first always
			turns[1], turns[2] = turns[2], turns[1]
		}
		for _, t := range turns {
			r, err := l.run(ctx, t.of.url, t.key, body, t.of.command.Process.Pid)
			if err != nil {
				return err
			}
			if round > 0 { // connections and caches are made
				cpu[t.at], rate[t.at] = append(cpu[t.at], r.cpu.Seconds()), append(rate[t.at], float64(r.calls)/o.Span.Seconds())
			}
		}
	}
	t := newTable(w, name, "CPU a call", "x proxy", "x without", "calls")
	t.row("reverse proxy", micros(cpu[0].median()), "", "", perSecond(rate[0].median()))
	t.row("without rules", micros(cpu[1].median()), ratio(cpu[1], cpu[0]), "", perSecond(rate[1].median()))
	t.row("with rules", micros(cpu[2].median()), ratio(cpu[2], cpu[0]), ratio(cpu[2], cpu[1]), perSecond(rate[2].median()))
	return t.flush()
}

// shippedArchive is all packs that come with the program, as a house installs them.
func shippedArchive() (archive []byte, rules int, err error) {
	l, err := pack.NewLibrary(packs.Files)
	if err != nil {
		return nil, 0, err
	}
	book, err := l.Compile(l.Names())
	if err != nil {
		return nil, 0, err
	}
	a := book.Archive()
	return a.Bytes(), len(book.Set.Rules()), nil
}

// office is an operator's way into a house's API.
type office struct {
	api *apiLoad
}

// under starts a house in a directory of its own, with rules or without, and gives a buyer
// whom they know.
func (o *GatewayOptions) under(ctx context.Context, name, upstream string, archive []byte) (*child, string, *office, error) {
	own := *o
	own.Dir = filepath.Join(o.Dir, name)
	if err := os.Mkdir(own.Dir, 0o700); err != nil {
		return nil, "", nil, err
	}
	address, err := freeAddress()
	if err != nil {
		return nil, "", nil, err
	}
	c, key, err := own.serve(ctx, "http://"+address, map[string]string{"card.yaml": gatewayCard, "serve.yaml": fmt.Sprintf(`listen: %s
data: data
cards: [card.yaml]
sellers: [{name: bench, card: bench, commission: 1.5, upstreams: [bench]}]
upstreams: [{name: bench, url: %s/v1, models: [bench], region: bench}]
log: {level: warn}
`, address, upstream)})
	if err != nil || archive == nil {
		return c, key, nil, err
	}
	operator, err := own.operatorKey()
	in := &office{&apiLoad{url: c.url + "/api/v1", key: operator, client: http.DefaultClient}}
	if err == nil {
		err = in.install(ctx, archive)
	}
	if err != nil {
		return nil, "", nil, errors.Join(err, c.stop())
	}
	return c, key, in, nil
}

// install brings rules into force and enters who is who.
func (o *office) install(ctx context.Context, archive []byte) error {
	body := fmt.Sprintf(`{"archive":%q,"note":"for a benchmark"}`, base64.StdEncoding.EncodeToString(archive))
	if err := o.api.post(ctx, "/rulesets", "application/json", []byte(body), &bytes.Buffer{}); err != nil {
		return err
	}
	var buyers, sellers struct{ Items []made }
	if err := errors.Join(o.read(ctx, "/buyers", &buyers), o.read(ctx, "/sellers", &sellers)); err != nil {
		return err
	}
	var list strings.Builder
	list.WriteString("- {entity: Model/bench, in: [Jurisdiction/US], from: 2026-01-01, source: invented, attributes: {name: A model, licence: none}}\n")
	for _, p := range append(buyers.Items, sellers.Items...) {
		fmt.Fprintf(&list, "- {entity: Participant/%s, in: [Jurisdiction/DE], from: 2026-01-01, source: invented, attributes: {name: Somebody}}\n", p.ID)
	}
	fmt.Fprintf(&list, "- {entity: Region/bench, in: [Jurisdiction/DE], from: 2026-01-01, source: invented, attributes: {name: A region, operator: {ref: Participant/%s}}}\n", sellers.Items[0].ID)
	return o.api.send(ctx, http.MethodPut, "/facts", "application/yaml", []byte(list.String()), &bytes.Buffer{})
}

// decisions counts those that were made.
func (o *office) decisions(ctx context.Context) (uint64, error) {
	var page struct{ Items []struct{ Number uint64 } }
	if err := o.read(ctx, "/decisions?limit=1", &page); err != nil || len(page.Items) == 0 {
		return 0, err
	}
	return page.Items[0].Number, nil
}

func (o *office) read(ctx context.Context, path string, into any) error {
	var answer bytes.Buffer
	if err := o.api.send(ctx, http.MethodGet, path, "application/json", nil, &answer); err != nil {
		return err
	}
	return json.Unmarshal(answer.Bytes(), into)
}
