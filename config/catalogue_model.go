package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"

	"aidollar/core/meter"
	"aidollar/core/tariff"
)

// catalogueModel is one entry of a price catalogue on its way to a card.
type catalogueModel struct {
	name  string
	free  bool
	sets  map[catalogueSet]*cataloguePrices
	notes []string
}

// catalogueSet names the calls that prices are for.
type catalogueSet struct {
	over    uint64 // tokens of the prompt; zero for all
	service string // empty for all
}

// String is the name of the variant that the prices become.
func (s catalogueSet) String() string {
	over := fmt.Sprintf("over-%dk", s.over/1000)
	switch {
	case s.over == 0:
		return s.service
	case s.service == "":
		return over
	}
	return s.service + "-" + over
}

// cataloguePrices holds each meter's number and the key it stood under.
type cataloguePrices [meter.MeterCount]struct{ key, number string }

func (m *catalogueModel) note(format string, args ...any) {
	m.notes = append(m.notes, printable(m.name)+": "+fmt.Sprintf(format, args...))
}

// yaml gives the model's part of a card.
func (m *catalogueModel) yaml(data json.RawMessage) (string, error) {
	if err := tariff.NameError(m.name, tariff.ModelNameMax); err != nil {
		return "", fmt.Errorf("its name %w", err)
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var entry map[string]any
	if err := decoder.Decode(&entry); err != nil {
		return "", errors.New("its entry is no JSON object")
	}
	m.sets = map[catalogueSet]*cataloguePrices{{}: {}}
	keys := make([]string, 0, len(entry))
	for key := range entry {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	for _, key := range keys {
		m.read(key, entry[key])
	}
	if err := m.check(); err != nil {
		return "", err
	}
	limit := func(key string) uint64 {
		number, _ := entry[key].(json.Number)
		return wholeOf(number.String())
	}
	outputMax := max(limit("max_output_tokens"), 0)
	if outputMax == 0 {
		outputMax = limit("max_tokens")
	}
	base := m.sets[catalogueSet{}]
	if base[meter.Output].number == "" {
		outputMax = 1 // it gives no tokens, and a card has to bound them
	}
	if outputMax == 0 {
		return "", errors.New("it has no max_output_tokens, without which the most a call can cost has no bound")
	}
	var b strings.Builder
	fmt.Fprintf(&b, "  - model: %q\n", m.name)
	if n := limit("max_input_tokens"); n > 0 {
		fmt.Fprintf(&b, "    input_max: %d\n", n)
	}
	fmt.Fprintf(&b, "    output_max: %d\n", outputMax)
	return b.String() + m.prices(), nil
}

// read takes in one member of the entry.
func (m *catalogueModel) read(key string, value any) {
	if key == "search_context_cost_per_query" {
		m.search(value)
		return
	}
	if !strings.Contains(key, "cost") && !strings.Contains(key, "pricing") && !strings.Contains(key, "_per_") {
		return // a limit, a feature, or where the entry is from
	}
	number, ok := value.(json.Number)
	if !ok {
		if value != nil {
			m.note("%s is no single number, and is left out", printable(key))
		}
		return
	}
	parts := costKey.FindStringSubmatch(key)
	of, known := catalogueMeters[parts[1]]
	if !known {
		if text, err := decimalShift(number.String(), 0); err != nil || text != "0" {
			m.note("%s, %s, has no meter, and is left out", printable(key), number)
		}
		return
	}
	set := catalogueSet{}
	if parts[2] != "" {
		thousands, err := strconv.ParseUint(parts[2], 10, 32)
		if err != nil || thousands == 0 {
			m.note("%s is for prompts of no length that makes sense, and is left out", printable(key))
			return
		}
		set.over = thousands * 1000
	}
	set.service = strings.TrimSuffix(parts[3], "es") // batches, and the rest as they are
	prices := m.sets[set]
	if prices == nil {
		prices = &cataloguePrices{}
		m.sets[set] = prices
	}
	if was := prices[of]; was.number != "" {
		if text, err := decimalShift(number.String(), 0); err == nil && text == "0" {
			return
		}
		if text, err := decimalShift(was.number, 0); err != nil || text != "0" {
			m.note("%s, %s, is left out, because %s is counted by %s already", printable(key), number, of, was.key)
			return
		}
	}
	prices[of].key, prices[of].number = key, number.String()
}

// search takes in the price of a web search, which may differ by how much of the
// web is read; a card has one.
func (m *catalogueModel) search(value any) {
	sizes, _ := value.(map[string]any)
	number, ok := sizes["search_context_size_medium"].(json.Number)
	if !ok {
		m.note("search_context_cost_per_query has no price of medium size, and is left out")
		return
	}
	for _, size := range []string{"low", "high"} {
		if other, ok := sizes["search_context_size_"+size].(json.Number); ok && other != number {
			m.note("web_search is priced at the medium size, %s; the %s size, %s, is left out", number, size, other)
		}
	}
	m.sets[catalogueSet{}][meter.WebSearch].key = "search_context_cost_per_query"
	m.sets[catalogueSet{}][meter.WebSearch].number = number.String()
}

// check reports why the model cannot be sold: without a price, or with one that
// a card cannot express.
func (m *catalogueModel) check() error {
	base, priced, charged := m.sets[catalogueSet{}], false, false
	for _, set := range m.order() {
		for i, p := range m.sets[set] {
			if p.number == "" {
				continue
			}
			at := meter.Meter(i)
			text, _, err := priceFor(at, p.number)
			if err != nil {
				return fmt.Errorf("%s: %w", printable(p.key), err)
			}
			priced, charged = true, charged || text != "0"
			if set != (catalogueSet{}) && base[i].number == "" && !follows(base, at) {
				m.note("%s is left out, because the model has no price for %s otherwise", printable(p.key), at)
				m.sets[set][i].number = ""
			}
		}
	}
	if !priced {
		return errors.New("it has no price; a model without one is refused, never free")
	}
	if !charged && !m.free {
		return errors.New("all its prices are 0; say --free to sell it for nothing")
	}
	return nil
}

// follows reports whether a meter without a price of its own follows from
// another one that has a price.
func follows(base *cataloguePrices, of meter.Meter) bool {
	var v tariff.Variant
	for i := range base {
		if base[i].number != "" {
			v.SetPrice(meter.Meter(i), tariff.Ticks{})
		}
	}
	v.Default()
	return v.Meters().Has(of)
}

// order gives the sets from the particular to the general, the base last: a
// service before all services, and longer prompts before shorter ones.
func (m *catalogueModel) order() []catalogueSet {
	sets := make([]catalogueSet, 0, len(m.sets))
	for set := range m.sets {
		sets = append(sets, set)
	}
	slices.SortFunc(sets, func(a, b catalogueSet) int {
		if a.service != b.service {
			return strings.Compare(b.service, a.service)
		}
		if a.over > b.over {
			return -1
		}
		return 1
	})
	return sets
}

// prices writes the model's prices and its variants.
func (m *catalogueModel) prices() string {
	var b strings.Builder
	order := m.order()
	writePrices(&b, "    ", m.sets[catalogueSet{}])
	variants := false
	for _, set := range order[:len(order)-1] {
		prices := m.sets[set]
		if *prices == (cataloguePrices{}) || !slices.ContainsFunc(prices[:], func(p struct{ key, number string }) bool { return p.number != "" }) {
			continue
		}
		if !variants {
			b.WriteString("    variants:\n")
			variants = true
		}
		var when []string
		if set.service != "" {
			when = append(when, "services: ["+set.service+"]")
		}
		if set.over > 0 {
			when = append(when, fmt.Sprintf("input_over: %d", set.over))
		}
		fmt.Fprintf(&b, "      - name: %s\n        when: {%s}\n", set, strings.Join(when, ", "))
		writePrices(&b, "        ", prices)
		m.uncovered(set)
	}
	return b.String()
}

// uncovered notes what the catalogue does not say of a variant: what it costs
// where the base has a price, and what a service costs for long prompts when
// other calls cost something else then.
func (m *catalogueModel) uncovered(set catalogueSet) {
	var silent []string
	for i, p := range m.sets[catalogueSet{}] {
		if at := meter.Meter(i); p.number != "" && m.sets[set][i].number == "" && at.Unit() == "token" {
			silent = append(silent, at.String())
		}
	}
	if len(silent) > 0 {
		m.note("variant %s has no price of its own for %s; they cost what they do otherwise", set, strings.Join(silent, ", "))
	}
	if set.service == "" || set.over > 0 {
		return
	}
	for _, other := range m.order() {
		if other.service == "" && other.over > 0 && m.sets[catalogueSet{other.over, set.service}] == nil {
			m.note("nothing is said of service %s for prompts over %d tokens; they cost what shorter ones do", set.service, other.over)
		}
	}
}

func writePrices(b *strings.Builder, indent string, prices *cataloguePrices) {
	fmt.Fprintf(b, "%sprices:\n", indent)
	for i, p := range prices {
		if p.number == "" {
			continue
		}
		at := meter.Meter(i)
		text, per, _ := priceFor(at, p.number)
		if per == perTokens {
			fmt.Fprintf(b, "%s  %s: %s\n", indent, at, text)
		} else {
			fmt.Fprintf(b, "%s  %s: {price: %s, per: %d}\n", indent, at, text, per)
		}
	}
}
