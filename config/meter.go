package config

import (
	"math"
	"strings"

	"aidollar/core/meter"
	"aidollar/internal/yamlfile"

	"go.yaml.in/yaml/v4"
)

// Meter is usage that a seller pushes in as events, and how it is read.
type Meter struct {
	meter.Definition

	Seller    string // whose it is
	EventType string // the events' CloudEvents type
	Source    string // their source; empty: any
	Value     string // JSON pointer to the quantity in the data
	Scale     uint64 // units for 1 of the value
	Item      string // with unique: JSON pointer to what is counted once
	Buyer     string // JSON pointer to the buyer's id; empty: the event's subject
	Key       string // JSON pointer to the key's id; empty: none
	Region    string // JSON pointer to the region; empty: none
}

// MetersMax bounds the meters of one server.
const MetersMax = 10_000

var (
	aggregationNames = []string{"sum", "count", "max", "unique", "last"}
	windowNames      = []string{"none", "hour", "day", "month"}
)

// meters reads the meters whose usage is pushed in:
//
//	meters:
//	  - name: h100-seconds
//	    seller: works
//	    event: com.example.gpu.used   # the CloudEvents type
//	    source: /cluster/7            # optional
//	    product: h100                 # on the seller's rate card
//	    meter: gpu_second             # the card's meter; unit when missing
//	    aggregation: sum              # sum, count, max, unique, last
//	    window: hour                  # with max, unique and last
//	    value: /seconds               # JSON pointer into the data
//	    scale: 1                      # units for 1 of the value
//	    item: /user                   # with unique: what is counted once
//	    buyer: /customer              # where the buyer's id is; the subject when missing
//	    key: /key                     # optional
//	    region: /region               # optional
func (r *serverReader) meters(v *yaml.Node) {
	for _, element := range r.filled(v, "meters", "meter", MetersMax) {
		r.server.Meters = append(r.server.Meters, r.meter(element))
	}
}

func (r *serverReader) meter(n *yaml.Node) (m Meter) {
	m.Meter, m.Scale = meter.Unit, 1
	pointer := func(into *string, what string) func(*yaml.Node) {
		return func(v *yaml.Node) { *into = r.pointer(v, what) }
	}
	var aggregation *yaml.Node
	r.mapping(n, "a meter", []field{
		{"name", true, func(v *yaml.Node) { m.Name = r.unique(v, "meter", r.meterNames) }},
		{"seller", true, func(v *yaml.Node) {
			if m.Seller, _ = r.name(v, "the meter's seller", nameMax); m.Seller != "" {
				r.meterSellers = append(r.meterSellers, v)
			}
		}},
		{"event", true, func(v *yaml.Node) { m.EventType, _ = r.name(v, "the events' type", nameMax) }},
		{"source", false, func(v *yaml.Node) { m.Source, _ = r.name(v, "the events' source", nameMax) }},
		{"product", true, func(v *yaml.Node) { m.Product, _ = r.name(v, "the meter's product", meter.DefinitionNameMax) }},
		{"meter", false, func(v *yaml.Node) {
			name, ok := r.Text(v, "the card's meter")
			if m.Meter, _ = meter.MeterNamed(name); ok && m.Meter.String() != name {
				r.Add(v, "meter_unknown", "the rate card knows no meter %q; %s", yamlfile.Shorten(name), yamlfile.Suggestion(name, meterNames()))
			}
		}},
		{"aggregation", true, func(v *yaml.Node) {
			if i, ok := r.Choice(v, "aggregation", aggregationNames...); ok {
				m.Aggregation, _ = meter.AggregationNamed(aggregationNames[i])
				aggregation = v
			}
		}},
		{"window", false, func(v *yaml.Node) {
			if i, ok := r.Choice(v, "window", windowNames...); ok {
				m.Window, _ = meter.WindowNamed(windowNames[i])
			}
		}},
		{"value", false, pointer(&m.Value, "value")},
		{"scale", false, func(v *yaml.Node) {
			if scale, ok := r.Whole(v, "scale", 1, math.MaxUint32); ok {
				m.Scale = scale
			}
		}},
		{"item", false, pointer(&m.Item, "item")},
		{"buyer", false, pointer(&m.Buyer, "buyer")},
		{"key", false, pointer(&m.Key, "key")},
		{"region", false, pointer(&m.Region, "region")},
	})
	if aggregation != nil {
		r.checkMeter(aggregation, &m)
	}
	return m
}

// nameMax bounds names that nothing else bounds, in bytes.
const nameMax = 128

// checkMeter looks for what an aggregation needs, and for what it has no use for.
func (r *serverReader) checkMeter(at *yaml.Node, m *Meter) {
	name := m.Aggregation.String()
	valued := m.Aggregation != meter.Count && m.Aggregation != meter.Unique
	switch {
	case valued && m.Value == "":
		r.Add(at, "meter_value_missing", "a meter that takes the %s needs a value: the JSON pointer to a number in the events' data, such as /seconds", name)
	case !valued && m.Value != "":
		r.Add(at, "meter_value_unused", "a meter that takes the %s reads no value; leave value out", name)
	case m.Aggregation == meter.Unique && m.Item == "":
		r.Add(at, "meter_item_missing", "a meter that counts what is unique needs an item: the JSON pointer to what is counted once, such as /user")
	case m.Aggregation != meter.Unique && m.Item != "":
		r.Add(at, "meter_item_unused", "only a meter that counts what is unique reads an item; leave item out")
	case m.Aggregation.Windowed() && m.Window == meter.WindowNone:
		r.Add(at, string(meter.DefinitionNoWindow), "%s", meter.DefinitionNoWindow.Error())
	}
}

// pointer reads a JSON pointer (RFC 6901) to a member; the whole of the data is
// no quantity.
func (r *serverReader) pointer(v *yaml.Node, what string) string {
	text, ok := r.Text(v, what)
	if !ok {
		return ""
	}
	if !strings.HasPrefix(text, "/") || strings.Contains(strings.NewReplacer("~0", "", "~1", "").Replace(text), "~") {
		r.Add(v, "pointer_malformed", "%s %q is no JSON pointer; it starts with a slash, such as /usage/seconds, and writes ~ as ~0 and a slash within a name as ~1", what, yamlfile.Shorten(text))
	}
	return text
}

// checkMeters looks for sellers that are not there.
func (r *serverReader) checkMeters() {
	known := make([]string, 0, len(r.server.Sellers))
	for i := range r.server.Sellers {
		known = append(known, r.server.Sellers[i].Name)
	}
	for _, v := range r.meterSellers {
		if r.sellers[v.Value] == nil {
			r.Add(v, "seller_unknown", "there is no seller %q; %s", yamlfile.Shorten(v.Value), yamlfile.Suggestion(v.Value, known))
		}
	}
}
