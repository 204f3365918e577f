package meter

import (
	"strings"
	"testing"
)

func TestMeterNames(t *testing.T) {
	seen := map[string]bool{}
	for i := range MeterCount {
		m := Meter(i)
		name := m.String()
		if name == "" || m.Unit() == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz_") != "" || seen[name] {
			t.Errorf("meter %d has the name %q and the unit %q", i, name, m.Unit())
		}
		seen[name] = true
		if got, ok := MeterNamed(name); !ok || got != m {
			t.Errorf("%s does not come back by its name", name)
		}
	}
	if _, ok := MeterNamed("tokens"); ok {
		t.Error("an unknown meter was found")
	}
	if meterEnd.String() != "unknown" || meterEnd.Unit() != "unknown" {
		t.Error("a number without meaning has a name")
	}
}

// The numbers stand in the log: moving one would change what was sold.
func TestMeterNumbers(t *testing.T) {
	want := []string{
		"request", "input", "input_cached", "input_cache_write", "input_cache_write_hour", "input_audio",
		"input_audio_cached", "input_image", "output", "output_reasoning", "output_audio", "output_image",
		"tool_call", "web_search", "image", "second",
		"byte", "character", "gpu_second", "watt_hour", "unit", "response_cached", "session",
	}
	if MeterCount != len(want) {
		t.Errorf("there are %d meters, and %d of them have their number written down here", MeterCount, len(want))
	}
	for i, name := range want {
		if Meter(i).String() != name {
			t.Errorf("meter %d is %v, and was %s when logs were written", i, Meter(i), name)
		}
	}
	for i, name := range []string{"reported", "estimated", "bound"} {
		if Source(i).String() != name {
			t.Errorf("source %d is %v, and was %s when logs were written", i, Source(i), name)
		}
		if got, ok := SourceNamed(name); !ok || got != Source(i) {
			t.Errorf("%s does not come back by its name", name)
		}
	}
	if _, ok := SourceNamed("guessed"); ok || sourceEnd.String() != "unknown" {
		t.Error("a source without meaning was found")
	}
}

func TestSet(t *testing.T) {
	s := SetOf(Second, Request, Input)
	if s.Len() != 3 || !s.Has(Input) || s.Has(Output) || All.Len() != MeterCount {
		t.Errorf("the set is %b", s)
	}
	var order []Meter
	for left := s; left != 0; {
		var m Meter
		m, left = left.Next()
		order = append(order, m)
	}
	if len(order) != 3 || order[0] != Request || order[1] != Input || order[2] != Second {
		t.Errorf("the set was walked as %v", order)
	}
	if TextInput&TextOutput != 0 || TextInput&AudioInput != 0 || ImageInput&TextInput != TextInput {
		t.Error("the groups do not fit together")
	}
}
