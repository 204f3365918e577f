package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"

	"aidollar/core/meter"
	"aidollar/core/tariff"
	"aidollar/internal/yamlfile"
)

// ImportOptions say what of a price catalogue becomes a card.
type ImportOptions struct {
	Models  []string // names, in which * stands for anything; all when empty
	Name    string   // the card's
	Version uint32   // the card's
	Markup  string   // such as "5%"; empty for none
	Free    bool     // take models whose prices are all zero
}

// Import is a card made of a price catalogue.
type Import struct {
	YAML   []byte   // the card, with the notes as comments
	Models int      // on the card
	Notes  []string // what could not be expressed, and which models were left out
}

// ImportCatalogue makes a rate card of the community's price catalogue: a JSON
// object with an object for each model, prices in dollars per single unit
// (BerriAI/litellm, model_prices_and_context_window.json). Prices are read as the
// decimals that are written there. Prices for batches, other classes of service
// and long prompts become variants. What a card has no words for is noted; a
// model is left out, with a note, when it has no price, or one that is no whole
// number of ticks. The error says why there is no card at all.
func ImportCatalogue(data []byte, o ImportOptions) (Import, error) {
	if len(data) > catalogueSizeMax {
		return Import{}, fmt.Errorf("the catalogue has %d bytes; at most %d are read", len(data), catalogueSizeMax)
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(data, &all); err != nil {
		return Import{}, fmt.Errorf("the catalogue is no JSON object of models: %w", err)
	}
	names := make([]string, 0, len(all))
	for name := range all {
		if name != catalogueSample && matches(o.Models, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return Import{}, fmt.Errorf("none of the catalogue's %d models matches %s", len(all), strings.Join(o.Models, ", "))
	}
	sort.Strings(names)
	var in Import
	var body bytes.Buffer
	for _, name := range names {
		m := catalogueModel{name: name, free: o.Free}
		text, err := m.yaml(all[name])
		in.Notes = append(in.Notes, m.notes...)
		if err != nil {
			in.Notes = append(in.Notes, fmt.Sprintf("%s is left out: %v", printable(name), err))
			continue
		}
		in.Models++
		body.WriteString(text)
	}
	if in.Models == 0 {
		return in, fmt.Errorf("none of %d models can be sold by a card", len(names))
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "card: %q\nversion: %d\ncurrency: USD\n", o.Name, o.Version)
	if o.Markup != "" {
		fmt.Fprintf(&out, "markup: %q\n", o.Markup)
	}
	for _, note := range in.Notes {
		fmt.Fprintf(&out, "# %s\n", note)
	}
	out.WriteString("models:\n")
	out.Write(body.Bytes())
	in.YAML = out.Bytes()
	// What is wrong now is a name, a version or a markup of the caller's.
	if _, err := ParseCard("import", in.YAML); err != nil {
		return in, err
	}
	return in, nil
}

const (
	catalogueSizeMax = 64 << 20
	catalogueSample  = "sample_spec" // describes the catalogue's fields, and is no model
)

// matches reports whether a name is one of the patterns.
func matches(patterns []string, name string) bool {
	return len(patterns) == 0 || slices.ContainsFunc(patterns, func(p string) bool {
		parts := strings.Split(p, "*")
		if len(parts) == 1 {
			return p == name
		}
		rest, ok := strings.CutPrefix(name, parts[0])
		if !ok {
			return false
		}
		for _, part := range parts[1 : len(parts)-1] {
			if _, rest, ok = strings.Cut(rest, part); !ok {
				return false
			}
		}
		return strings.HasSuffix(rest, parts[len(parts)-1])
	})
}

// printable is a name that may stand in a comment and on a screen.
func printable(name string) string {
	quoted := strconv.Quote(yamlfile.Shorten(name))
	if quoted[1:len(quoted)-1] == name {
		return name
	}
	return quoted
}

// costKey takes the name of a price apart: what is priced, above how many
// thousand tokens of prompt, and for which service.
var costKey = regexp.MustCompile(`^(.*?)(?:_above_([0-9]+)k_tokens)?(?:_(batches|priority|flex))?$`)

// catalogueMeters are the prices that a card can express.
var catalogueMeters = map[string]meter.Meter{
	"input_cost_per_token":                      meter.Input,
	"cache_read_input_token_cost":               meter.InputCached,
	"cache_creation_input_token_cost":           meter.InputCacheWrite,
	"cache_creation_input_token_cost_above_1hr": meter.InputCacheWriteHour,
	"input_cost_per_audio_token":                meter.InputAudio,
	"cache_read_input_audio_token_cost":         meter.InputAudioCached,
	"input_cost_per_image_token":                meter.InputImage,
	"output_cost_per_token":                     meter.Output,
	"output_cost_per_reasoning_token":           meter.OutputReasoning,
	"output_cost_per_audio_token":               meter.OutputAudio,
	"output_cost_per_image_token":               meter.OutputImage,
	"output_cost_per_image":                     meter.Image,
	"input_cost_per_second":                     meter.Second,
	"output_cost_per_second":                    meter.Second,
	"input_cost_per_character":                  meter.Character,
	"output_cost_per_character":                 meter.Character,
	"input_cost_per_query":                      meter.Request,
	"input_cost_per_request":                    meter.Request,
	"code_interpreter_cost_per_session":         meter.Session,
}

// decimalShift multiplies a JSON number by ten to the power of n, exactly, and
// writes it as a plain decimal.
func decimalShift(number string, n int) (string, error) {
	mantissa, exponent, found := strings.Cut(strings.ToLower(number), "e")
	if found {
		e, err := strconv.Atoi(exponent)
		if err != nil || e > decimalShiftMax || e < -decimalShiftMax {
			return "", fmt.Errorf("%s is out of range", yamlfile.Shorten(number))
		}
		n += e
	}
	if strings.HasPrefix(mantissa, "-") {
		return "", fmt.Errorf("%s is negative", yamlfile.Shorten(number))
	}
	digits, fraction, _ := strings.Cut(mantissa, ".")
	digits, point := digits+fraction, len(digits)+n
	if len(digits) > decimalShiftMax {
		return "", fmt.Errorf("%s has more digits than any price", yamlfile.Shorten(number))
	}
	if point < 0 {
		digits, point = strings.Repeat("0", -point)+digits, 0
	}
	if point > len(digits) {
		digits += strings.Repeat("0", point-len(digits))
	}
	left, right := strings.TrimLeft(digits[:point], "0"), strings.TrimRight(digits[point:], "0")
	if left == "" {
		left = "0"
	}
	if right == "" {
		return left, nil
	}
	return left + "." + right, nil
}

const decimalShiftMax = 60

// priceFor gives the plain decimal of a price for as many units as cards price
// the meter by.
func priceFor(at meter.Meter, number string) (text string, per uint64, err error) {
	per, shift := 1, 0
	if at.Unit() == "token" {
		per, shift = perTokens, 6
	}
	if text, err = decimalShift(number, shift); err != nil {
		return "", 0, err
	}
	_, err = tariff.ParsePrice(text, per)
	return text, per, err
}

// wholeOf reads a limit, which some entries have as a float; zero when it is none.
func wholeOf(number string) uint64 {
	text, err := decimalShift(number, 0)
	if err != nil {
		return 0
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil || n > math.MaxInt64 {
		return 0
	}
	return n
}
