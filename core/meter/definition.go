package meter

import "unicode/utf8"

// Aggregation says how the events of a pushed meter become a quantity.
type Aggregation uint8

// The aggregations. Their numbers are part of the log's format.
const (
	Sum    Aggregation = iota + 1 // of the values
	Count                         // of the events, whatever their values
	Max                           // the largest value of a window
	Unique                        // how many different subjects a window has
	Last                          // the value of a window's latest event, once it has closed

	aggregationEnd
)

var aggregationNames = [aggregationEnd]string{Sum: "sum", Count: "count", Max: "max", Unique: "unique", Last: "last"}

// String gives the aggregation's name, "unknown" for what is none.
func (a Aggregation) String() string {
	if a > 0 && a < aggregationEnd {
		return aggregationNames[a]
	}
	return "unknown"
}

// AggregationNamed finds an aggregation by its name.
func AggregationNamed(name string) (Aggregation, bool) {
	for i, n := range aggregationNames {
		if n == name && n != "" {
			return Aggregation(i), true
		}
	}
	return 0, false
}

// Windowed reports whether the aggregation looks at the events of a window
// together, so that a meter with it needs one. Sums and counts do not: an event
// adds the same wherever it falls.
func (a Aggregation) Windowed() bool { return a == Max || a == Unique || a == Last }

// Definition is a meter whose usage is pushed in as events instead of being
// read from a call: hours of a machine, stored bytes, seats.
type Definition struct {
	Name        string // the seller's name for it
	Aggregation Aggregation
	Window      Window // WindowNone unless the aggregation needs one, or readers like one
	Product     string // the model of the rate card that prices it
	Meter       Meter  // the card's meter that the quantity counts under
}

// DefinitionNameMax bounds the names of a meter and of its product, in bytes.
const DefinitionNameMax = 128

// A DefinitionError says what is wrong with a definition. Its value is a stable
// machine code.
type DefinitionError string

// The ways in which a definition can be wrong.
const (
	DefinitionName        DefinitionError = "meter_name_invalid"
	DefinitionProduct     DefinitionError = "meter_product_invalid"
	DefinitionAggregation DefinitionError = "meter_aggregation_unknown"
	DefinitionWindow      DefinitionError = "meter_window_unknown"
	DefinitionNoWindow    DefinitionError = "meter_window_missing"
	DefinitionMeter       DefinitionError = "meter_unknown"
)

func (e DefinitionError) Error() string {
	switch e {
	case DefinitionName:
		return "the meter's name is empty, longer than 128 bytes, or not UTF-8"
	case DefinitionProduct:
		return "the meter's product is empty, longer than 128 bytes, or not UTF-8; name the model of the rate card that prices it"
	case DefinitionAggregation:
		return "the aggregation is none of sum, count, max, unique and last"
	case DefinitionWindow:
		return "the window is none of none, hour, day and month"
	case DefinitionNoWindow:
		return "max, unique and last are taken over a window; say hour, day or month"
	case DefinitionMeter:
		return "the meter that the quantity counts under does not exist"
	}
	return string(e)
}

// Check names the first thing that is wrong with the definition; empty when it
// is good.
func (d *Definition) Check() DefinitionError {
	switch {
	case !textValid(d.Name):
		return DefinitionName
	case !textValid(d.Product):
		return DefinitionProduct
	case d.Aggregation == 0 || d.Aggregation >= aggregationEnd:
		return DefinitionAggregation
	case d.Window >= windowEnd:
		return DefinitionWindow
	case d.Aggregation.Windowed() && d.Window == WindowNone:
		return DefinitionNoWindow
	case int(d.Meter) >= MeterCount:
		return DefinitionMeter
	}
	return ""
}

func textValid(s string) bool {
	return s != "" && len(s) <= DefinitionNameMax && utf8.ValidString(s)
}
